import type { FileStat } from '../../machine/program.ts'
import { formatDate } from '../date-format.ts'
import { modeText } from '../modes.ts'
import type { Found } from './expression.ts'

export const typeLetters: Record<string, FileStat['type']> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  p: 'fifo',
  s: 'socket',
  c: 'character-device',
  b: 'block-device',
}

/** -printf. */
export function printfText(format: string, { path, name, stat, depth, start }: Found): string {
  const values: Record<string, string | number> = {
    p: path,
    f: name,
    h: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.',
    P: path.slice(start.length).replace(/^\//, ''),
    s: stat.size,
    m: (stat.mode & 0o7777).toString(8),
    M: modeText(stat),
    u: stat.uid,
    g: stat.gid,
    d: depth,
    y: Object.entries(typeLetters).find(([, type]) => type === stat.type)?.[0] ?? 'f',
    i: stat.inode,
    t: formatDate('%a %b %e %H:%M:%S.%N %Y', stat.mtime),
    '%': '%',
  }
  return format
    .replace(/%T([a-zA-Z@+])/g, (_, letter: string) =>
      letter === '@'
        ? (stat.mtime / 1000).toFixed(10)
        : letter === '+'
          ? formatDate('%F+%T.%N', stat.mtime)
          : formatDate(`%${letter}`, stat.mtime),
    )
    .replace(/%([a-zA-Z%])/g, (whole, letter: string) => String(values[letter] ?? whole))
}
