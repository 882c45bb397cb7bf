import { readEscapes } from './escapes.ts'
import { define, isBusybox, parseOptions, UsageError } from './options.ts'
import { Output } from './streams.ts'

const classes: Record<string, (code: number) => boolean> = {
  alpha: (c) => /[A-Za-z]/.test(String.fromCharCode(c)),
  digit: (c) => c >= 48 && c <= 57,
  alnum: (c) => /[A-Za-z0-9]/.test(String.fromCharCode(c)),
  upper: (c) => c >= 65 && c <= 90,
  lower: (c) => c >= 97 && c <= 122,
  space: (c) => c === 32 || (c >= 9 && c <= 13),
  blank: (c) => c === 32 || c === 9,
  punct: (c) => c > 32 && c < 127 && !/[A-Za-z0-9]/.test(String.fromCharCode(c)),
  cntrl: (c) => c < 32 || c === 127,
  print: (c) => c >= 32 && c < 127,
  graph: (c) => c > 32 && c < 127,
  xdigit: (c) => /[0-9A-Fa-f]/.test(String.fromCharCode(c)),
}

/** `a-z`, `[:upper:]`, `\n`, `[x*3]` → the characters in order. */
function expand(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; ) {
    const rest = text.slice(i)
    const named = /^\[:(\w+):\]/.exec(rest)
    const repeat = /^\[(.)\*(\d*)\]/s.exec(rest)
    if (named) {
      const test = classes[String(named[1])]
      for (let c = 0; c < 256; c++) if (test?.(c)) out += String.fromCharCode(c)
      i += named[0].length
    } else if (repeat) {
      out += String(repeat[1]).repeat(Number(repeat[2] || 256))
      i += repeat[0].length
    } else {
      const escaped = /^\\(?:[0-7]{1,3}|.)/s.exec(rest)
      const c = escaped ? readEscapes(escaped[0], 'printf').text.replace(/^\\(.)$/s, '$1') : rest.charAt(0)
      i += escaped ? escaped[0].length : 1
      const range = /^-(\\(?:[0-7]{1,3}|.)|[^\]])/s.exec(text.slice(i))
      if (range && i + 1 < text.length) {
        const end = String(range[1]).startsWith('\\') ? readEscapes(String(range[1]), 'printf').text : String(range[1])
        for (let code = c.charCodeAt(0); code <= end.charCodeAt(0); code++) out += String.fromCharCode(code)
        i += range[0].length
      } else out += c
    }
  }
  return out
}

export const tr = define({
  name: 'tr',
  summary: 'Translate, squeeze, or delete characters from stdin, writing to stdout',
  usage: '[-cds] STRING1 [STRING2]',
  *run(process, args) {
    const options = parseOptions(
      args,
      'cCdst',
      { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
      { stopEarly: true },
    )
    const [first, second] = options.operands
    if (first === undefined) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    if (second === undefined && !options.has('d') && !options.has('s'))
      throw new UsageError(isBusybox(process) ? '' : `missing operand after '${first}'`)
    let from = expand(first)
    if (options.has('c') || options.has('C')) {
      const without = new Set(from)
      from = ''
      for (let c = 0; c < 256; c++) if (!without.has(String.fromCharCode(c))) from += String.fromCharCode(c)
    }
    const to = second === undefined ? '' : expand(second)
    const table = new Map<string, string>()
    const translate = second !== undefined && !options.has('d')
    if (translate) for (let i = from.length - 1; i >= 0; i--) table.set(from.charAt(i), to.charAt(Math.min(i, to.length - 1)))
    const deleted = options.has('d') ? new Set(from) : undefined
    const squeezed = options.has('s') ? new Set(second === undefined ? from : to) : undefined
    const output = new Output(process)
    let last = ''
    for (;;) {
      yield* output.flush()
      const part = yield* process.read(0)
      if (part === '') break
      let text = ''
      for (const c of part) {
        if (deleted?.has(c)) continue
        const mapped = translate ? (table.get(c) ?? c) : c
        if (squeezed?.has(mapped) && mapped === last) continue
        last = mapped
        text += mapped
      }
      yield* output.write(text)
    }
    return 0
  },
})
