import { Errno, type FileStat, type Process, type Run } from '../machine/program.ts'
import { groupName, userName } from './accounts.ts'
import { CompressionError, gunzipBytes, gzipBytes } from './compression/inflate.ts'
import { formatDate } from './date-format.ts'
import { modeText } from './modes.ts'
import { define, Failure, isBusybox, type Options, parseOptions, UsageError } from './options.ts'
import { globToRegExp } from './patterns.ts'
import { readInput } from './streams.ts'

const field = (text: string, width: number) => text.slice(0, width).padEnd(width, '\0')
const octal = (value: number, width: number) =>
  `${Math.floor(value)
    .toString(8)
    .padStart(width - 1, '0')}\0`

function header(name: string, stat: FileStat, type: string, size: number, link: string, process: Process): string {
  const long = name.length > 100 ? name.lastIndexOf('/', 155) : -1
  const prefix = long > 0 ? name.slice(0, long) : ''
  const short = long > 0 ? name.slice(long + 1) : name
  const before =
    field(short, 100) +
    octal(stat.mode & 0o7777, 8) +
    octal(stat.uid, 8) +
    octal(stat.gid, 8) +
    octal(size, 12) +
    octal(stat.mtime / 1000, 12)
  const after = `${type}${field(link, 100)}ustar\x0000${field(userName(process, stat.uid) ?? '', 32)}${field(groupName(process, stat.gid) ?? '', 32)}${octal(0, 8)}${octal(0, 8)}${field(prefix, 155)}`
  let sum = 8 * 32
  for (const c of before + after) sum += c.charCodeAt(0)
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`.padEnd(512, '\0')
}

function* pack(
  process: Process,
  path: string,
  excluded: readonly RegExp[],
  options: Options,
  note: (path: string) => Run<void>,
): Run<string> {
  const name = path.replace(/^\/+/, '') || '.'
  if (excluded.some((pattern) => pattern.test(name) || pattern.test(name.replace(/.*\//, '')))) return ''
  const stat = options.has('h') ? process.stat(path) : process.lstat(path)
  if (stat.type === 'directory') {
    yield* note(`${name}/`)
    let out = header(`${name.replace(/\/$/, '')}/`, stat, '5', 0, '', process)
    for (const each of process.readDirectory(path))
      out += yield* pack(process, `${path.replace(/\/$/, '')}/${each}`, excluded, options, note)
    return out
  }
  yield* note(name)
  if (stat.type === 'symlink') return header(name, stat, '2', 0, process.readlink(path), process)
  if (stat.type !== 'file') return ''
  const data = process.readFile(path)
  return header(name, stat, '0', data.length, '', process) + data.padEnd(Math.ceil(data.length / 512) * 512, '\0')
}

interface Entry {
  readonly name: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: number
  readonly type: string
  readonly link: string
  readonly data: string
}

function entries(archive: string): Entry[] {
  const found: Entry[] = []
  let longName: string | undefined
  for (let at = 0; at + 512 <= archive.length; ) {
    const block = archive.slice(at, at + 512)
    if (block.charCodeAt(0) === 0) break
    const text = (from: number, length: number) => block.slice(from, from + length).replace(/\0[\s\S]*$/, '')
    const number = (from: number, length: number) => Number.parseInt(text(from, length).trim() || '0', 8)
    const size = number(124, 12)
    if (Number.isNaN(size)) throw new Failure('invalid tar magic')
    const data = archive.slice(at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
    const type = block.charAt(156)
    if (type === 'L') {
      longName = data.replace(/\0.*$/s, '')
      continue
    }
    if (type === 'x' || type === 'g') {
      longName = /\d+ path=([^\n]*)\n/.exec(data)?.[1] ?? longName
      continue
    }
    const prefix = text(257, 5) === 'ustar' ? text(345, 155) : ''
    found.push({
      name: longName ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`),
      mode: number(100, 8),
      uid: number(108, 8),
      gid: number(116, 8),
      mtime: number(136, 12) * 1000,
      type,
      link: text(157, 100),
      data,
    })
    longName = undefined
  }
  return found
}

function extract(process: Process, entry: Entry, path: string, options: Options): void {
  const parents = path.split('/').slice(0, -1)
  for (let i = 1; i <= parents.length; i++) {
    const parent = parents.slice(0, i).join('/')
    if (parent !== '' && !process.exists(parent)) process.mkdir(parent)
  }
  if (entry.type === '5') {
    if (!process.exists(path)) process.mkdir(path.replace(/\/$/, ''), entry.mode)
  } else if (entry.type === '2') {
    if (process.exists(path)) process.unlink(path)
    process.symlink(entry.link, path)
    return
  } else if (entry.type === '1') process.link(entry.link, path)
  else {
    if (process.exists(path) && options.has('k')) return
    process.writeFile(path, entry.data, { mode: entry.mode & 0o777 })
    process.chmod(path, entry.mode & (options.has('p') || process.uid === 0 ? 0o7777 : 0o777 & ~process.umask))
  }
  if (process.uid === 0 && !options.has('o') && !options.has('no-same-owner')) {
    try {
      process.chown(path, entry.uid, entry.gid)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
    }
  }
  if (!options.has('m') && entry.type !== '5') process.utimes(path, entry.mtime, entry.mtime)
}

export const tar = define({
  name: 'tar',
  summary: 'Create, extract, or list files from a tar file',
  usage: 'c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [-T FILE] [-X FILE] [LONGOPT]... [FILE]...',
  *run(process, args) {
    const [first = '', ...rest] = args
    // `tar xzf file`: the first word needs no dash.
    const words = first !== '' && !first.startsWith('-') ? [`-${first}`, ...rest] : [...args]
    const options = parseOptions(words, 'cxtzjJahmvopkOf:C:T:X:P', {
      create: 'c',
      extract: 'x',
      get: 'x',
      list: 't',
      gzip: 'z',
      verbose: 'v',
      'file=': 'f',
      'directory=': 'C',
      'exclude=': 'exclude',
      'strip-components=': 'strip',
      'no-same-owner': 'no-same-owner',
      'no-same-permissions': 'nsp',
      'to-stdout': 'O',
      overwrite: 'overwrite',
      'keep-old-files': 'k',
      'absolute-names': 'P',
    })
    const file = options.value('f') ?? '-'
    const folder = options.value('C')
    const verbose = options.has('v')
    const listTo = options.has('c') && file === '-' ? 2 : 1
    if (options.has('c')) {
      if (folder !== undefined) process.chdir(folder)
      const excluded = options.values('exclude').map((glob) => globToRegExp(glob.replace(/^\.\//, '')))
      const note = function* (path: string): Run<void> {
        if (verbose) yield* process.write(listTo, `${path}\n`)
      }
      let archive = ''
      let code = 0
      if (options.operands.length === 0)
        throw new Failure(isBusybox(process) ? 'empty archive' : 'Cowardly refusing to create an empty archive')
      for (const path of options.operands) {
        try {
          if (path.startsWith('/'))
            yield* process.printError(
              isBusybox(process)
                ? "tar: removing leading '/' from member names\n"
                : "tar: Removing leading `/' from member names\n",
            )
          archive += yield* pack(process, path, excluded, options, note)
        } catch (error) {
          if (!(error instanceof Errno)) throw error
          code = 1
          yield* process.printError(
            isBusybox(process)
              ? `tar: ${path}: ${error.text}\n`
              : `tar: ${path}: Cannot stat: ${error.text}\ntar: Exiting with failure status due to previous errors\n`,
          )
        }
      }
      archive += '\0'.repeat(1024)
      const bytes = options.has('z') || (options.has('a') && /gz$/.test(file)) ? gzipBytes(archive) : archive
      if (file === '-') yield* process.print(bytes)
      else process.writeFile(file, bytes)
      return code
    }
    if (!options.has('x') && !options.has('t'))
      throw new UsageError(
        isBusybox(process) ? '' : "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options",
      )
    let archive: string
    try {
      archive = yield* readInput(process, file)
      if (archive.startsWith('\x1f\x8b')) archive = gunzipBytes(archive)
    } catch (error) {
      if (error instanceof CompressionError) throw new Failure(error.message)
      if (error instanceof Errno)
        throw new Failure(isBusybox(process) ? `can't open '${file}': ${error.text}` : `${file}: Cannot open: ${error.text}`)
      throw error
    }
    if (folder !== undefined) process.chdir(folder)
    if (archive === '' || (archive.length < 512 && archive !== '')) throw new Failure('short read')
    const strip = Number(options.value('strip') ?? 0)
    for (const entry of entries(archive)) {
      if (
        options.operands.length > 0 &&
        !options.operands.some((wanted) => entry.name === wanted || entry.name.startsWith(`${wanted.replace(/\/$/, '')}/`))
      )
        continue
      if (options.has('t')) {
        const stat = {
          type: entry.type === '5' ? 'directory' : entry.type === '2' ? 'symlink' : 'file',
          mode: entry.mode,
        } as const
        yield* process.print(
          verbose
            ? `${modeText(stat)} ${userName(process, entry.uid) ?? entry.uid}/${groupName(process, entry.gid) ?? entry.gid} ${String(entry.data.length).padStart(9)} ${formatDate('%Y-%m-%d %H:%M:%S', entry.mtime)} ${entry.name}${entry.type === '2' ? ` -> ${entry.link}` : ''}\n`
            : `${entry.name}\n`,
        )
        continue
      }
      const name = entry.name.replace(/^\/+/, '').split('/').slice(strip).join('/')
      if (name === '' || name === './') continue
      if (name.split('/').includes('..')) throw new Failure(`name with '..' refused: ${name}`)
      if (verbose) yield* process.print(`${entry.name}\n`)
      if (options.has('O')) yield* process.print(entry.data)
      else extract(process, entry, name, options)
    }
    return 0
  },
})
