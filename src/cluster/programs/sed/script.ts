/** Reading sed scripts. */
import { Failure } from '../options.ts'
import { posixRegExp } from '../patterns.ts'

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'pattern'; readonly pattern: RegExp | undefined }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'plus'; readonly count: number }

export interface Command {
  readonly name: string
  readonly from?: Address | undefined
  readonly to?: Address | undefined
  readonly negated: boolean
  /** Text of a, i, c; file of r, w; label of b, t, T, `:`. */
  readonly text: string
  readonly substitute?: Substitution | undefined
  readonly transliterate?: ReadonlyMap<string, string> | undefined
  /** Where `{` ends, as an index into the list of commands. */
  end?: number
  /** A two-address range is open; its last line, where that is known. */
  active?: boolean
  until?: number | undefined
}

export interface Substitution {
  /** Undefined: the last pattern used. */
  readonly pattern: RegExp | undefined
  readonly replacement: string
  readonly global: boolean
  readonly print: boolean
  readonly execute: boolean
  /** Which occurrence; 1 unless told. */
  readonly nth: number
  readonly file: string | undefined
}

export class ScriptReader {
  private at = 0
  readonly commands: Command[] = []
  constructor(
    private readonly text: string,
    private readonly extended: boolean,
  ) {}

  read(): Command[] {
    const open: Command[] = []
    for (;;) {
      this.skip(/[\s;]/)
      if (this.at >= this.text.length) break
      if (this.text[this.at] === '#') {
        this.line()
        continue
      }
      if (this.text[this.at] === '}') {
        this.at++
        const begin = open.pop()
        if (!begin) throw new Failure('unexpected }')
        begin.end = this.commands.length
        continue
      }
      const command = this.command()
      this.commands.push(command)
      if (command.name === '{') open.push(command)
    }
    if (open.length > 0) throw new Failure('unmatched {')
    return this.commands
  }

  private command(): Command {
    const from = this.address()
    let to: Address | undefined
    if (from) {
      this.skip(/\s/)
      if (this.text[this.at] === ',') {
        this.at++
        this.skip(/\s/)
        to = this.address()
        if (!to) throw new Failure("unexpected `,'")
      }
    }
    this.skip(/\s/)
    let negated = false
    while (this.text[this.at] === '!') {
      negated = true
      this.at++
      this.skip(/\s/)
    }
    const name = this.text[this.at++]
    if (name === undefined) throw new Failure('missing command')
    const base = { name, from, to, negated, text: '' }
    if (name === 's') return { ...base, substitute: this.substitution() }
    if (name === 'y') return { ...base, transliterate: this.transliteration() }
    if ('aic'.includes(name)) return { ...base, text: this.appended() }
    if ('rwRW'.includes(name)) return { ...base, text: this.line().trim() }
    if (':btT'.includes(name)) {
      this.skip(/[ \t]/)
      const match = /^[^\s;}]*/.exec(this.text.slice(this.at))
      const label = name === ':' ? (/^[^\n;]*/.exec(this.text.slice(this.at))?.[0].trim() ?? '') : (match?.[0] ?? '')
      this.at += name === ':' ? (/^[^\n;]*/.exec(this.text.slice(this.at))?.[0].length ?? 0) : label.length
      return { ...base, text: label }
    }
    if ('qQl'.includes(name)) {
      this.skip(/[ \t]/)
      const code = /^\d*/.exec(this.text.slice(this.at))?.[0] ?? ''
      this.at += code.length
      return { ...base, text: code }
    }
    if (!'{=dDgGhHnNpPxFz'.includes(name)) throw new Failure(`unsupported command ${name}`)
    return base
  }

  private address(): Address | undefined {
    const rest = this.text.slice(this.at)
    const step = /^(\d+)~(\d+)/.exec(rest)
    if (step) {
      this.at += step[0].length
      return { kind: 'step', first: Number(step[1]), step: Number(step[2]) }
    }
    const number = /^(\+?)(\d+)/.exec(rest)
    if (number) {
      this.at += number[0].length
      return number[1] ? { kind: 'plus', count: Number(number[2]) } : { kind: 'line', line: Number(number[2]) }
    }
    if (rest.startsWith('$')) {
      this.at++
      return { kind: 'last' }
    }
    if (!rest.startsWith('/') && !rest.startsWith('\\')) return undefined
    this.at++
    const delimiter = rest.startsWith('/') ? '/' : this.text.charAt(this.at++)
    const source = this.delimited(delimiter, true)
    const flags = /^[IM]*/.exec(this.text.slice(this.at))?.[0] ?? ''
    this.at += flags.length
    return { kind: 'pattern', pattern: source === '' ? undefined : this.regExp(source, flags.includes('I') ? 'i' : '') }
  }

  private regExp(source: string, flags: string): RegExp {
    try {
      return posixRegExp(source, this.extended, flags)
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new Failure(
          `bad regex '${source}': ${/group|paren/i.test(error.message) ? 'Unmatched ( or \\(' : 'Invalid preceding regular expression'}`,
        )
      throw error
    }
  }

  /** Up to the next delimiter that is not escaped. */
  private delimited(delimiter: string, pattern: boolean): string {
    let out = ''
    let inBracket = false
    for (; this.at < this.text.length; this.at++) {
      const c = this.text.charAt(this.at)
      if (c === '\\' && this.at + 1 < this.text.length) {
        const next = this.text.charAt(++this.at)
        out +=
          next === delimiter && !(pattern && '|(){}+?'.includes(next))
            ? next === '/' || !pattern
              ? next
              : `\\${next}`
            : `\\${next}`
        continue
      }
      if (pattern && c === '[' && !inBracket) inBracket = this.text.indexOf(']', this.at + 2) > 0
      else if (pattern && c === ']' && inBracket && !/\[\^?$/.test(out)) inBracket = false
      if (c === delimiter && !inBracket) {
        this.at++
        return out
      }
      out += c
    }
    throw new Failure(`unterminated ${pattern ? 'address regex' : "`s' command"}`)
  }

  private substitution(): Substitution {
    const delimiter = this.text.charAt(this.at++)
    const source = this.delimited(delimiter, true)
    const replacement = this.delimited(delimiter, false)
    const flags = /^[gpiIemM0-9]*/.exec(this.text.slice(this.at))?.[0] ?? ''
    this.at += flags.length
    let file: string | undefined
    if (this.text[this.at] === 'w') {
      this.at++
      file = this.line().trim()
    } else if (!/^\s*([;}#]|$|\n)/.test(this.text.slice(this.at))) throw new Failure("unknown option to `s'")
    return {
      pattern:
        source === '' ? undefined : this.regExp(source, `g${/[iI]/.test(flags) ? 'i' : ''}${/[mM]/.test(flags) ? 'm' : ''}`),
      replacement,
      global: flags.includes('g'),
      print: flags.includes('p'),
      execute: flags.includes('e'),
      nth: Number(/\d+/.exec(flags)?.[0] ?? 1),
      file,
    }
  }

  private transliteration(): ReadonlyMap<string, string> {
    const delimiter = this.text.charAt(this.at++)
    const plain = (text: string) => text.replace(/\\n/g, '\n').replace(/\\\\/g, '\\')
    const from = plain(this.delimited(delimiter, false))
    const to = plain(this.delimited(delimiter, false))
    if (from.length !== to.length) throw new Failure("strings for `y' command are different lengths")
    return new Map([...from].map((c, i) => [c, to.charAt(i)]))
  }

  /** `a text`, or `a\` with lines that go on with a backslash. */
  private appended(): string {
    this.skip(/[ \t]/)
    if (this.text[this.at] === '\\') {
      this.at++
      this.skip(/[ \t]/)
      if (this.text[this.at] === '\n') this.at++
    }
    let out = ''
    for (; this.at < this.text.length; this.at++) {
      const c = this.text.charAt(this.at)
      if (c === '\\' && this.at + 1 < this.text.length) {
        const next = this.text.charAt(++this.at)
        out += next === 't' ? '\t' : next
      } else if (c === '\n') break
      else out += c
    }
    return `${out}\n`
  }

  private line(): string {
    const end = this.text.indexOf('\n', this.at)
    const line = this.text.slice(this.at, end < 0 ? undefined : end)
    this.at = end < 0 ? this.text.length : end + 1
    return line
  }

  private skip(what: RegExp): void {
    while (this.at < this.text.length && what.test(this.text.charAt(this.at))) this.at++
  }
}
