import { define, Failure, type Options, parseOptions } from './options.ts'
import { linesOf, Output, readInput } from './streams.ts'

interface Key {
  readonly startField: number
  readonly startChar: number
  readonly endField: number
  readonly endChar: number
  readonly flags: string
}

function parseKey(text: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text)
  if (!match) throw new Failure(`bad field specification`)
  return {
    startField: Number(match[1]),
    startChar: Number(match[2] ?? 1),
    endField: match[4] === undefined ? Number.POSITIVE_INFINITY : Number(match[4]),
    endChar: Number(match[5] ?? 0),
    flags: String(match[3]) + (match[6] ?? ''),
  }
}

function fieldOf(line: string, key: Key, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator)
  const last = Math.min(key.endField, fields.length)
  const parts = fields.slice(key.startField - 1, last)
  if (parts.length === 0) return ''
  if (key.endChar > 0 && key.endField <= fields.length) parts[parts.length - 1] = String(parts.at(-1)).slice(0, key.endChar)
  const text = parts.join(separator ?? '')
  return key.startChar > 1 ? text.slice(key.startChar - 1) : text
}

const suffixes = ' KMGTPE'
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

function number(text: string): number {
  return Number(/^\s*-?(\d+\.?\d*|\.\d+)/.exec(text)?.[0] ?? 0)
}

function compareBy(flags: string): (a: string, b: string) => number {
  if (flags.includes('n') || flags.includes('g')) {
    const read = flags.includes('g') ? (text: string) => Number.parseFloat(text) || 0 : number
    return (a, b) => read(a) - read(b)
  }
  if (flags.includes('h')) {
    const read = (text: string) =>
      number(text) *
      1024 ** Math.max(0, suffixes.indexOf(/[KMGTPE]/i.exec(text.replace(/^\s*-?[\d.]+/, ''))?.[0].toUpperCase() ?? ' '))
    return (a, b) => read(a) - read(b)
  }
  if (flags.includes('M')) {
    const read = (text: string) => months.indexOf(text.trim().slice(0, 3).toUpperCase())
    return (a, b) => read(a) - read(b)
  }
  if (flags.includes('V')) return compareVersions
  const fold = (text: string) => {
    let out = flags.includes('b') ? text.trimStart() : text
    if (flags.includes('d')) out = out.replace(/[^a-zA-Z0-9 \t]/g, '')
    return flags.includes('f') ? out.toUpperCase() : out
  }
  return (a, b) => {
    const x = fold(a)
    const y = fold(b)
    return x < y ? -1 : x > y ? 1 : 0
  }
}

function compareVersions(a: string, b: string): number {
  const x = a.match(/\d+|\D+/g) ?? []
  const y = b.match(/\d+|\D+/g) ?? []
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const p = x[i] ?? ''
    const q = y[i] ?? ''
    const difference = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : p < q ? -1 : p > q ? 1 : 0
    if (difference !== 0) return difference
  }
  return 0
}

export function comparison(options: Options): {
  compare: (a: string, b: string) => number
  equal: (a: string, b: string) => boolean
} {
  const separator = options.value('t')
  const global =
    'nghMVbdf'
      .split('')
      .filter((flag) => options.has(flag))
      .join('') + (options.has('r') ? 'r' : '')
  const keys = options.values('k').map(parseKey)
  const parts = (keys.length === 0 ? [undefined] : keys).map((key) => {
    const flags = key === undefined || key.flags === '' ? global : key.flags
    const by = compareBy(key === undefined ? flags : `${flags}`)
    const sign = flags.includes('r') ? -1 : 1
    return (a: string, b: string) =>
      sign * (key === undefined ? by(a, b) : by(fieldOf(a, key, separator), fieldOf(b, key, separator)))
  })
  const byKeys = (a: string, b: string) => {
    for (const part of parts) {
      const result = part(a, b)
      if (result !== 0) return result
    }
    return 0
  }
  const lastResort = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0) * (global.includes('r') ? -1 : 1)
  const stable = options.has('s') || options.has('u')
  return { compare: (a, b) => byKeys(a, b) || (stable ? 0 : lastResort(a, b)), equal: (a, b) => byKeys(a, b) === 0 }
}

export const sort = define({
  name: 'sort',
  summary: 'Sort lines of text',
  usage: '[-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...',
  failureCode: 2,
  *run(process, args) {
    const options = parseOptions(args, 'nrughMVcszbdfimk:t:o:T:S:', {
      'numeric-sort': 'n',
      reverse: 'r',
      unique: 'u',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'key=': 'k',
      'field-separator=': 't',
      'output=': 'o',
      stable: 's',
      'ignore-case': 'f',
      check: 'c',
      'random-sort': 'R',
    })
    const end = options.has('z') ? '\0' : '\n'
    let lines: string[] = []
    for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
      const text = yield* readInput(process, path)
      lines = lines.concat(
        end === '\n' ? linesOf(text) : text.split('\0').filter((line, i, all) => line !== '' || i < all.length - 1),
      )
    }
    const { compare, equal } = comparison(options)
    if (options.has('c')) {
      for (let i = 1; i < lines.length; i++) {
        if (compare(String(lines[i - 1]), String(lines[i])) > 0) {
          yield* process.printError(`sort: ${options.operands[0] ?? '-'}:${i + 1}: disorder: ${lines[i]}\n`)
          return 1
        }
      }
      return 0
    }
    yield* process.compute(lines.length / 1000)
    lines.sort(compare)
    if (options.has('u')) lines = lines.filter((line, i) => i === 0 || !equal(String(lines[i - 1]), line))
    const text = lines.map((line) => line + end).join('')
    const file = options.value('o')
    if (file !== undefined) process.writeFile(file, text)
    else {
      const output = new Output(process)
      yield* output.write(text)
      yield* output.flush()
    }
    return 0
  },
})
