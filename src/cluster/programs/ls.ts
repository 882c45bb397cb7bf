import { Errno, type FileStat, type Process, type Run } from '../machine/program.ts'
import { groupName, userName } from './accounts.ts'
import { formatDate } from './date-format.ts'
import { modeText } from './modes.ts'
import { define, isBusybox, type Options, parseOptions } from './options.ts'
import { humanSize } from './sizes.ts'

interface Entry {
  readonly name: string
  readonly path: string
  readonly stat: FileStat
}

const halfYearMs = 15_778_476_000

/** Kibibytes on disk, as `total` counts them: whole blocks of 4 KiB; none for small directories of a tmpfs. */
function kibibytes(stat: FileStat): number {
  if (stat.type === 'directory') return stat.size >= 4096 ? 4 : 0
  return stat.type === 'file' ? Math.ceil(stat.size / 4096) * 4 : 0
}

function sorted(entries: readonly Entry[], options: Options): readonly Entry[] {
  if (options.has('U') || options.has('f')) return entries
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  const time = options.has('c') ? 'ctime' : options.has('u') ? 'atime' : 'mtime'
  const compare = options.has('S')
    ? (a: Entry, b: Entry) => b.stat.size - a.stat.size || byName(a, b)
    : options.has('t')
      ? (a: Entry, b: Entry) => b.stat[time] - a.stat[time] || byName(a, b)
      : options.has('X')
        ? (a: Entry, b: Entry) => a.name.replace(/^[^.]*/, '').localeCompare(b.name.replace(/^[^.]*/, '')) || byName(a, b)
        : byName
  const result = [...entries].sort(compare)
  return options.has('r') ? result.reverse() : result
}

function decorated(process: Process, entry: Entry, options: Options, target: boolean): string {
  const { stat } = entry
  let name = entry.name
  const slash = options.has('F') || options.has('p')
  if (slash && stat.type === 'directory') name += '/'
  else if (options.has('F')) {
    const marks: Partial<Record<FileStat['type'], string>> = { symlink: target ? '' : '@', fifo: '|', socket: '=' }
    name += marks[stat.type] ?? (stat.type === 'file' && stat.mode & 0o111 ? '*' : '')
  }
  return target && stat.type === 'symlink' ? `${name} -> ${process.readlink(entry.path)}` : name
}

function longLines(process: Process, entries: readonly Entry[], options: Options): string[] {
  const busybox = isBusybox(process)
  const numeric = options.has('n')
  const owner = (stat: FileStat) => (numeric ? undefined : userName(process, stat.uid)) ?? String(stat.uid)
  const group = (stat: FileStat) => (numeric ? undefined : groupName(process, stat.gid)) ?? String(stat.gid)
  const size = (stat: FileStat) =>
    stat.deviceNumber
      ? `${stat.deviceNumber[0]}, ${String(stat.deviceNumber[1]).padStart(busybox ? 3 : 1)}`
      : options.has('h')
        ? humanSize(stat.size, busybox)
        : String(stat.size)
  const time = (stat: FileStat) => {
    const ms = options.has('c') ? stat.ctime : options.has('u') ? stat.atime : stat.mtime
    if (options.has('full')) return formatDate(busybox ? '%a %b %e %H:%M:%S %Y' : '%Y-%m-%d %H:%M:%S.%N +0000', ms)
    const recent = ms > process.now - halfYearMs && ms <= process.now + 60_000
    return formatDate(recent ? '%b %e %H:%M' : '%b %e  %Y', ms)
  }
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length))
  const widths = busybox
    ? { links: 4, owner: 8, group: 8, size: 9 }
    : {
        links: widest(entries.map(({ stat }) => String(stat.links))),
        owner: widest(entries.map(({ stat }) => owner(stat))),
        group: widest(entries.map(({ stat }) => group(stat))),
        size: widest(entries.map(({ stat }) => size(stat))),
      }
  return entries.map((entry) => {
    const { stat } = entry
    const inode = options.has('i') ? `${String(stat.inode).padStart(7)} ` : ''
    const blocks = options.has('s') ? `${String(kibibytes(stat)).padStart(busybox ? 6 : 4)} ` : ''
    const who = busybox
      ? `${owner(stat).slice(0, 8).padEnd(8)} ${options.has('G') ? '' : `${group(stat).slice(0, 8).padEnd(8)} `}`
      : `${options.has('g') ? '' : `${owner(stat).padEnd(widths.owner)} `}${options.has('G') || options.has('o') ? '' : `${group(stat).padEnd(widths.group)} `}`
    const links = String(stat.links).padStart(widths.links)
    return `${inode}${blocks}${modeText(stat)} ${links} ${who}${size(stat).padStart(widths.size)} ${time(stat)} ${decorated(process, entry, options, true)}`
  })
}

function* show(process: Process, entries: readonly Entry[], options: Options): Run<void> {
  if (entries.length === 0) return
  if (options.has('l') || options.has('n') || options.has('g') || options.has('o') || options.has('full')) {
    yield* process.print(`${longLines(process, entries, options).join('\n')}\n`)
    return
  }
  const names = entries.map((entry) => {
    const inode = options.has('i') ? `${String(entry.stat.inode).padStart(7)} ` : ''
    const blocks = options.has('s') ? `${String(kibibytes(entry.stat)).padStart(6)} ` : ''
    return inode + blocks + decorated(process, entry, options, false)
  })
  const wide = options.has('C') || options.has('x') || (process.isTerminal(1) && !options.has('1'))
  if (!wide) {
    yield* process.print(`${names.join('\n')}\n`)
    return
  }
  const width = Math.max(...names.map((name) => name.length)) + 2
  const columns = Math.max(1, Math.floor(((process.isTerminal(1) ? process.terminalSize(1)?.columns : undefined) ?? 80) / width))
  const rows = Math.ceil(names.length / columns)
  let text = ''
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let column = 0; column * rows + row < names.length && column < columns; column++)
      line += String(names[column * rows + row]).padEnd(width)
    text += `${line.trimEnd()}\n`
  }
  yield* process.print(text)
}

function listed(process: Process, path: string, options: Options): readonly Entry[] {
  const all = options.has('a') || options.has('f')
  const names = process.readDirectory(path).filter((name) => all || options.has('A') || !name.startsWith('.'))
  const entries: Entry[] = []
  for (const name of all ? ['.', '..', ...names] : names) {
    const full = path.endsWith('/') ? `${path}${name}` : `${path}/${name}`
    entries.push({ name, path: full, stat: options.has('L') ? process.stat(full) : process.lstat(full) })
  }
  return sorted(entries, options)
}

function* showDirectory(process: Process, path: string, options: Options, title: boolean, first: boolean): Run<number> {
  let entries: readonly Entry[]
  try {
    entries = listed(process, path, options)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(
      isBusybox(process) ? `ls: can't open '${path}': ${error.text}\n` : `ls: cannot open directory '${path}': ${error.text}\n`,
    )
    return isBusybox(process) ? 1 : 2
  }
  if (title) yield* process.print(`${first ? '' : '\n'}${path}:\n`)
  if (['l', 'n', 's', 'g', 'o', 'full'].some((flag) => options.has(flag))) {
    const total = entries.reduce((sum, { stat }) => sum + kibibytes(stat), 0)
    yield* process.print(`total ${options.has('h') ? humanSize(total * 1024, isBusybox(process)) : total}\n`)
  }
  yield* show(process, entries, options)
  let code = 0
  if (options.has('R')) {
    for (const { name, path: below, stat } of entries) {
      if (stat.type === 'directory' && name !== '.' && name !== '..') {
        code = Math.max(code, yield* showDirectory(process, below, options, true, false))
      }
    }
  }
  return code
}

export const ls = define({
  name: 'ls',
  summary: 'List directory contents',
  usage: '[-1AaCxdLHRFplinshrSXvctukZ] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, '1AaCxdLHRFplinshrSXvctukZgoGfUN', {
      all: 'a',
      'almost-all': 'A',
      recursive: 'R',
      reverse: 'r',
      'human-readable': 'h',
      inode: 'i',
      directory: 'd',
      'full-time': 'full',
      color: 'color',
      'group-directories-first': 'U',
    })
    const long = options.has('l') || options.has('n') || options.has('full')
    const files: Entry[] = []
    const directories: Entry[] = []
    let code = 0
    for (const path of options.operands.length === 0 ? ['.'] : options.operands) {
      try {
        const own = process.lstat(path)
        const followed =
          own.type === 'symlink' &&
          (options.has('L') || options.has('H') || !(long || options.has('d') || options.has('F')) || path.endsWith('/'))
        let stat = own
        if (own.type === 'symlink' && (followed || !long)) stat = process.exists(path) ? process.stat(path) : own
        const isDirectory = stat.type === 'directory' && !options.has('d')
        if (isDirectory) directories.push({ name: path, path, stat })
        else files.push({ name: path, path, stat: options.has('d') ? own : stat })
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const busybox = isBusybox(process)
        yield* process.printError(busybox ? `ls: ${path}: ${error.text}\n` : `ls: cannot access '${path}': ${error.text}\n`)
        code = busybox ? 1 : 2
      }
    }
    yield* show(process, sorted(files, options), options)
    const titles = options.operands.length > 1 || options.has('R')
    let first = files.length === 0
    for (const { path } of sorted(directories, options)) {
      code = Math.max(code, yield* showDirectory(process, path, options, titles, first))
      first = false
    }
    return code
  },
})
