import type { Bytes } from '../machine/program.ts'

/** A word as set -x and `export -p` show it: quoted where it must be. */
export function traced(word: Bytes): Bytes {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : singleQuoted(word)
}

export function singleQuoted(text: Bytes): Bytes {
  return `'${text.replaceAll("'", "'\\''")}'`
}
