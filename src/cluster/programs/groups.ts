import { groupName } from './accounts.ts'
import { define } from './options.ts'

export const groups = define({
  name: 'groups',
  summary: 'Print the groups USER is in',
  usage: '[USER]',
  *run(process) {
    const all = [...new Set([process.gid, ...process.groups])]
    yield* process.print(`${all.map((gid) => groupName(process, gid) ?? String(gid)).join(' ')}\n`)
    return 0
  },
})
