/**
 * `$(NAME)` expansion: third_party/forked/golang/expansion. Unknown names stay as they are, `$$` is `$`, an
 * unfinished `$(` is text.
 */
export function expandVariables(text: string, lookup: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text
  let out = ''
  let i = 0
  while (i < text.length) {
    const char = text[i]
    if (char !== '$' || i + 1 >= text.length) {
      out += char
      i++
      continue
    }
    const next = text[i + 1]
    if (next === '$') {
      out += '$'
      i += 2
      continue
    }
    if (next !== '(') {
      out += `$${next}`
      i += 2
      continue
    }
    const close = text.indexOf(')', i + 2)
    if (close < 0) {
      out += '$('
      i += 2
      continue
    }
    const name = text.slice(i + 2, close)
    out += lookup(name) ?? `$(${name})`
    i = close + 1
  }
  return out
}
