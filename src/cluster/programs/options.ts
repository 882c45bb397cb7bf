/**
 * How programs read their command lines (getopt_long(3)) and how they fail: what is thrown below `define` becomes the
 * program's message on standard error and its exit code.
 */
import { type Bytes, Errno, type Process, type Program, type Run } from '../machine/program.ts'

/** Ends a program: `name: message`, exit code 1 unless told. */
export class Failure extends Error {
  override readonly name = 'Failure'
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message)
  }
}

/** A command line that the program does not understand; its usage follows the message. */
export class UsageError extends Failure {}

export interface Definition extends Program {
  /** What follows the name on the usage line. */
  readonly usage?: string
  /** The code of a usage error and of failed system calls, where it is not 1. */
  readonly failureCode?: number
}

/** Makes a program of a definition: `--help`, usage errors and failed system calls are told as busybox tells them. */
export function define(definition: Definition): Program {
  const { name, usage, failureCode = 1 } = definition
  const help = `Usage: ${name}${usage === undefined ? '' : ` ${usage}`}\n\n${definition.summary ?? name}\n`
  function* run(process: Process, args: readonly Bytes[]): Run<number> {
    try {
      if (usage !== undefined && args[0] === '--help' && args.length === 1) {
        const simplified = definition.simplified ? `\nIn this simulation: ${definition.simplified}\n` : ''
        yield* process.print(`${banner(process)}${help}${simplified}`)
        return 0
      }
      return yield* definition.run(process, args)
    } catch (error) {
      if (error instanceof UsageError) {
        const hint = isBusybox(process) ? `${banner(process)}${help}` : `Try '${name} --help' for more information.\n`
        yield* process.printError(`${error.message === '' ? '' : `${name}: ${error.message}\n`}${hint}`)
        return error.exitCode === 1 ? failureCode : error.exitCode
      }
      if (error instanceof Failure) {
        yield* process.printError(`${name}: ${error.message}\n`)
        return error.exitCode
      }
      if (error instanceof Errno) {
        yield* process.printError(`${name}: ${errorText(error)}\n`)
        return failureCode
      }
      // A regular expression or JSON text, given by the user, that the language refuses.
      if (error instanceof SyntaxError) {
        yield* process.printError(`${name}: ${error.message}\n`)
        return failureCode
      }
      throw error
    }
  }
  return { name, summary: definition.summary, simplified: definition.simplified, run }
}

/** `path: No such file or directory`. */
export function errorText(error: Errno, path = error.path): string {
  return path === undefined ? error.text : `${path}: ${error.text}`
}

/** Whether this machine's tools are busybox: its texts differ from those of coreutils. */
export function isBusybox(process: Process): boolean {
  return process.exists('/bin/busybox')
}

function banner(process: Process): string {
  return isBusybox(process) ? 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\n' : ''
}

export interface Options {
  has(flag: string): boolean
  /** The last value given to a flag. */
  value(flag: string): Bytes | undefined
  /** All of its values, in order. */
  values(flag: string): readonly Bytes[]
  /** What is left: the operands. */
  readonly operands: readonly Bytes[]
  /** Flags in the order they came. */
  readonly given: readonly (readonly [flag: string, value: Bytes])[]
}

/**
 * Parses a command line as getopt does.
 * @param short `n:qw`: a letter per flag, a colon where it takes a value, two where the value may stick to it
 * @param long long name → its short letter (`lines=` takes a value; the mapped flag may also be a word of its own)
 * @param stopEarly the first operand ends the options, as for `env` and `timeout`
 */
export function parseOptions(
  args: readonly Bytes[],
  short: string,
  long: Readonly<Record<string, string>> = {},
  { stopEarly = false } = {},
): Options {
  const given: [string, Bytes][] = []
  const operands: Bytes[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = String(args[i])
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split(/=(.*)/s)
      const plain = long[name]
      const valued = long[`${name}=`]
      if (valued !== undefined) {
        const own = value ?? args[++i]
        if (own === undefined) throw new UsageError(`option '--${name}' requires an argument`)
        given.push([valued, own])
      } else if (plain !== undefined) given.push([plain, value ?? ''])
      else throw new UsageError(`unrecognized option '--${name}'`)
    } else if (arg.length > 1 && arg.startsWith('-')) {
      for (let j = 1; j < arg.length; j++) {
        const letter = arg.charAt(j)
        const at = letter === ':' ? -1 : short.indexOf(letter)
        if (at < 0) throw new UsageError(`invalid option -- '${letter}'`)
        if (short[at + 1] !== ':') {
          given.push([letter, ''])
          continue
        }
        const stuck = arg.slice(j + 1)
        const own = stuck !== '' || short[at + 2] === ':' ? stuck : args[++i]
        if (own === undefined) throw new UsageError(`option requires an argument -- '${letter}'`)
        given.push([letter, own])
        break
      }
    } else if (stopEarly) {
      operands.push(...args.slice(i))
      break
    } else operands.push(arg)
  }
  return {
    given,
    operands,
    has: (flag) => given.some(([name]) => name === flag),
    value: (flag) => given.findLast(([name]) => name === flag)?.[1],
    values: (flag) => given.filter(([name]) => name === flag).map(([, value]) => value),
  }
}

/** A whole number, or the failure `invalid number 'x'`. */
export function wholeNumber(text: Bytes, what = 'invalid number'): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Failure(`${what} '${text}'`)
  return Number(text)
}

/** `10`, `1k`, `64M`, `2G`, `3b`: bytes, as head, dd, split and stress read them. */
export function byteCount(text: Bytes): number {
  const match = /^(\d+)(c|w|b|kB|[kK](?:iB)?|MB|[mM](?:iB)?|GB|[gG](?:iB)?|[tT])?$/.exec(text)
  if (!match) throw new Failure(`invalid number '${text}'`)
  const factor: Record<string, number> = { c: 1, w: 2, b: 512, kB: 1000, MB: 1e6, GB: 1e9 }
  const suffix = match[2] ?? 'c'
  return Number(match[1]) * (factor[suffix] ?? 1024 ** ('kmgt'.indexOf(suffix.charAt(0).toLowerCase()) + 1))
}
