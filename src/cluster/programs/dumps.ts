/** od, hexdump and xxd. */
import { byteCount, define, parseOptions } from './options.ts'
import { readInput } from './streams.ts'

const hex2 = (code: number) => code.toString(16).padStart(2, '0')
const printable = (c: string) => (c >= ' ' && c <= '~' ? c : '.')

function* rows(text: string, width: number): Generator<[offset: number, part: string]> {
  for (let i = 0; i < text.length; i += width) yield [i, text.slice(i, i + width)]
}

function wordsOf(part: string, size: number): number[] {
  const words: number[] = []
  for (let i = 0; i < part.length; i += size) {
    let word = 0
    for (let j = size - 1; j >= 0; j--) word = word * 256 + (i + j < part.length ? part.charCodeAt(i + j) : 0)
    words.push(word)
  }
  return words
}

const names: Record<number, string> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

export const od = define({
  name: 'od',
  summary: 'Print FILEs (or stdin) unambiguously, as octal bytes by default',
  usage: '[-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'abcdfhiloxvst:A:N:j:w:', {
      'format=': 't',
      'address-radix=': 'A',
      'read-bytes=': 'N',
      'skip-bytes=': 'j',
    })
    const limit = options.value('N')
    let text = ''
    // Enough is read, and no more: /dev/urandom has no end.
    if (limit !== undefined && options.operands.length > 0) {
      const fd = process.open(String(options.operands[0]), { read: true })
      text = yield* process.read(fd, byteCount(limit))
      process.close(fd)
    } else for (const path of options.operands.length === 0 ? ['-'] : options.operands) text += yield* readInput(process, path)
    text = text.slice(byteCount(options.value('j') ?? '0'))
    if (limit !== undefined) text = text.slice(0, byteCount(limit))
    const type =
      options.value('t') ??
      (options.has('c')
        ? 'c'
        : options.has('x') || options.has('h')
          ? 'x2'
          : options.has('d')
            ? 'u2'
            : options.has('b')
              ? 'o1'
              : options.has('a')
                ? 'a'
                : 'o2')
    const kind = type.charAt(0)
    const size =
      Number(type.slice(1)) || (kind === 'c' || kind === 'a' ? 1 : type.length > 1 ? 4 : kind === 'x' || kind === 'o' ? 4 : 4)
    const radix = options.value('A') ?? 'o'
    const address = (offset: number) =>
      radix === 'n' ? '' : offset.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0')
    const digits = kind === 'x' ? size * 2 : kind === 'o' ? Math.ceil((size * 8) / 3) : size === 1 ? 3 : size === 2 ? 5 : 10
    let out = ''
    for (const [offset, part] of rows(text, 16)) {
      const cells =
        kind === 'c' || kind === 'a'
          ? [...part].map((c) =>
              (names[c.charCodeAt(0)] ?? (c >= ' ' && c <= '~' ? c : c.charCodeAt(0).toString(8).padStart(3, '0'))).padStart(4),
            )
          : wordsOf(part, size).map(
              (word) =>
                ` ${kind === 'x' ? word.toString(16).padStart(digits, '0') : kind === 'o' ? word.toString(8).padStart(digits, '0') : String(word).padStart(digits)}`,
            )
      out += `${address(offset)}${cells.join('')}\n`
    }
    yield* process.print(out + (radix === 'n' ? '' : `${address(text.length)}\n`))
    return 0
  },
})

export const hexdump = define({
  name: 'hexdump',
  summary: 'Display FILEs (or stdin) in a user specified format',
  usage: '[-bcdoxCv] [-n LEN] [-s OFS] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'bcdoxCvn:s:e:', { canonical: 'C', 'length=': 'n' })
    let text = yield* readInput(process, options.operands[0] ?? '-')
    text = text.slice(byteCount(options.value('s') ?? '0'))
    if (options.has('n')) text = text.slice(0, byteCount(String(options.value('n'))))
    let out = ''
    for (const [offset, part] of rows(text, 16)) {
      if (options.has('C')) {
        const bytes = [...part].map((c) => hex2(c.charCodeAt(0)))
        out += `${offset.toString(16).padStart(8, '0')}  ${bytes.slice(0, 8).join(' ').padEnd(23)}  ${bytes.slice(8).join(' ').padEnd(23)}  |${[...part].map(printable).join('')}|\n`
      } else
        out += `${offset.toString(16).padStart(7, '0')} ${wordsOf(part, 2)
          .map((word) => word.toString(16).padStart(4, '0'))
          .join(' ')}\n`
    }
    yield* process.print(out + (text === '' ? '' : `${text.length.toString(16).padStart(options.has('C') ? 8 : 7, '0')}\n`))
    return 0
  },
})

export const xxd = define({
  name: 'xxd',
  summary: 'Hex dump FILE (or stdin)',
  usage: '[-pri] [-g N] [-c N] [-l LEN] [-s OFS] [FILE]',
  *run(process, args) {
    const options = parseOptions(args, 'pru:g:c:l:s:i', { plain: 'p', revert: 'r' })
    let text = yield* readInput(process, options.operands[0] ?? '-')
    if (options.has('r')) {
      const digits = options.has('p')
        ? text.replace(/\s/g, '')
        : text.replace(/^[0-9a-f]+: (.*?) {2}.*$/gm, '$1').replace(/\s/g, '')
      yield* process.print((digits.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join(''))
      return 0
    }
    text = text.slice(byteCount(options.value('s') ?? '0'))
    if (options.has('l')) text = text.slice(0, byteCount(String(options.value('l'))))
    const width = Number(options.value('c') ?? (options.has('p') ? 30 : 16))
    const group = Number(options.value('g') ?? 2)
    let out = ''
    for (const [offset, part] of rows(text, width)) {
      const bytes = [...part].map((c) => hex2(c.charCodeAt(0)))
      if (options.has('p')) out += `${bytes.join('')}\n`
      else {
        const groups = bytes.join('').match(new RegExp(`.{1,${group * 2}}`, 'g')) ?? []
        out += `${offset.toString(16).padStart(8, '0')}: ${groups.join(' ').padEnd(width * 2 + Math.ceil(width / group) - 1)}  ${[...part].map(printable).join('')}\n`
      }
    }
    yield* process.print(out)
    return 0
  },
})
