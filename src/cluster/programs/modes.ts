/** Permission bits: as ls writes them and as chmod reads them. */
import type { FileStat } from '../machine/program.ts'

const typeLetters: Record<FileStat['type'], string> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  socket: 's',
  'character-device': 'c',
  'block-device': 'b',
}

/** `-rw-r--r--`. */
export function modeText(stat: Pick<FileStat, 'type' | 'mode'>): string {
  const bits = (shift: number, special: number, letter: string) => {
    const three = (stat.mode >> shift) & 7
    const execute = three & 1
    const last = stat.mode & special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-'
    return `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${last}`
  }
  return `${typeLetters[stat.type]}${bits(6, 0o4000, 's')}${bits(3, 0o2000, 's')}${bits(0, 0o1000, 't')}`
}

/** Applies `755`, `u+x`, `go-w,a=r`, `+t` to the mode of a file; undefined if that is no mode. */
export function changeMode(text: string, stat: Pick<FileStat, 'type' | 'mode'>, umask: number): number | undefined {
  if (/^[0-7]{1,5}$/.test(text)) return Number.parseInt(text, 8)
  let mode = stat.mode
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*|[-+=][ugo])+)$/.exec(clause)
    if (!match) return undefined
    const who = match[1] === '' || String(match[1]).includes('a') ? 'ugo' : String(match[1])
    const masked = match[1] === '' ? umask : 0
    for (const step of String(match[2]).matchAll(/([-+=])([rwxXst]*|[ugo])/g)) {
      const letters = String(step[2])
      let bits = 0
      for (const [letter, shift] of [
        ['u', 6],
        ['g', 3],
        ['o', 0],
      ] as const) {
        if (!who.includes(letter)) continue
        const copied = /^[ugo]$/.test(letters) ? (mode >> (letters === 'u' ? 6 : letters === 'g' ? 3 : 0)) & 7 : 0
        const execute = letters.includes('x') || (letters.includes('X') && (stat.type === 'directory' || (mode & 0o111) !== 0))
        bits |= (copied | (letters.includes('r') ? 4 : 0) | (letters.includes('w') ? 2 : 0) | (execute ? 1 : 0)) << shift
      }
      bits &= ~masked
      if (letters.includes('s')) bits |= (who.includes('u') ? 0o4000 : 0) | (who.includes('g') ? 0o2000 : 0)
      if (letters.includes('t')) bits |= 0o1000
      const all = (who.includes('u') ? 0o4700 : 0) | (who.includes('g') ? 0o2070 : 0) | (who.includes('o') ? 0o7 : 0)
      mode = step[1] === '+' ? mode | bits : step[1] === '-' ? mode & ~bits : (mode & ~all) | bits
    }
  }
  return mode
}
