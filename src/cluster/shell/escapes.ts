import { encode } from '../machine/bytes.ts'
import type { Bytes } from '../machine/program.ts'

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** `echo -e` and printf's %b: octal numbers need a leading 0, and \c ends the output. */
export function unescapeEcho(text: Bytes): { readonly text: Bytes; readonly stops: boolean } {
  return translateEscapes(text, true)
}

/** The escapes of printf's format. */
export function unescapeFormat(text: Bytes): { readonly text: Bytes; readonly stops: boolean } {
  return translateEscapes(text, false)
}

function translateEscapes(text: Bytes, leadingZero: boolean): { readonly text: Bytes; readonly stops: boolean } {
  if (!text.includes('\\')) return { text, stops: false }
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    const next = text[i + 1]
    if (char !== '\\' || next === undefined) {
      out += char
      continue
    }
    if (next === 'c') return { text: out, stops: true }
    const rest = text.slice(i + 1)
    const octal = (leadingZero ? /^0([0-7]{1,3})|^([0-7]{1,3})/ : /^([0-7]{1,3})/).exec(rest)
    const hex = /^x([\da-fA-F]{1,2})/.exec(rest)
    const unicode = /^u([\da-fA-F]{1,4})|^U([\da-fA-F]{1,8})/.exec(rest)
    if (octal) {
      out += String.fromCharCode(Number.parseInt(octal[1] ?? octal[2] ?? '0', 8) & 255)
      i += octal[0].length
    } else if (hex) {
      out += String.fromCharCode(Number.parseInt(hex[1] ?? '0', 16))
      i += hex[0].length
    } else if (unicode) {
      out += encode(String.fromCodePoint(Number.parseInt(unicode[1] ?? unicode[2] ?? '0', 16)))
      i += unicode[0].length
    } else {
      out += simple[next] ?? char + next
      i++
    }
  }
  return { text: out, stops: false }
}
