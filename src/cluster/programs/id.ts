import type { Process } from '../machine/program.ts'
import { accountByName, groupName, userName } from './accounts.ts'
import { define, Failure, isBusybox, parseOptions } from './options.ts'

const named = (number: number, name: string | undefined) => (name === undefined ? String(number) : `${number}(${name})`)

/** coreutils put the primary group first; busybox prints what getgroups(2) says, which Linux keeps in order. */
function groupsOf(process: Process): number[] {
  const groups = [...new Set([process.gid, ...process.groups])]
  return isBusybox(process) ? groups.sort((a, b) => a - b) : groups
}

export const id = define({
  name: 'id',
  summary: 'Print information about USER or the current user',
  usage: '[-ugGnr] [USER]',
  *run(process, args) {
    const options = parseOptions(args, 'ugGnrZ', { user: 'u', group: 'g', groups: 'G', name: 'n', real: 'r' })
    const [wanted] = options.operands
    const account = wanted === undefined ? undefined : accountByName(process, wanted)
    if (wanted !== undefined && !account)
      throw new Failure(isBusybox(process) ? `unknown user ${wanted}` : `'${wanted}': no such user`)
    const uid = account?.uid ?? process.uid
    const gid = account?.gid ?? process.gid
    const groups = account ? [account.gid] : groupsOf(process)
    const user = userName(process, uid)
    const pick = (number: number, name: string | undefined) => (options.has('n') ? (name ?? String(number)) : String(number))
    let text: string
    if (options.has('u')) text = pick(uid, user)
    else if (options.has('g')) text = pick(gid, groupName(process, gid))
    else if (options.has('G')) text = groups.map((group) => pick(group, groupName(process, group))).join(' ')
    else
      text = `uid=${named(uid, user)} gid=${named(gid, groupName(process, gid))} groups=${groups.map((group) => named(group, groupName(process, group))).join(',')}`
    yield* process.print(`${text}\n`)
    return 0
  },
})
