import { byteCount, define, Failure, isBusybox, parseOptions } from './options.ts'
import { eachInput, Lines, Output, readAll } from './streams.ts'

export const head = define({
  name: 'head',
  summary: 'Print first 10 lines of FILEs (or stdin). With more than one FILE, precede each with a filename header.',
  usage: '[OPTIONS] [FILE]...',
  *run(process, args) {
    const modern = args.map((arg, i) =>
      /^-\d+$/.test(arg) && !/^-[nc]$|^--(lines|bytes)$/.test(args[i - 1] ?? '') ? `-n${arg.slice(1)}` : arg,
    )
    const options = parseOptions(modern, 'n:c:qvz', { 'lines=': 'n', 'bytes=': 'c', quiet: 'q', verbose: 'v' })
    const amount = options.value('c') ?? options.value('n') ?? '10'
    const fromEnd = amount.startsWith('-')
    if (!/^[-+]?\d+\w*$/.test(amount)) throw new Failure(`invalid number '${amount}'`)
    const count = byteCount(amount.replace(/^[-+]/, ''))
    const titles = !options.has('q') && (options.has('v') || options.operands.length > 1)
    let first = true
    return yield* eachInput(
      process,
      'head',
      options.operands,
      function* (fd, path) {
        const output = new Output(process)
        if (titles) yield* output.write(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`)
        first = false
        if (options.has('c')) {
          if (fromEnd) yield* output.write((yield* readAll(process, fd)).slice(0, -count || undefined))
          for (let left = fromEnd ? 0 : count; left > 0; ) {
            const part = yield* process.read(fd, left)
            if (part === '') break
            yield* output.write(part)
            left -= part.length
          }
        } else if (fromEnd) {
          const lines = (yield* readAll(process, fd)).split(/(?<=\n)/)
          yield* output.write(lines.slice(0, Math.max(0, lines.length - count)).join(''))
        } else {
          const lines = new Lines(process, fd, output)
          for (let i = 0; i < count; i++) {
            const line = yield* lines.next()
            if (line === undefined) break
            yield* output.write(lines.terminated ? `${line}\n` : line)
          }
        }
        yield* output.flush()
        return undefined
      },
      isBusybox(process) ? undefined : (path, error) => `head: cannot open '${path}' for reading: ${error.text}`,
    )
  },
})
