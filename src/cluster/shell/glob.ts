import { Errno, type Process } from '../machine/program.ts'
import { isPattern, patternRegExp, unquoted } from './pattern.ts'

/** Pathname expansion: the paths that match, sorted by bytes; none if nothing does. */
export function glob(process: Process, pattern: string): readonly string[] {
  const absolute = pattern.startsWith('/')
  const parts = pattern.split('/').filter((part) => part !== '')
  const directoriesOnly = pattern.endsWith('/')
  let found: string[] = [absolute ? '/' : '']
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1
    found = found.flatMap((base) => expandPart(process, base, part, isLast && !directoriesOnly))
  })
  return directoriesOnly ? found.map((path) => `${path}/`) : found
}

function expandPart(process: Process, base: string, part: string, isLast: boolean): string[] {
  const under = (name: string) => (base === '' || base === '/' ? `${base}${name}` : `${base}/${name}`)
  if (!isPattern(part)) {
    const path = under(unquoted(part))
    return existsAt(process, path, !isLast) ? [path] : []
  }
  let names: readonly string[]
  try {
    names = process.readDirectory(base === '' ? '.' : base)
  } catch (error) {
    if (error instanceof Errno) return []
    throw error
  }
  const regExp = patternRegExp(part)
  const hidden = part.startsWith('.')
  const candidates = hidden ? ['.', '..', ...names] : names
  return candidates
    .filter((name) => (hidden || !name.startsWith('.')) && regExp.test(name))
    .map(under)
    .filter((path) => isLast || existsAt(process, path, true))
}

function existsAt(process: Process, path: string, directory: boolean): boolean {
  try {
    return directory ? process.stat(path).type === 'directory' : process.lstat(path) !== undefined
  } catch (error) {
    if (error instanceof Errno) return false
    throw error
  }
}
