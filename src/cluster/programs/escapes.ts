/** Backslash escapes, as `echo -e`, printf's format and `%b` read them. */

/**
 * @param octal how an octal escape begins: `\0nnn` for echo, `\nnn` for printf
 * @returns the text and whether `\c` ended it
 */
export function readEscapes(text: string, octal: 'echo' | 'printf'): { readonly text: string; readonly stop: boolean } {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (c !== '\\' || i === text.length - 1) {
      out += c
      continue
    }
    const rest = text.slice(i + 1)
    if (rest[0] === 'c') return { text: out, stop: true }
    const number = (octal === 'echo' ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest)
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest)
    if (number) {
      out += String.fromCharCode(Number.parseInt(number[1] || '0', 8) & 255)
      i += number[0].length
    } else if (hex) {
      out += String.fromCharCode(Number.parseInt(String(hex[1]), 16))
      i += hex[0].length
    } else {
      const simple: Record<string, string> = {
        n: '\n',
        t: '\t',
        r: '\r',
        a: '\x07',
        b: '\b',
        e: '\x1b',
        f: '\f',
        v: '\v',
        '\\': '\\',
      }
      const meant = simple[rest.charAt(0)]
      if (meant === undefined) out += `\\${rest.charAt(0)}`
      else out += meant
      i++
    }
  }
  return { text: out, stop: false }
}
