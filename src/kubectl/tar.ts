import type { Bytes } from '../cluster/machine/program.ts'

/** A file or directory of an archive. */
export interface TarEntry {
  readonly path: string
  readonly type: 'file' | 'directory'
  readonly mode: number
  readonly content: Bytes
}

const block = 512

/** An archive in the ustar format. */
export function writeTar(entries: readonly TarEntry[]): Bytes {
  return entries.map((entry) => header(entry) + padded(entry.content)).join('') + '\0'.repeat(2 * block)
}

/** The entries of an archive; links and the rest are left out. */
export function readTar(archive: Bytes): readonly TarEntry[] {
  const entries: TarEntry[] = []
  for (let at = 0; at + block <= archive.length; ) {
    const name = field(archive, at, 0, 100)
    if (name === '') break
    const prefix = field(archive, at, 345, 155)
    const size = Number.parseInt(field(archive, at, 124, 12), 8) || 0
    const mode = Number.parseInt(field(archive, at, 100, 8), 8) || 0o644
    const kind = archive[at + 156]
    const content = archive.slice(at + block, at + block + size)
    const path = prefix === '' ? name : `${prefix}/${name}`
    if (kind === '5') entries.push({ path, type: 'directory', mode, content: '' })
    else if (kind === '0' || kind === '\0') entries.push({ path, type: 'file', mode, content })
    at += block + Math.ceil(size / block) * block
  }
  return entries
}

function header({ path, type, mode, content }: TarEntry): Bytes {
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`
  const slash = path.length > 100 ? path.lastIndexOf('/', 155) : -1
  const name = slash < 0 ? path : path.slice(slash + 1)
  const prefix = slash < 0 ? '' : path.slice(0, slash)
  const before =
    name.padEnd(100, '\0') + octal(mode & 0o7777, 8) + octal(0, 8) + octal(0, 8) + octal(content.length, 12) + octal(0, 12)
  const after = `${type === 'directory' ? '5' : '0'}${'\0'.repeat(100)}ustar\x0000${'root'.padEnd(32, '\0')}${'root'.padEnd(32, '\0')}${octal(0, 8)}${octal(0, 8)}${prefix.padEnd(155, '\0')}${'\0'.repeat(12)}`
  let sum = 8 * 32
  for (const c of before + after) sum += c.charCodeAt(0)
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`
}

function padded(content: Bytes): Bytes {
  return content + '\0'.repeat((block - (content.length % block)) % block)
}

function field(archive: Bytes, at: number, offset: number, length: number): string {
  return String(archive.slice(at + offset, at + offset + length).split('\0')[0]).trim()
}
