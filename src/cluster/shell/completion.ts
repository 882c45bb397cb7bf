import { decode, encode } from '../machine/bytes.ts'
import { Errno, type Process, type Run } from '../machine/program.ts'
import { builtinNames } from './builtins/builtins.ts'
import type { Shell } from './shell.ts'

export interface CompletionRequest {
  readonly process: Process
  /** The words of the simple command before the one being typed: `kubectl`, `get`. */
  readonly words: readonly string[]
  /** What there is of the word being typed; may be ''. */
  readonly current: string
}

/**
 * What could stand for the current word, whole; one that ends in `=` or `/` is gone on with. Undefined: the shell's own
 * completion is to do it.
 */
export type Completer = (request: CompletionRequest) => Run<readonly string[] | undefined>

export interface Completion {
  /** Where in the line the current word begins. */
  readonly from: number
  readonly candidates: readonly string[]
}

/** What Tab finds for the text before the cursor. */
export function* complete(shell: Shell, before: string, completer: Completer | undefined): Run<Completion> {
  const { from, words, current } = lastWord(before)
  const given = completer && (yield* completer({ process: shell.process, words, current }))
  if (given) {
    const candidates = given.filter((candidate) => candidate.startsWith(current)).sort()
    return { from, candidates: candidates.map((candidate) => (/[=/ ]$/.test(candidate) ? candidate : `${candidate} `)) }
  }
  if (current.startsWith('$')) {
    const names = shell.variables.names().filter((name) => name.startsWith(current.slice(1)))
    return { from, candidates: names.map((name) => `$${name} `) }
  }
  const isCommand = words.length === 0 && !current.includes('/')
  return { from, candidates: isCommand ? commands(shell, current) : files(shell, current, words[0] === 'cd') }
}

function lastWord(before: string): { readonly from: number; readonly words: readonly string[]; readonly current: string } {
  const segment = before.slice(Math.max(...['|', ';', '&', '(', '`'].map((char) => before.lastIndexOf(char))) + 1)
  const start = /(?:[^\s\\<>]|\\.)*$/.exec(segment)?.[0].length ?? 0
  const current = segment.slice(segment.length - start)
  const words = segment
    .slice(0, segment.length - start)
    .split(/\s+/)
    .filter((word) => word !== '' && !/^\w+=/.test(word))
  return { from: before.length - start, words, current: current.replace(/\\(.)/g, '$1') }
}

function commands(shell: Shell, start: string): readonly string[] {
  const names = new Set<string>([...builtinNames(shell), ...shell.functions.keys(), ...shell.aliases.keys()])
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    for (const name of list(shell.process, directory)) names.add(name)
  }
  return [...names]
    .filter((name) => name.startsWith(start))
    .sort()
    .map((name) => `${name} `)
}

function files(shell: Shell, start: string, directoriesOnly: boolean): readonly string[] {
  const slash = start.lastIndexOf('/')
  const directory = start.slice(0, slash + 1)
  const name = start.slice(slash + 1)
  const home = shell.variables.get('HOME') ?? ''
  const looked = directory.startsWith('~/') ? home + directory.slice(1) : directory
  const found: string[] = []
  for (const bytes of list(shell.process, encode(looked || '.'))) {
    const entry = decode(bytes)
    if (!entry.startsWith(name) || (entry.startsWith('.') && !name.startsWith('.'))) continue
    const isDirectory = isDirectoryAt(shell.process, encode(`${looked}${entry}`))
    if (directoriesOnly && !isDirectory) continue
    found.push(`${directory}${entry.replace(/[\s\\'"$&;()|<>*?[\]]/g, '\\$&')}${isDirectory ? '/' : ' '}`)
  }
  return found
}

function list(process: Process, directory: string): readonly string[] {
  try {
    return process.readDirectory(directory)
  } catch (error) {
    if (error instanceof Errno) return []
    throw error
  }
}

function isDirectoryAt(process: Process, path: string): boolean {
  try {
    return process.stat(path).type === 'directory'
  } catch (error) {
    if (error instanceof Errno) return false
    throw error
  }
}

/** The longest beginning that all share. */
export function commonStart(candidates: readonly string[]): string {
  let [common = ''] = candidates
  for (const candidate of candidates) while (!candidate.startsWith(common)) common = common.slice(0, -1)
  return common
}

/** The candidates in columns, as they are listed below the line. */
export function columnsOf(candidates: readonly string[], terminalWidth: number): string {
  const names = candidates.map((candidate) => {
    const trimmed = candidate.trimEnd()
    const bare = trimmed.endsWith('/') ? trimmed.slice(0, -1) : trimmed
    return trimmed.slice(bare.lastIndexOf('/') + 1)
  })
  const cell = Math.max(...names.map((name) => name.length)) + 2
  const perRow = Math.max(1, Math.floor(terminalWidth / cell))
  const rows = Math.ceil(names.length / perRow)
  let out = ''
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let i = row; i < names.length; i += rows) line += (names[i] as string).padEnd(cell)
    out += `${line.trimEnd()}\n`
  }
  return out
}
