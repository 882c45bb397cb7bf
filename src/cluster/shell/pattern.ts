/**
 * Shell patterns: *, ?, […], and in bash the extended ones. In a pattern's text, {@link quote} before a character says
 * that it stands for itself.
 */

/** Not a byte, so it occurs in no data. */
export const quote = '\u0100'

const quotable = /[*?[\]\\!+@()|^\-:]/g

/** Text that matches only itself. */
export function quoted(text: string): string {
  return text.replace(quotable, `${quote}$&`)
}

export function unquoted(pattern: string): string {
  return pattern.includes(quote) ? pattern.replaceAll(quote, '') : pattern
}

/** Would matching it differ from comparing? */
export function isPattern(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === quote || char === '\\') i++
    else if (char === '*' || char === '?' || char === '[') return true
    else if (text[i + 1] === '(' && (char === '@' || char === '+' || char === '!')) return true
  }
  return false
}

const cache = new Map<string, RegExp>()

/** The pattern as a regular expression for a whole string, or for a beginning or an end of one. */
export function patternRegExp(pattern: string, anchor: 'whole' | 'none' = 'whole', caseless = false): RegExp {
  const key = `${anchor}${caseless}${pattern}`
  const known = cache.get(key)
  if (known) return known
  const body = translate(pattern, 0, '').text
  const regExp = new RegExp(anchor === 'whole' ? `^(?:${body})$` : body, caseless ? 'si' : 's')
  if (cache.size > 500) cache.clear()
  cache.set(key, regExp)
  return regExp
}

export function matches(text: string, pattern: string): boolean {
  return isPattern(pattern) || pattern.includes('\\') ? patternRegExp(pattern).test(text) : unquoted(pattern) === text
}

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
}

/** Up to the end, or to one of `ends` in an extended pattern. */
function translate(pattern: string, from: number, ends: string): { readonly text: string; readonly end: number } {
  let out = ''
  let i = from
  while (i < pattern.length) {
    const char = pattern[i] as string
    if (ends.includes(char) && ends !== '') return { text: out, end: i }
    const next = pattern[i + 1]
    if (char === quote || char === '\\') {
      out += regExpOf(next ?? char)
      i += 2
    } else if (next === '(' && '?*+@!'.includes(char)) {
      const group = alternatives(pattern, i + 2)
      const suffix = { '?': '?', '*': '*', '+': '+', '@': '' }[char]
      out += char === '!' ? `(?!(?:${group.text})(?:$|/))[^/]*?` : `(?:${group.text})${suffix ?? ''}`
      i = group.end + 1
    } else if (char === '*') {
      out += '.*'
      i++
    } else if (char === '?') {
      out += '.'
      i++
    } else if (char === '[') {
      const set = bracket(pattern, i)
      out += set?.text ?? '\\['
      i = set?.end ?? i + 1
    } else {
      out += regExpOf(char)
      i++
    }
  }
  return { text: out, end: i }
}

function alternatives(pattern: string, from: number): { readonly text: string; readonly end: number } {
  const parts: string[] = []
  let at = from
  for (;;) {
    const part = translate(pattern, at, '|)')
    parts.push(part.text)
    if (pattern[part.end] !== '|') return { text: parts.join('|'), end: part.end }
    at = part.end + 1
  }
}

function bracket(pattern: string, from: number): { readonly text: string; readonly end: number } | undefined {
  let i = from + 1
  let out = '['
  if (pattern[i] === '!' || pattern[i] === '^') {
    out += '^'
    i++
  }
  for (let first = true; i < pattern.length; first = false) {
    const char = pattern[i] as string
    if (char === ']' && !first) return { text: `${out}]`, end: i + 1 }
    const named = /^\[:(\w+):\]/.exec(pattern.slice(i))
    if (named) {
      out += classes[named[1] ?? ''] ?? ''
      i += named[0].length
    } else if (char === quote || char === '\\') {
      out += `\\${pattern[i + 1] ?? ''}`
      i += 2
    } else {
      out += char === '-' ? '-' : /[\\\]^[]/.test(char) ? `\\${char}` : char
      i++
    }
  }
  return undefined
}

function regExpOf(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char
}
