import { Errno, type FileStat, type Process } from '../machine/program.ts'
import { groupName, userName } from './accounts.ts'
import { formatDate } from './date-format.ts'
import { readEscapes } from './escapes.ts'
import { modeText } from './modes.ts'
import { define, isBusybox, parseOptions, UsageError } from './options.ts'

const typeNames: Record<FileStat['type'], string> = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  fifo: 'fifo',
  socket: 'socket',
  'character-device': 'character special file',
  'block-device': 'block special file',
}

const time = (ms: number) => formatDate('%Y-%m-%d %H:%M:%S.%N +0000', ms)

function expand(process: Process, format: string, path: string, stat: FileStat): string {
  const values: Record<string, string | number> = {
    a: (stat.mode & 0o7777).toString(8),
    A: modeText(stat),
    b: Math.ceil(stat.size / 4096) * 8,
    B: 512,
    d: stat.device,
    f: (stat.mode & 0o7777).toString(16),
    F: stat.type === 'file' && stat.size === 0 ? 'regular empty file' : typeNames[stat.type],
    g: stat.gid,
    G: groupName(process, stat.gid) ?? 'UNKNOWN',
    h: stat.links,
    i: stat.inode,
    n: path,
    N: stat.type === 'symlink' ? `'${path}' -> '${process.readlink(path)}'` : `'${path}'`,
    o: 4096,
    s: stat.size,
    u: stat.uid,
    U: userName(process, stat.uid) ?? 'UNKNOWN',
    x: time(stat.atime),
    X: Math.floor(stat.atime / 1000),
    y: time(stat.mtime),
    Y: Math.floor(stat.mtime / 1000),
    z: time(stat.ctime),
    Z: Math.floor(stat.ctime / 1000),
    w: '-',
    W: 0,
    '%': '%',
  }
  return format.replace(/%(-?\d*)([a-zA-Z%])/g, (whole, width: string, letter: string) => {
    const value = values[letter]
    if (value === undefined) return whole
    const text = String(value)
    return width.startsWith('-') ? text.padEnd(Number(width.slice(1))) : text.padStart(Number(width))
  })
}

function full(process: Process, path: string, stat: FileStat): string {
  const link = stat.type === 'symlink' ? ` -> ${process.readlink(path)}` : ''
  const type = stat.type === 'file' && stat.size === 0 ? 'regular empty file' : typeNames[stat.type]
  const hex = stat.device.toString(16)
  const name = (text: string | undefined) => (text ?? 'UNKNOWN').padStart(8)
  const mode = `${(stat.mode & 0o7777).toString(8).padStart(4, '0')}/${modeText(stat)}`
  return `  File: ${path}${link}
  Size: ${String(stat.size).padEnd(10)}\tBlocks: ${String(Math.ceil(stat.size / 4096) * 8).padEnd(10)} IO Block: 4096   ${type}
Device: ${hex}h/${stat.device}d\tInode: ${String(stat.inode).padEnd(10)}  Links: ${stat.links}
Access: (${mode})  Uid: (${String(stat.uid).padStart(5)}/${name(userName(process, stat.uid))})   Gid: (${String(stat.gid).padStart(5)}/${name(groupName(process, stat.gid))})
Access: ${time(stat.atime)}
Modify: ${time(stat.mtime)}
Change: ${time(stat.ctime)}
`
}

export const stat = define({
  name: 'stat',
  summary: 'Display file (default) or filesystem status',
  usage: '[-ltf] [-c FMT] FILE...',
  *run(process, args) {
    const options = parseOptions(args, 'Lltfc:', {
      'format=': 'c',
      'printf=': 'p',
      dereference: 'L',
      terse: 't',
      'file-system': 'f',
    })
    if (options.operands.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    let code = 0
    for (const path of options.operands) {
      try {
        const found = options.has('L') ? process.stat(path) : process.lstat(path)
        const format = options.value('c')
        const printed = options.value('p')
        if (options.has('f')) yield* process.print(fileSystem(process, path))
        else if (format !== undefined) yield* process.print(`${expand(process, format, path, found)}\n`)
        else if (printed !== undefined) yield* process.print(readEscapes(expand(process, printed, path, found), 'printf').text)
        else if (options.has('t'))
          yield* process.print(`${expand(process, '%n %s %b %f %u %g %d %i %h 0 0 %X %Y %Z %o', path, found)}\n`)
        else yield* process.print(full(process, path, found))
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(
          isBusybox(process) ? `stat: can't stat '${path}': ${error.text}\n` : `stat: cannot statx '${path}': ${error.text}\n`,
        )
        code = 1
      }
    }
    return code
  },
})

function fileSystem(process: Process, path: string): string {
  const real = process.realpath(path)
  const mount = process
    .mounts()
    .filter(({ target }) => real === target || target === '/' || real.startsWith(`${target}/`))
    .at(-1)
  const blocks = Math.floor((mount?.sizeBytes ?? 107_374_182_400) / 4096)
  const free = blocks - Math.ceil((mount?.usedBytes ?? 0) / 4096)
  return `  File: "${path}"\n    ID: 0 Namelen: 255     Type: ${mount?.type ?? 'overlay'}\nBlock size: 4096\nBlocks: Total: ${blocks}   Free: ${free}   Available: ${free}\nInodes: Total: 6553600    Free: 6500000\n`
}
