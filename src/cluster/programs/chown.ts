import { Errno, type Process, type Run } from '../machine/program.ts'
import { accountByName, groupId } from './accounts.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'

interface Owner {
  readonly uid: number | undefined
  readonly gid: number | undefined
}

function readOwner(process: Process, text: string): Owner {
  const [user = '', group] = text.split(/[:.](.*)/s)
  const account = /^\d+$/.test(user) ? undefined : accountByName(process, user)
  const uid = user === '' ? undefined : /^\d+$/.test(user) ? Number(user) : account?.uid
  if (user !== '' && uid === undefined) throw new Failure(isBusybox(process) ? `unknown user ${user}` : `invalid user: '${text}'`)
  if (group === undefined) return { uid, gid: undefined }
  return { uid, gid: group === '' ? account?.gid : readGroup(process, group) }
}

function readGroup(process: Process, text: string): number {
  const gid = /^\d+$/.test(text) ? Number(text) : groupId(process, text)
  if (gid === undefined) throw new Failure(isBusybox(process) ? `unknown group ${text}` : `invalid group: '${text}'`)
  return gid
}

function* apply(process: Process, name: string, path: string, owner: Owner, recursive: boolean): Run<number> {
  let code = 0
  try {
    const stat = process.stat(path)
    process.chown(path, owner.uid ?? stat.uid, owner.gid ?? stat.gid)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    const gnu =
      error.code === 'ENOENT' ? `cannot access '${path}'` : `changing ${name === 'chown' ? 'ownership' : 'group'} of '${path}'`
    yield* process.printError(`${name}: ${isBusybox(process) ? path : gnu}: ${error.text}\n`)
    code = 1
    if (error.code === 'ENOENT') return 1
  }
  if (recursive && process.lstat(path).type === 'directory') {
    for (const each of process.readDirectory(path))
      code = Math.max(code, yield* apply(process, name, `${path}/${each}`, owner, true))
  }
  return code
}

function program(name: 'chown' | 'chgrp', usage: string, summary: string, read: (process: Process, text: string) => Owner) {
  return define({
    name,
    usage,
    summary,
    *run(process, args) {
      const options = parseOptions(args, 'RhLHPcvf', { recursive: 'R', 'no-dereference': 'h', verbose: 'v' })
      const [text, ...paths] = options.operands
      if (text === undefined || paths.length === 0)
        throw new UsageError(isBusybox(process) ? '' : text === undefined ? 'missing operand' : `missing operand after '${text}'`)
      const owner = read(process, text)
      let code = 0
      for (const path of paths) code = Math.max(code, yield* apply(process, name, path, owner, options.has('R')))
      return code
    },
  })
}

export const chown = program(
  'chown',
  '[-RhLHPcvf] USER[:[GRP]] FILE...',
  'Change the owner and/or group of FILEs to USER and/or GRP',
  readOwner,
)
export const chgrp = program(
  'chgrp',
  '[-RhLHPcvf] GROUP FILE...',
  'Change the group membership of FILEs to GROUP',
  (process, text) => ({ uid: undefined, gid: readGroup(process, text) }),
)
