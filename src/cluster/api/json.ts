/** JSON from outside, with the error words of Go's encoding/json and the places of duplicate fields. */
import { setOwn } from './patch/merge-patch.ts'

/** A text that is no JSON; the message is Go's. */
export class JsonError extends Error {}

export interface ParsedJson {
  readonly value: unknown
  /** Paths of fields that stand twice in their object: `spec.containers[0].image`. The last one counts. */
  readonly duplicates: readonly string[]
}

/** Go's limit on nesting. */
const depthLimit = 10_000

/** Reads a whole text. Throws {@link JsonError}. */
export function parseJson(text: string): ParsedJson {
  const reader = new Reader(text)
  const value = reader.whole()
  return { value, duplicates: reader.duplicates }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class Reader {
  readonly duplicates: string[] = []
  private at = 0
  private depth = 0
  private readonly path: (string | number)[] = []

  constructor(private readonly text: string) {}

  whole(): unknown {
    const value = this.value()
    this.space()
    if (this.at < this.text.length) throw this.unexpected('after top-level value')
    return value
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at] as string)) this.at++
  }

  private unexpected(context: string): JsonError {
    const char = this.text[this.at]
    if (char === undefined) return new JsonError('unexpected end of JSON input')
    const shown = char === "'" ? "\\'" : char === '\n' ? '\\n' : char === '\t' ? '\\t' : char
    return new JsonError(`invalid character '${shown}' ${context}`)
  }

  private value(): unknown {
    this.space()
    const char = this.text[this.at]
    switch (char) {
      case '{':
        return this.nested(() => this.object())
      case '[':
        return this.nested(() => this.array())
      case '"':
        return this.string()
      case 't':
        return this.literal('true', true)
      case 'f':
        return this.literal('false', false)
      case 'n':
        return this.literal('null', null)
      default:
        if (char !== undefined && (char === '-' || (char >= '0' && char <= '9'))) return this.number()
        throw this.unexpected('looking for beginning of value')
    }
  }

  private nested(read: () => unknown): unknown {
    if (++this.depth > depthLimit) throw new JsonError('exceeded max depth')
    this.at++
    const value = read()
    this.depth--
    return value
  }

  private object(): unknown {
    const value: Record<string, unknown> = {}
    this.space()
    if (this.text[this.at] === '}') {
      this.at++
      return value
    }
    for (;;) {
      this.space()
      if (this.text[this.at] !== '"') throw this.unexpected('looking for beginning of object key string')
      const key = this.string()
      this.space()
      if (this.text[this.at] !== ':') throw this.unexpected('after object key')
      this.at++
      this.path.push(key)
      if (Object.hasOwn(value, key)) this.duplicates.push(this.pathText())
      setOwn(value, key, this.value())
      this.path.pop()
      this.space()
      const next = this.text[this.at]
      if (next !== ',' && next !== '}') throw this.unexpected('after object key:value pair')
      this.at++
      if (next === '}') return value
    }
  }

  private array(): unknown {
    const list: unknown[] = []
    this.space()
    if (this.text[this.at] === ']') {
      this.at++
      return list
    }
    for (;;) {
      this.path.push(list.length)
      list.push(this.value())
      this.path.pop()
      this.space()
      const next = this.text[this.at]
      if (next !== ',' && next !== ']') throw this.unexpected('after array element')
      this.at++
      if (next === ']') return list
    }
  }

  private pathText(): string {
    return this.path.reduce<string>(
      (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${step}` : step),
      '',
    )
  }

  private literal(word: string, value: unknown): unknown {
    for (let i = 1; i < word.length; i++) {
      this.at++
      if (this.text[this.at] !== word[i]) throw this.unexpected(`in literal ${word} (expecting '${word[i]}')`)
    }
    this.at++
    return value
  }

  private number(): number {
    const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
    match.lastIndex = this.at
    const found = match.exec(this.text)
    if (!found) {
      this.at++
      throw this.unexpected('in numeric literal')
    }
    this.at += found[0].length
    return Number(found[0])
  }

  private string(): string {
    let out = ''
    let from = ++this.at
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) throw new JsonError('unexpected end of JSON input')
      if (char === '"') {
        out += this.text.slice(from, this.at++)
        return out
      }
      if (char < ' ') throw this.unexpected('in string literal')
      if (char !== '\\') {
        this.at++
        continue
      }
      out += this.text.slice(from, this.at++)
      out += this.escape()
      from = this.at
    }
  }

  private escape(): string {
    const char = this.text[this.at] ?? ''
    const plain = escapes[char]
    if (plain !== undefined) {
      this.at++
      return plain
    }
    if (char !== 'u') throw this.unexpected('in string escape code')
    for (let i = 1; i <= 4; i++) {
      if (!/[0-9a-fA-F]/.test(this.text[this.at + i] ?? '')) {
        this.at += i
        throw this.unexpected('in \\u hexadecimal character escape')
      }
    }
    const code = Number.parseInt(this.text.slice(this.at + 1, this.at + 5), 16)
    this.at += 5
    return String.fromCharCode(code)
  }
}
