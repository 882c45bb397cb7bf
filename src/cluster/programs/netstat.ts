import type { Process } from '../machine/program.ts'
import { define, parseOptions } from './options.ts'
import { commandName } from './process-names.ts'

function owner(process: Process, pid: number | undefined): string {
  const info = process.processes().find((each) => each.pid === pid)
  return info ? `${info.pid}/${commandName(info)}` : '-'
}

export const netstat = define({
  name: 'netstat',
  summary: 'Display networking information',
  usage: '[-ral] [-tuwx] [-enWp]',
  simplified: 'TCP alone',
  *run(process, args) {
    const options = parseOptions(args, 'raltuwxenWpsi46', { listening: 'l', all: 'a', tcp: 't', programs: 'p', numeric: 'n' })
    const sockets = process
      .sockets()
      .filter(({ state }) => (options.has('a') ? true : options.has('l') ? state === 'LISTEN' : state !== 'LISTEN'))
    const what = options.has('a') ? '(servers and established)' : options.has('l') ? '(only servers)' : '(w/o servers)'
    const rows = sockets.map(({ local, remote, state, pid }) => {
      const to = state === 'LISTEN' ? local.replace(/.*:/, '0.0.0.0:').replace(/\d+$/, '*') : remote
      return `tcp        0      0 ${local.padEnd(23)} ${to.padEnd(23)} ${state.padEnd(11)} ${options.has('p') ? owner(process, pid) : ''}\n`
    })
    yield* process.print(
      `Active Internet connections ${what}\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${options.has('p') ? 'PID/Program name    ' : ''}\n${rows.join('')}`,
    )
    return 0
  },
})

export const ss = define({
  name: 'ss',
  summary: 'Show sockets',
  usage: '[-ltnpa]',
  simplified: 'TCP alone',
  *run(process, args) {
    const options = parseOptions(args, 'ltunpaHes4o', { listening: 'l', tcp: 't', numeric: 'n', processes: 'p', all: 'a' })
    const sockets = process
      .sockets()
      .filter(({ state }) => (options.has('a') ? true : options.has('l') ? state === 'LISTEN' : state !== 'LISTEN'))
    const rows = sockets.map(({ local, remote, state, pid }) => {
      const info = process.processes().find((each) => each.pid === pid)
      const user = options.has('p') && info ? `users:(("${commandName(info)}",pid=${info.pid},fd=6))` : ''
      return `${(state === 'LISTEN' ? 'LISTEN' : 'ESTAB').padEnd(6)} 0      ${state === 'LISTEN' ? '511  ' : '0    '} ${local.padStart(18)} ${(state === 'LISTEN' ? '0.0.0.0:*' : remote).padStart(18)} ${user}\n`
    })
    yield* process.print(
      `${options.has('H') ? '' : `State  Recv-Q Send-Q ${'Local Address:Port'.padStart(18)} ${'Peer Address:Port'.padStart(18)} ${options.has('p') ? 'Process' : ''}\n`}${rows.join('')}`,
    )
    return 0
  },
})

export const lsof = define({
  name: 'lsof',
  summary: 'Show all open files',
  usage: '[-i[:PORT]]',
  simplified: 'it shows sockets alone',
  *run(process, args) {
    const port = args.map((arg) => /^(?:-i)?(?:tcp)?:(\d+)$/i.exec(arg)?.[1]).find((each) => each !== undefined)
    const found = process
      .sockets()
      .filter(({ local, remote }) => port === undefined || local.endsWith(`:${port}`) || remote.endsWith(`:${port}`))
    if (found.length === 0) return 1
    let text = 'COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n'
    for (const { local, remote, state, pid } of found) {
      const info = process.processes().find((each) => each.pid === pid)
      text += `${(info ? commandName(info) : '?').slice(0, 8).padEnd(8)} ${String(pid ?? '-').padStart(3)} ${'root'.padEnd(6)} 6u   IPv4  12345      0t0  TCP ${state === 'LISTEN' ? `${local.replace('0.0.0.0', '*')} (LISTEN)` : `${local}->${remote} (ESTABLISHED)`}\n`
    }
    yield* process.print(text)
    return 0
  },
})
