/** PCRE patterns as nginx's users write them: JavaScript's, and `(?i)` at the start. @throws SyntaxError */
export function pcre(pattern: string, caseless = false): RegExp {
  const inline = /^\(\?i\)/.test(pattern)
  return new RegExp(inline ? pattern.slice(4) : pattern, caseless || inline ? 'i' : '')
}
