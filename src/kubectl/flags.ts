import { KubectlError } from './errors.ts'

export type FlagType = 'string' | 'bool' | 'int' | 'duration' | 'stringSlice' | 'stringArray' | 'stringToString'

/** One flag of a command, as its help page lists it. */
export interface Flag {
  readonly name: string
  readonly shorthand?: string
  readonly type: FlagType
  /** As the help page shows it; `''`, `false`, `0`, `[]` if absent. */
  readonly default?: string
  readonly usage: string
  /** The value of a flag given without one: `--dry-run` is `--dry-run=unchanged`. */
  readonly withoutValue?: string
  readonly required?: boolean
  /** `Flag --x has been deprecated, <this>`. */
  readonly deprecated?: string
  readonly hidden?: boolean
}

/** A complaint of the flag parser, told with `See 'kubectl x --help' for usage.` */
export class FlagError extends Error {
  constructor(
    message: string,
    /** The flag that is unknown, if that is what is wrong. */
    readonly unknown?: string,
  ) {
    super(message)
    this.name = 'FlagError'
  }
}

/** The values of a command line; every flag of the command has one. */
export class FlagValues {
  private readonly given = new Map<string, string[]>()

  constructor(private readonly flags: ReadonlyMap<string, Flag>) {}

  add(flag: Flag, value: string): void {
    const values = this.given.get(flag.name)
    if (values && isList(flag.type)) values.push(value)
    else this.given.set(flag.name, [value])
  }

  /** Whether it was on the command line. */
  changed(name: string): boolean {
    return this.given.has(name)
  }

  get names(): readonly string[] {
    return [...this.given.keys()]
  }

  string(name: string): string {
    return this.given.get(name)?.at(-1) ?? this.defaultOf(name)
  }

  bool(name: string): boolean {
    return parseBool(this.string(name)) ?? false
  }

  int(name: string): number {
    return Number(this.string(name) || '0')
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.string(name)) ?? 0
  }

  list(name: string): readonly string[] {
    const values = this.given.get(name)
    if (!values) return []
    return this.flags.get(name)?.type === 'stringArray' ? values : values.flatMap(splitCsv)
  }

  map(name: string): Readonly<Record<string, string>> {
    const out: Record<string, string> = {}
    for (const pair of this.list(name)) {
      const equals = pair.indexOf('=')
      out[equals < 0 ? pair : pair.slice(0, equals)] = equals < 0 ? '' : pair.slice(equals + 1)
    }
    return out
  }

  /** A flag that the command does not have is as good as one not given: helpers serve commands with and without it. */
  private defaultOf(name: string): string {
    return this.flags.get(name)?.default ?? ''
  }
}

export interface ParsedArguments {
  readonly flags: FlagValues
  readonly args: readonly string[]
  /** How many arguments stand before `--`; undefined without one (cobra's ArgsLenAtDash). */
  readonly beforeDash: number | undefined
  /** `Flag --x has been deprecated, …` */
  readonly notices: readonly string[]
  readonly help: boolean
}

/** Parses as pflag does: flags and arguments mixed, `--name=value` and `--name value`, groups of shorthands. */
export function parseFlags(line: readonly string[], known: readonly Flag[]): ParsedArguments {
  const byName = new Map(known.map((flag) => [flag.name, flag]))
  // a command's own flag hides the global one of its name, and with it the shorthand
  const byShorthand = new Map([...byName.values()].flatMap((flag) => (flag.shorthand ? [[flag.shorthand, flag] as const] : [])))
  const flags = new FlagValues(byName)
  const args: string[] = []
  const notices: string[] = []
  let beforeDash: number | undefined
  let help = false
  const set = (flag: Flag, value: string) => {
    const wrong = complaint(flag, value)
    if (wrong) throw new FlagError(`invalid argument "${value}" for ${shown(flag)} flag: ${wrong}`)
    if (flag.deprecated !== undefined && !flags.changed(flag.name)) {
      notices.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}`)
    }
    flags.add(flag, value)
  }
  for (let i = 0; i < line.length; i++) {
    const word = String(line[i])
    if (word === '--') {
      beforeDash = args.length
      args.push(...line.slice(i + 1))
      break
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=')
      const spelled = equals < 0 ? word.slice(2) : word.slice(2, equals)
      const name = spelled.replaceAll('_', '-')
      if (name === '' || name.startsWith('-') || name.startsWith('=')) throw new FlagError(`bad flag syntax: ${word}`)
      const flag = byName.get(name)
      if (!flag && name === 'help') {
        help = true
        continue
      }
      if (!flag) throw new FlagError(`unknown flag: --${spelled}`, `--${spelled}`)
      if (equals >= 0) set(flag, word.slice(equals + 1))
      else if (flag.type === 'bool') set(flag, 'true')
      else if (flag.withoutValue !== undefined) set(flag, flag.withoutValue)
      else if (i + 1 < line.length) set(flag, String(line[++i]))
      else throw new FlagError(`flag needs an argument: --${spelled}`)
      continue
    }
    if (word.startsWith('-') && word.length > 1) {
      for (let j = 1; j < word.length; j++) {
        const letter = String(word[j])
        const flag = byShorthand.get(letter)
        if (!flag && letter === 'h') {
          help = true
          continue
        }
        if (!flag) throw new FlagError(`unknown shorthand flag: '${letter}' in ${word}`, `-${letter}`)
        const rest = word.slice(j + 1)
        if (rest.startsWith('=')) {
          set(flag, rest.slice(1))
          break
        }
        if (flag.type === 'bool') set(flag, 'true')
        else if (flag.withoutValue !== undefined) set(flag, flag.withoutValue)
        else if (rest !== '') {
          set(flag, rest)
          break
        } else if (i + 1 < line.length) {
          set(flag, String(line[++i]))
          break
        } else throw new FlagError(`flag needs an argument: '${letter}' in ${word}`)
      }
      continue
    }
    args.push(word)
  }
  return { flags, args, beforeDash, notices, help }
}

/** Refuses if a flag marked as required was left out. */
export function checkRequired(flags: FlagValues, known: readonly Flag[]): void {
  const missing = known.filter((flag) => flag.required && !flags.changed(flag.name)).map((flag) => `"${flag.name}"`)
  if (missing.length > 0) throw new KubectlError(`required flag(s) ${missing.join(', ')} not set`)
}

/** Takes the flags in front of a sub-command away, without judging them; returns the index of the first argument. */
export function firstArgument(line: readonly string[], known: readonly Flag[]): number {
  for (let i = 0; i < line.length; i++) {
    const word = String(line[i])
    if (word === '--') return -1
    if (!word.startsWith('-') || word === '-') return i
    if (word.includes('=')) continue
    const flag = word.startsWith('--')
      ? known.find((one) => `--${one.name}` === word)
      : known.find((one) => one.shorthand === word.slice(-1) && word.length === 2)
    if (flag && flag.type !== 'bool' && flag.withoutValue === undefined) i++
  }
  return -1
}

function isList(type: FlagType): boolean {
  return type === 'stringSlice' || type === 'stringArray' || type === 'stringToString'
}

function shown(flag: Flag): string {
  return flag.shorthand ? `"-${flag.shorthand}, --${flag.name}"` : `"--${flag.name}"`
}

function complaint(flag: Flag, value: string): string | undefined {
  switch (flag.type) {
    case 'bool':
      return parseBool(value) === undefined ? `strconv.ParseBool: parsing "${value}": invalid syntax` : undefined
    case 'int':
      return /^[+-]?\d+$/.test(value) ? undefined : `strconv.ParseInt: parsing "${value}": invalid syntax`
    case 'duration':
      return parseDuration(value) === undefined ? durationComplaint(value) : undefined
    case 'stringToString':
      return value.includes('=') ? undefined : `${value} must be formatted as key=value`
    default:
      return undefined
  }
}

function durationComplaint(value: string): string {
  return /^[+-]?[\d.]+$/.test(value) ? `time: missing unit in duration "${value}"` : `time: invalid duration "${value}"`
}

function parseBool(value: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true
  if (['0', 'f', 'F', 'false', 'FALSE', 'False', ''].includes(value)) return false
  return undefined
}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A Go duration, `1m30s`, in milliseconds; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1
  const rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (!/^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(rest)) return undefined
  let ms = 0
  for (const [, number, , unit] of rest.matchAll(/(\d+(\.\d*)?)(ns|us|µs|ms|s|m|h)/g))
    ms += Number(number) * (unitMs[unit ?? ''] ?? 0)
  return sign * ms
}

/** As encoding/csv reads one line: commas separate, double quotes protect. */
function splitCsv(text: string): string[] {
  if (text === '') return []
  if (!text.includes('"')) return text.split(',')
  const out: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '"' && quoted && text[i + 1] === '"') {
      field += '"'
      i++
    } else if (c === '"' && (quoted || field === '')) quoted = !quoted
    else if (c === ',' && !quoted) {
      out.push(field)
      field = ''
    } else field += c
  }
  return [...out, field]
}
