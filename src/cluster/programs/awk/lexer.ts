import { AwkSyntaxError } from './syntax.ts'

export interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'word' | 'function' | 'operator' | 'newline' | 'end'
  readonly text: string
  readonly line: number
  /** A word directly before `(`: a call. */
  readonly beforeParenthesis?: boolean
}

const operators = [
  '**=',
  '>>',
  '**',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '&&',
  '||',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
]

export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  let i = 0
  const push = (kind: Token['kind'], text: string, more: Partial<Token> = {}) => tokens.push({ kind, text, line, ...more })
  const regexAllowed = () => {
    const last = tokens.at(-1)
    if (!last || last.kind === 'newline') return true
    if (last.kind === 'number' || last.kind === 'string') return false
    if (last.kind === 'word') return /^(print|printf|return|in|getline|else|do)$/.test(last.text)
    return !/^(\)|\]|\$|\+\+|--)$/.test(last.text)
  }
  while (i < source.length) {
    const rest = source.slice(i)
    const space = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest)
    if (space) {
      if (space[0].includes('\n')) line++
      i += space[0].length
      continue
    }
    if (rest[0] === '\n') {
      push('newline', '\n')
      line++
      i++
      continue
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)
    if (number) {
      push('number', number[0])
      i += number[0].length
      continue
    }
    const word = /^[A-Za-z_]\w*/.exec(rest)
    if (word) {
      push('word', word[0], { beforeParenthesis: rest[word[0].length] === '(' })
      i += word[0].length
      continue
    }
    if (rest[0] === '"') {
      const string = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest)
      if (!string) throw new AwkSyntaxError(`cmd. line:${line}: Unexpected end of string`)
      push('string', unquote(String(string[1])))
      i += string[0].length
      continue
    }
    if (rest[0] === '/' && regexAllowed()) {
      let end = 1
      let inBracket = false
      for (; end < rest.length && (rest[end] !== '/' || inBracket); end++) {
        if (rest[end] === '\\') end++
        else if (rest[end] === '[') inBracket = true
        else if (rest[end] === ']' && !/\[\^?$/.test(rest.slice(0, end))) inBracket = false
        else if (rest[end] === '\n') throw new AwkSyntaxError(`cmd. line:${line}: Unexpected end of regex`)
      }
      if (end >= rest.length) throw new AwkSyntaxError(`cmd. line:${line}: Unexpected end of regex`)
      push('regex', rest.slice(1, end))
      i += end + 1
      continue
    }
    const operator = operators.find((each) => rest.startsWith(each))
    if (operator === undefined) throw new AwkSyntaxError(`cmd. line:${line}: Unexpected token`)
    push('operator', operator)
    i += operator.length
  }
  push('end', '')
  return tokens
}

export function unquote(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (whole, c: string) => {
    if (/^[0-7]/.test(c)) return String.fromCharCode(Number.parseInt(c, 8) & 255)
    const meant: Record<string, string> = {
      n: '\n',
      t: '\t',
      r: '\r',
      '"': '"',
      '\\': '\\',
      '/': '/',
      a: '\x07',
      b: '\b',
      f: '\f',
      v: '\v',
      '\n': '',
    }
    return meant[c] ?? whole
  })
}
