/** Shell globs and POSIX regular expressions as JavaScript's. Back-references and classes work; collation does not. */

/** fnmatch(3): `*`, `?`, `[a-z]`, `[!x]`, `\x`. */
export function globToRegExp(glob: string, ignoreCase = false): RegExp {
  let out = ''
  for (let i = 0; i < glob.length; i++) {
    const c = glob.charAt(i)
    if (c === '*') out += '[^]*'
    else if (c === '?') out += '[^]'
    else if (c === '\\' && i + 1 < glob.length) out += escapeRegExp(glob.charAt(++i))
    else if (c === '[') {
      const end = bracketEnd(glob, i)
      if (end < 0) out += '\\['
      else {
        out += bracket(glob.slice(i, end + 1))
        i = end
      }
    } else out += escapeRegExp(c)
  }
  return new RegExp(`^${out}$`, ignoreCase ? 'i' : '')
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

const classes: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
}

function bracketEnd(text: string, start: number): number {
  let i = start + 1
  if (text[i] === '^' || text[i] === '!') i++
  if (text[i] === ']') i++
  for (; i < text.length; i++) {
    if (text[i] === '[' && text[i + 1] === ':') {
      const end = text.indexOf(':]', i + 2)
      if (end > 0) i = end + 1
    } else if (text[i] === ']') return i
  }
  return -1
}

function bracket(text: string, backslashEscapes = false): string {
  let inner = text.slice(1, -1)
  const negated = inner.startsWith('^') || inner.startsWith('!')
  if (negated) inner = inner.slice(1)
  const body = inner
    .split(/(\[:\w+:\])/)
    .map((part) => {
      const name = /^\[:(\w+):\]$/.exec(part)
      if (name) return classes[String(name[1])] ?? ''
      return backslashEscapes
        ? part.replace(/[[\]^]/g, '\\$&').replace(/\\\\([[\]^])/g, '\\$1')
        : part.replace(/[\\[\]^]/g, '\\$&')
    })
    .join('')
  return `[${negated ? '^' : ''}${body}]`
}

/**
 * A basic or extended regular expression, with GNU's extensions (`\+ \? \| \w \b \< \>`).
 * @param flags of the RegExp
 * @throws SyntaxError
 */
export function posixRegExp(pattern: string, extended: boolean, flags = '', awk = false): RegExp {
  let out = ''
  let groupStart = true
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i)
    const atStart = groupStart
    groupStart = false
    if (c === '\\') {
      const next = pattern.charAt(++i)
      if (next === '') out += '\\\\'
      else if (!extended && '(){}|+?'.includes(next)) {
        out +=
          next === '(' || next === ')' || next === '|' || next === '+' || next === '?' || next === '{' || next === '}' ? next : ''
        groupStart = next === '(' || next === '|'
      } else if (next === '<') out += '\\b(?=\\w)'
      else if (next === '>') out += '\\b(?<=\\w)'
      else if (next === '`') out += '^'
      else if (next === "'") out += '$'
      else if (/[1-9wWsSbBntrfv]/.test(next)) out += next === 'n' ? '\\n' : `\\${next}`
      else if (awk && next === '/') out += '\\/'
      else out += escapeRegExp(next)
    } else if (c === '[') {
      const end = bracketEnd(pattern, i)
      if (end < 0) throw new SyntaxError('Unmatched [')
      out += bracket(pattern.slice(i, end + 1), awk || /\\[ntrfv]/.test(pattern.slice(i, end + 1)))
      i = end
    } else if (c === '*' && atStart) out += '\\*'
    else if (c === '^' && !extended && !atStart) out += '\\^'
    else if (c === '^') {
      out += '^'
      groupStart = true
    } else if (c === '$' && !extended && !/^(\\\)|\\\||$)/.test(pattern.slice(i + 1))) out += '\\$'
    else if (!extended && '(){}|+?'.includes(c)) out += `\\${c}`
    else if (extended && c === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) out += '\\{'
    else if (extended && c === '}' && !/\{\d*,?\d*$/.test(out)) out += '\\}'
    else if (extended && c === '(') {
      out += '('
      groupStart = true
    } else if (extended && c === '|') {
      out += '|'
      groupStart = true
    } else if (c === '/') out += '\\/'
    else if (c === ']') out += '\\]'
    else out += c
  }
  return new RegExp(out, flags)
}
