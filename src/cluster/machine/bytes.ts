import type { Bytes } from './program.ts'

/** Text → its UTF-8 bytes. */
export function encode(text: string): Bytes {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is exactly whether it is plain ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text
  let out = ''
  for (const byte of new TextEncoder().encode(text)) out += String.fromCharCode(byte)
  return out
}

/** Bytes → text; what is not UTF-8 becomes U+FFFD. */
export function decode(bytes: Bytes): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is exactly whether it is plain ASCII
  if (/^[\x00-\x7f]*$/.test(bytes)) return bytes
  const array = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i)
  return new TextDecoder().decode(array)
}
