import type { Process, ProcessInfo } from '../machine/program.ts'
import { userName } from './accounts.ts'
import { formatDate } from './date-format.ts'
import { define, Failure, isBusybox } from './options.ts'

const stateLetters: Record<ProcessInfo['state'], string> = { running: 'R', sleeping: 'S', stopped: 'T', zombie: 'Z' }

/** As ps writes a command: a zombie has lost its arguments. */
export function commandText(info: ProcessInfo, bracketed = true): string {
  const [first = ''] = info.command
  if (info.state === 'zombie')
    return bracketed ? `[${first.replace(/.*\//, '').split(' ')[0]}]` : `[${first.replace(/.*\//, '').split(' ')[0]}] <defunct>`
  return info.command.join(' ')
}

/** `00:00:07` or `0:07`. */
function cpuTime(ms: number, hours: boolean): string {
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const two = (value: number) => String(value).padStart(2, '0')
  return hours ? `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

function column(process: Process, name: string, info: ProcessInfo): string {
  const elapsed = Math.floor((process.now - info.startedAt) / 1000)
  switch (name) {
    case 'pid':
      return String(info.pid)
    case 'ppid':
      return String(info.ppid)
    case 'pgid':
    case 'sid':
      return String(info.pid)
    case 'user':
    case 'ruser':
      return userName(process, info.uid) ?? String(info.uid)
    case 'uid':
      return String(info.uid)
    case 'comm':
      return (info.command[0] ?? '').replace(/.*\//, '').replace(/:? .*/, '').slice(0, 15)
    case 'args':
    case 'command':
    case 'cmd':
      return commandText(info)
    case 'stat':
    case 'state':
    case 's':
      return stateLetters[info.state]
    case 'time':
      return cpuTime(info.cpuMs, true)
    case 'etime':
      return elapsed >= 3600
        ? cpuTime(elapsed * 1000, true)
        : `${String(Math.floor(elapsed / 60)).padStart(2, '0')}:${String(elapsed % 60).padStart(2, '0')}`
    case 'rss':
    case 'vsz':
      return String(Math.round(info.memoryBytes / 1024))
    case 'pcpu':
    case '%cpu':
      return ((info.cpuMs / Math.max(1, process.now - info.startedAt)) * 100).toFixed(1)
    case 'pmem':
    case '%mem':
      return '0.0'
    case 'tty':
    case 'tt':
      return '?'
    case 'ni':
    case 'nice':
      return '0'
    default:
      throw new Failure(`bad -o argument '${name}'`)
  }
}

const titles: Record<string, string> = {
  args: 'COMMAND',
  cmd: 'CMD',
  comm: 'COMMAND',
  pcpu: '%CPU',
  pmem: '%MEM',
  stat: 'STAT',
  etime: 'ELAPSED',
}
const left = new Set(['user', 'ruser', 'comm', 'args', 'command', 'cmd', 'stat', 'state', 's', 'tty'])

function table(process: Process, infos: readonly ProcessInfo[], wanted: readonly string[]): string {
  const columns = wanted.map((each) => {
    const [name = '', own] = each.split(/=(.*)/s)
    return { name: name.toLowerCase(), title: own ?? titles[name.toLowerCase()] ?? name.toUpperCase() }
  })
  const rows = infos.map((info) => columns.map(({ name }) => column(process, name, info)))
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => String(row[i]).length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) =>
        i === cells.length - 1 && left.has(String(columns[i]?.name))
          ? cell
          : left.has(String(columns[i]?.name))
            ? cell.padEnd(Number(widths[i]))
            : cell.padStart(Number(widths[i])),
      )
      .join(' ')
  const head = columns.some(({ title }) => title !== '') ? `${line(columns.map(({ title }) => title))}\n` : ''
  return head + rows.map((row) => `${line(row)}\n`).join('')
}

export const ps = define({
  name: 'ps',
  summary: 'Show list of processes',
  usage: '[-o COL1,COL2=HEADER] [-T]',
  *run(process, args) {
    const infos = process.processes()
    const wanted: string[] = []
    let forest = ''
    let only: number[] | undefined
    for (let i = 0; i < args.length; i++) {
      const arg = String(args[i])
      const own = /^-?o(.*)$/.exec(arg)
      if (own && arg !== 'o') wanted.push(...(own[1] === '' ? String(args[++i] ?? '') : String(own[1])).split(/[, ]+/))
      else if (arg === '--no-headers') forest += 'H'
      else if (arg === '-p')
        only = String(args[++i] ?? '')
          .split(',')
          .map(Number)
      else forest += arg
    }
    const shown = only === undefined ? infos : infos.filter(({ pid }) => only.includes(pid))
    if (wanted.length > 0) {
      const text = table(
        process,
        shown,
        wanted.filter((each) => each !== ''),
      )
      yield* process.print(forest.includes('H') ? text.replace(/^.*\n/, '') : text)
      return 0
    }
    const busybox = isBusybox(process)
    if (!busybox && /u/.test(forest)) {
      const rows = shown.map((info) => {
        const memory = Math.round(info.memoryBytes / 1024)
        return `${(userName(process, info.uid) ?? String(info.uid)).padEnd(8)} ${String(info.pid).padStart(7)} ${column(process, 'pcpu', info).padStart(4)}  0.0 ${String(memory * 2).padStart(6)} ${String(memory).padStart(5)} ?        ${(stateLetters[info.state] + (info.pid === 1 ? 's' : '')).padEnd(4)} ${formatDate('%H:%M', info.startedAt)} ${cpuTime(info.cpuMs, false).padStart(6)} ${commandText(info, false)}\n`
      })
      yield* process.print(`USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${rows.join('')}`)
    } else if (!busybox && /f/.test(forest)) {
      const rows = shown.map(
        (info) =>
          `${(userName(process, info.uid) ?? String(info.uid)).padEnd(8)} ${String(info.pid).padStart(7)} ${String(info.ppid).padStart(7)}  0 ${formatDate('%H:%M', info.startedAt)} ?        ${cpuTime(info.cpuMs, true)} ${commandText(info, false)}\n`,
      )
      yield* process.print(`UID          PID    PPID  C STIME TTY          TIME CMD\n${rows.join('')}`)
    } else {
      const rows = shown.map(
        (info) =>
          `${String(info.pid).padStart(5)} ${(userName(process, info.uid) ?? String(info.uid)).slice(0, 8).padEnd(8)} ${commandText(info)}\n`,
      )
      yield* process.print(`PID   USER     COMMAND\n${rows.join('')}`)
    }
    return 0
  },
})
