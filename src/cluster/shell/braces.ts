/** Brace expansion, as bash does it before all others: `a{b,c}d`, `{1..3}`, `{a..e..2}`. */
export function expandBraces(text: string): readonly string[] {
  for (let start = nextBrace(text, 0); start >= 0; start = nextBrace(text, start + 1)) {
    const found = readBraces(text, start)
    if (!found) continue
    const before = text.slice(0, start)
    const after = expandBraces(text.slice(found.end))
    return found.items.flatMap((item) => expandBraces(item).flatMap((middle) => after.map((rest) => before + middle + rest)))
  }
  return [text]
}

/** The next unquoted `{` that does not begin `${`. */
function nextBrace(text: string, from: number): number {
  for (let i = skip(text, from); i < text.length; i = skip(text, i + 1)) {
    if (text[i] === '{' && text[i - 1] !== '$') return i
  }
  return -1
}

/** Past quotes and substitutions that begin at `i`. */
function skip(text: string, i: number): number {
  for (;;) {
    const char = text[i]
    if (char === '\\') i += 2
    else if (char === "'" || char === '"' || char === '`') {
      let end = i + 1
      while (end < text.length && text[end] !== char) end += text[end] === '\\' && char !== "'" ? 2 : 1
      i = end + 1
    } else if (char === '$' && (text[i + 1] === '(' || text[i + 1] === '{')) {
      const [open, close] = text[i + 1] === '(' ? ['(', ')'] : ['{', '}']
      let depth = 0
      let end = i + 1
      for (; end < text.length; end++) {
        if (text[end] === open) depth++
        else if (text[end] === close && --depth === 0) break
      }
      i = end + 1
    } else return i
  }
}

function readBraces(text: string, start: number): { readonly items: readonly string[]; readonly end: number } | undefined {
  const items: string[] = []
  let depth = 0
  let from = start + 1
  for (let i = skip(text, from); i < text.length; i = skip(text, i + 1)) {
    const char = text[i]
    if (char === '{') depth++
    else if (char === '}' && depth > 0) depth--
    else if (char === ',' && depth === 0) {
      items.push(text.slice(from, i))
      from = i + 1
    } else if (char === '}') {
      const body = text.slice(start + 1, i)
      if (items.length > 0) return { items: [...items, text.slice(from, i)], end: i + 1 }
      const range = sequence(body)
      return range && { items: range, end: i + 1 }
    }
  }
  return undefined
}

function sequence(body: string): readonly string[] | undefined {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(body)
  if (!match) return undefined
  const [, first = '', last = '', by] = match
  const isNumber = /\d/.test(first)
  if (isNumber !== /\d/.test(last)) return undefined
  const from = isNumber ? Number(first) : first.charCodeAt(0)
  const to = isNumber ? Number(last) : last.charCodeAt(0)
  const step = Math.max(1, Math.abs(Number(by ?? 1)))
  const width = /^-?0\d/.test(first) || /^-?0\d/.test(last) ? Math.max(first.length, last.length) : 0
  const items: string[] = []
  for (let n = from; from <= to ? n <= to : n >= to; n += from <= to ? step : -step) {
    items.push(isNumber ? String(n).padStart(width, '0') : String.fromCharCode(n))
  }
  return items
}
