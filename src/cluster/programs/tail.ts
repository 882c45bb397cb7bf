import { Errno, type Process, type Run } from '../machine/program.ts'
import { byteCount, define, Failure, isBusybox, parseOptions } from './options.ts'
import { openInput, readAll } from './streams.ts'

function lastPart(text: string, amount: string, bytes: boolean): string {
  const count = byteCount(amount.replace(/^[-+]/, ''))
  if (bytes) return amount.startsWith('+') ? text.slice(Math.max(0, count - 1)) : count === 0 ? '' : text.slice(-count)
  if (amount.startsWith('+')) {
    let at = 0
    for (let i = 1; i < count && at >= 0; i++) {
      const newline = text.indexOf('\n', at)
      at = newline < 0 ? text.length : newline + 1
    }
    return text.slice(at)
  }
  if (count === 0) return ''
  let at = text.endsWith('\n') ? text.length - 1 : text.length
  for (let i = 0; i < count; i++) {
    at = text.lastIndexOf('\n', at - 1)
    if (at < 0) return text
  }
  return text.slice(at + 1)
}

interface Followed {
  readonly path: string
  fd: number | undefined
  size: number
  inode: number | undefined
}

/** Looks at the files once a second, as busybox does; with -F also at the names. */
function* follow(process: Process, files: readonly Followed[], byName: boolean, everyMs: number, titles: boolean): Run<number> {
  // /dev/null never grows: `tail -f /dev/null` is a way to wait forever, and must cost nothing.
  if (files.every((file) => file.path === '/dev/null')) for (;;) yield* process.sleep(86_400_000_000)
  let shown = files.at(-1)?.path
  for (;;) {
    yield* process.sleep(everyMs)
    for (const file of files) {
      if (byName && process.exists(file.path)) {
        const now = process.stat(file.path)
        if (file.fd === undefined || now.inode !== file.inode) {
          yield* process.printError(
            `tail: ${file.path} has ${file.fd === undefined ? 'appeared' : 'been replaced'}; following end of new file\n`,
          )
          if (file.fd !== undefined) process.close(file.fd)
          file.fd = process.open(file.path, { read: true })
          file.inode = now.inode
          file.size = 0
        }
      }
      if (file.fd === undefined) continue
      const { size } = process.statFd(file.fd)
      if (size < file.size) {
        yield* process.printError(`tail: ${file.path}: file truncated\n`)
        process.seek(file.fd, 0, 'start')
        file.size = 0
      }
      if (size === file.size) continue
      const more = yield* readAll(process, file.fd)
      file.size += more.length
      if (more === '') continue
      if (titles && shown !== file.path) yield* process.print(`\n==> ${file.path} <==\n`)
      shown = file.path
      yield* process.print(more)
    }
  }
}

export const tail = define({
  name: 'tail',
  summary: 'Print last 10 lines of FILEs (or stdin) to. With more than one FILE, precede each with a filename header.',
  usage: '[OPTIONS] [FILE]...',
  *run(process, args) {
    const modern = args.map((arg, i) =>
      /^[-+]\d+$/.test(arg) && !/^-[nc]$|^--(lines|bytes)$/.test(args[i - 1] ?? '') ? `-n${arg.replace(/^-/, '')}` : arg,
    )
    const options = parseOptions(modern, 'n:c:fFqvs:', {
      'lines=': 'n',
      'bytes=': 'c',
      follow: 'f',
      quiet: 'q',
      verbose: 'v',
      retry: 'F',
      'sleep-interval=': 's',
      'pid=': 'P',
    })
    const bytes = options.has('c')
    const amount = options.value('c') ?? options.value('n') ?? '10'
    if (!/^[-+]?\d+\w*$/.test(amount)) throw new Failure(`invalid number '${amount}'`)
    const paths = options.operands.length === 0 ? ['-'] : options.operands
    const titles = !options.has('q') && (options.has('v') || paths.length > 1)
    const following = options.has('f') || options.has('F')
    const files: Followed[] = []
    let code = 0
    let first = true
    for (const path of paths) {
      try {
        const fd = openInput(process, path)
        if (titles) yield* process.print(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`)
        first = false
        if (path === '/dev/zero' || path === '/dev/urandom') yield* swallow(process, fd)
        const { type, inode } = process.statFd(fd)
        const text = yield* readAll(process, fd)
        yield* process.print(lastPart(text, amount, bytes))
        if (following && (type === 'file' || type === 'character-device')) files.push({ path, fd, size: text.length, inode })
        else if (fd !== 0) process.close(fd)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const what = isBusybox(process) ? `can't open '${path}'` : `cannot open '${path}' for reading`
        yield* process.printError(`tail: ${what}: ${error.text}\n`)
        code = 1
        if (options.has('F')) files.push({ path, fd: undefined, size: 0, inode: undefined })
      }
    }
    if (!following) return code
    if (files.length === 0) {
      if (code !== 0) yield* process.printError('tail: no files\n')
      return code
    }
    return yield* follow(process, files, options.has('F'), Number(options.value('s') ?? 1) * 1000, titles)
  },
})

/** A stream without lines and end: tail keeps all of it, until the OOM killer comes. */
function* swallow(process: Process, fd: number): Run<never> {
  let held = 1024 * 1024
  for (;;) {
    yield* process.read(fd)
    yield* process.compute(20)
    held += 64 * 1024 * 1024
    process.setMemory(held)
  }
}
