import type { Bytes } from '../machine/program.ts'

/** Base64 → bytes. */
export function decodeBase64(text: string): Bytes {
  return atob(text.replace(/\s+/g, ''))
}

/** Bytes → base64url without padding, as in a JWT. */
export function encodeBase64Url(bytes: Bytes): string {
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
