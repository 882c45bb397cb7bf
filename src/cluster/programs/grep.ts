import { type Bytes, Errno, type Process, type Run } from '../machine/program.ts'
import { define, Failure, isBusybox, type Options, parseOptions, UsageError } from './options.ts'
import { escapeRegExp, globToRegExp, posixRegExp } from './patterns.ts'
import { Lines, Output, openInput } from './streams.ts'

interface Search {
  readonly process: Process
  readonly options: Options
  readonly pattern: RegExp
  readonly output: Output
  readonly titles: boolean
  found: boolean
  code: number
}

function compile(options: Options, patterns: readonly Bytes[]): RegExp {
  const flags = `g${options.has('i') || options.has('y') ? 'i' : ''}`
  const parts = patterns
    .flatMap((text) => text.split('\n'))
    .map((text) => {
      if (options.has('F')) return escapeRegExp(text)
      return posixRegExp(options.has('P') ? text : text, options.has('E') || options.has('P')).source.replace(/^\(\?:\)$/, '')
    })
  const source = parts.length === 1 ? String(parts[0]) : parts.map((part) => `(?:${part})`).join('|')
  if (options.has('P')) return new RegExp(patterns.length === 1 ? String(patterns[0]) : source, flags)
  if (options.has('x')) return new RegExp(`^(?:${source})$`, flags)
  if (options.has('w')) return new RegExp(`(?<!\\w)(?:${source})(?!\\w)`, flags)
  return new RegExp(source, flags)
}

function* searchFile(search: Search, fd: number, path: Bytes): Run<boolean> {
  const { process, options, pattern, output } = search
  const before = Number(options.value('B') ?? options.value('C') ?? 0)
  const after = Number(options.value('A') ?? options.value('C') ?? 0)
  const limit = options.value('m') === undefined ? Number.POSITIVE_INFINITY : Number(options.value('m'))
  const silent = options.has('q') || options.has('l') || options.has('L') || options.has('c')
  const prefix = (number: number, mark: string, offset: number) =>
    `${search.titles ? `${path}${mark}` : ''}${options.has('n') ? `${number}${mark}` : ''}${options.has('b') ? `${offset}${mark}` : ''}`
  const lines = new Lines(process, fd, output, options.has('z') ? '\0' : '\n')
  const held: [number, Bytes][] = []
  let count = 0
  let number = 0
  let lastShown = 0
  let tail = 0
  let offset = 0
  for (;;) {
    const line = yield* lines.next()
    if (line === undefined) break
    number++
    pattern.lastIndex = 0
    const matched = pattern.test(line) !== options.has('v')
    if (matched) {
      count++
      search.found = true
      if (options.has('q')) return true
      if (options.has('l') || options.has('L')) break
      if (!silent) {
        if ((before > 0 || after > 0) && lastShown > 0 && number - held.length > lastShown + 1) yield* output.write('--\n')
        for (const [heldNumber, text] of held) yield* output.write(`${prefix(heldNumber, '-', 0)}${text}\n`)
        held.length = 0
        if (options.has('o')) {
          pattern.lastIndex = 0
          if (!options.has('v'))
            for (const match of line.matchAll(pattern))
              if (match[0] !== '') yield* output.write(`${prefix(number, ':', offset + match.index)}${match[0]}\n`)
        } else yield* output.write(`${prefix(number, ':', offset)}${line}\n`)
        lastShown = number
        tail = after
      }
      if (count >= limit) break
    } else if (!silent && tail > 0) {
      tail--
      yield* output.write(`${prefix(number, '-', offset)}${line}\n`)
      lastShown = number
    } else if (before > 0) {
      held.push([number, line])
      if (held.length > before) held.shift()
    }
    offset += line.length + 1
  }
  if (options.has('c')) yield* output.write(`${search.titles ? `${path}:` : ''}${count}\n`)
  if (options.has('l') && count > 0) yield* output.write(`${path === '-' ? '(standard input)' : path}\n`)
  if (options.has('L') && count === 0) yield* output.write(`${path}\n`)
  return false
}

function* visit(search: Search, path: Bytes, given: boolean): Run<boolean> {
  const { process, options } = search
  const recursive = options.has('r') || options.has('R')
  try {
    if (path !== '-' && recursive && process.stat(path).type === 'directory') {
      const skipped = options.values('XD')
      for (const name of process.readDirectory(path)) {
        const below = path === '.' && !given ? name : `${path.replace(/\/$/, '')}/${name}`
        if (skipped.some((glob) => globToRegExp(glob).test(name)) && process.stat(below).type === 'directory') continue
        if (yield* visit(search, below, false)) return true
      }
      return false
    }
    const name = path.replace(/.*\//, '')
    const included = options.values('XI')
    if (!given && included.length > 0 && !included.some((glob) => globToRegExp(glob).test(name))) return false
    if (!given && options.values('XE').some((glob) => globToRegExp(glob).test(name))) return false
    const fd = openInput(process, path)
    const done = yield* searchFile(search, fd, path === '-' ? '(standard input)' : path)
    if (fd !== 0) process.close(fd)
    return done
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    search.code = 2
    if (!options.has('s')) yield* process.printError(`grep: ${path}: ${error.text}\n`)
    return false
  }
}

function program(name: string, fixedFlags: readonly string[]) {
  return define({
    name,
    summary: 'Search for PATTERN in FILEs (or stdin)',
    usage: '[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
    failureCode: 2,
    *run(process, args) {
      const numbered = args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg))
      const options = parseOptions([...fixedFlags, ...numbered], 'HhnlLoqvsrRiywFEGPxzabcm:A:B:C:e:f:IUZ', {
        'ignore-case': 'i',
        'invert-match': 'v',
        count: 'c',
        quiet: 'q',
        silent: 'q',
        'only-matching': 'o',
        'line-number': 'n',
        'files-with-matches': 'l',
        'files-without-match': 'L',
        'extended-regexp': 'E',
        'fixed-strings': 'F',
        'perl-regexp': 'P',
        'word-regexp': 'w',
        'line-regexp': 'x',
        recursive: 'r',
        'no-messages': 's',
        'no-filename': 'h',
        'with-filename': 'H',
        'regexp=': 'e',
        'file=': 'f',
        'max-count=': 'm',
        'after-context=': 'A',
        'before-context=': 'B',
        'context=': 'C',
        'include=': 'XI',
        'exclude=': 'XE',
        'exclude-dir=': 'XD',
        color: 'color',
        colour: 'color',
        'line-buffered': 'lb',
        text: 'a',
      })
      const operands = [...options.operands]
      const patterns = [...options.values('e')]
      for (const file of options.values('f')) patterns.push(...process.readFile(file).replace(/\n$/, '').split('\n'))
      if (patterns.length === 0 && !options.has('f')) {
        const first = operands.shift()
        if (first === undefined) throw new UsageError('', 2)
        patterns.push(first)
      }
      let pattern: RegExp
      try {
        pattern = compile(options, patterns)
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        throw new Failure(isBusybox(process) ? `bad regex '${patterns[0]}': ${reason(error)}` : reason(error), 2)
      }
      const recursive = options.has('r') || options.has('R')
      const paths = operands.length === 0 ? [recursive ? '.' : '-'] : operands
      const titles = !options.has('h') && (options.has('H') || paths.length > 1 || recursive)
      const search: Search = { process, options, pattern, output: new Output(process), titles, found: false, code: 0 }
      for (const path of paths) {
        if (yield* visit(search, path, operands.length > 0)) return 0
      }
      yield* search.output.flush()
      if (options.has('L')) return search.found ? 1 : search.code
      return search.code !== 0 && !(search.found && options.has('q')) ? search.code : search.found ? 0 : 1
    },
  })
}

function reason(error: SyntaxError): string {
  if (/Unterminated group|parenthes|Unmatched \(/i.test(error.message)) return 'Unmatched ( or \\('
  if (/\[|class/i.test(error.message)) return 'Unmatched [, [^, [:, [., or [='
  return 'Invalid regular expression'
}

export const grep = program('grep', [])
export const egrep = program('egrep', ['-E'])
export const fgrep = program('fgrep', ['-F'])
