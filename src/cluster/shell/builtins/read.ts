import type { Bytes, Run } from '../../machine/program.ts'
import { type Shell, ShellError } from '../shell.ts'
import { setVariable } from '../simple-command.ts'
import type { Builtin } from './builtins.ts'

interface ReadOptions {
  raw: boolean
  silent: boolean
  prompt: Bytes | undefined
  timeoutMs: number | undefined
  count: number | undefined
  delimiter: Bytes
  fd: number
  array: string | undefined
  names: readonly Bytes[]
}

function parse(shell: Shell, args: readonly Bytes[]): ReadOptions {
  const options: ReadOptions = {
    raw: false,
    silent: false,
    prompt: undefined,
    timeoutMs: undefined,
    count: undefined,
    delimiter: '\n',
    fd: 0,
    array: undefined,
    names: [],
  }
  let i = 0
  for (; i < args.length && /^-[a-zA-Z]/.test(args[i] ?? ''); i++) {
    const word = args[i] as string
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] as string
      if (letter === 'r') options.raw = true
      else if (letter === 's') options.silent = true
      else if ('ptndua'.includes(letter)) {
        const value = at + 1 < word.length ? word.slice(at + 1) : (args[++i] ?? '')
        if (letter === 'p') options.prompt = value
        else if (letter === 't') options.timeoutMs = Number(value) * 1000
        else if (letter === 'n') options.count = Number(value)
        else if (letter === 'd') options.delimiter = value.slice(0, 1) || '\0'
        else if (letter === 'u') options.fd = Number(value)
        else options.array = value
        break
      } else {
        throw new ShellError(
          shell.flavor.isBash ? `-${letter}: invalid option` : `illegal option -${letter}`,
          2,
          false,
          shell.builtin,
        )
      }
    }
  }
  options.names = args[i] === '--' ? args.slice(i + 1) : args.slice(i)
  return options
}

/** One line, character by character, so that nothing is taken that others may want to read. */
function* read(shell: Shell, args: readonly Bytes[]): Run<number> {
  const { process } = shell
  const options = parse(shell, args)
  const isTerminal = process.isTerminal(options.fd)
  if (options.prompt !== undefined && isTerminal) yield* process.printError(options.prompt)
  const changesMode = isTerminal && (options.silent || options.count !== undefined)
  if (changesMode) process.setTerminalMode(options.fd, { raw: options.count !== undefined, echo: !options.silent })
  let line = ''
  let status = 0
  const deadline = options.timeoutMs === undefined ? undefined : process.now + options.timeoutMs
  for (let count = 0; options.count === undefined || count < options.count; count++) {
    const ready = yield* process.poll([options.fd], deadline === undefined ? undefined : Math.max(0, deadline - process.now))
    if (ready === undefined) {
      if (shell.interrupted) break
      const trapped = shell.pendingTrapStatus
      if (trapped === undefined && deadline === undefined) continue
      status = trapped ?? (shell.flavor.isBash ? 142 : 1)
      break
    }
    const char = yield* process.read(options.fd, 1)
    if (char === '') {
      status = 1
      break
    }
    if (char === '\0' && options.delimiter !== '\0') continue
    if (char === options.delimiter) break
    if (char !== '\\' || options.raw) {
      line += char
      continue
    }
    const next = yield* process.read(options.fd, 1)
    if (next === '') {
      status = 1
      break
    }
    // an escaped character never separates fields
    if (next !== '\n') line += `\\${next}`
  }
  if (changesMode) process.setTerminalMode(options.fd, { raw: false, echo: true })
  if (shell.interrupted) shell.throwInterrupted()
  if (status > 128) return status
  assignFields(shell, line, options)
  return status
}

function assignFields(shell: Shell, line: Bytes, options: ReadOptions): void {
  const { raw } = options
  const plain = (text: Bytes) => (raw ? text : text.replace(/\\(.)/gs, '$1'))
  if (options.array !== undefined) {
    const fields = split(line, shell.variables.ifs, Number.POSITIVE_INFINITY, raw)
    shell.variables.setElements(options.array, new Map(fields.map((field, index) => [String(index), plain(field)])))
    return
  }
  if (options.names.length === 0) {
    setVariable(shell, 'REPLY', plain(line))
    return
  }
  const fields = split(line, shell.variables.ifs, options.names.length, raw)
  options.names.forEach((name, index) => {
    setVariable(shell, name, plain(fields[index] ?? ''))
  })
}

/** At most `limit` fields; the last one keeps the rest of the line. */
function split(line: Bytes, ifs: string, limit: number, raw: boolean): readonly Bytes[] {
  const blanks = [...ifs].filter((char) => ' \t\n'.includes(char)).join('')
  const isBlank = (char: string | undefined) => char !== undefined && char !== '' && blanks.includes(char)
  const fields: Bytes[] = []
  let i = 0
  while (isBlank(line[i])) i++
  while (i < line.length) {
    if (fields.length === limit - 1) {
      let end = line.length
      while (end > i && isBlank(line[end - 1]) && (raw || line[end - 2] !== '\\')) end--
      // one trailing separator belongs to the last field's end, if there is no other in it
      const rest = line.slice(i, end)
      const lone =
        rest.length > 0 && ifs.includes(rest.at(-1) ?? '') && ![...rest.slice(0, -1)].some((char) => ifs.includes(char))
      fields.push(lone ? rest.slice(0, -1) : rest)
      return fields
    }
    let field = ''
    while (i < line.length && !(ifs !== '' && ifs.includes(line[i] as string))) {
      if (line[i] === '\\' && !raw) field += line[i++]
      field += line[i++] ?? ''
    }
    fields.push(field)
    while (isBlank(line[i])) i++
    if (i < line.length && ifs.includes(line[i] as string) && !isBlank(line[i])) {
      i++
      while (isBlank(line[i])) i++
    }
  }
  return fields
}

function* mapfile(shell: Shell, args: readonly Bytes[]): Run<number> {
  const trims = args.includes('-t')
  const name = args.find((arg) => !arg.startsWith('-')) ?? 'MAPFILE'
  let text = ''
  for (let data = yield* shell.process.read(0); data !== ''; data = yield* shell.process.read(0)) text += data
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  shell.variables.setElements(name, new Map(lines.map((line, index) => [String(index), trims ? line.replace(/\n$/, '') : line])))
  return 0
}

export const readBuiltins: readonly Builtin[] = [
  { name: 'read', run: read },
  { name: 'mapfile', only: ['bash'], run: mapfile },
  { name: 'readarray', only: ['bash'], run: mapfile },
]
