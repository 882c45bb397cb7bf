import { decode, encode } from '../machine/bytes.ts'
import { evaluate } from './jq/evaluate.ts'
import { JqSyntaxError, type Json, parseJq } from './jq/parser.ts'
import { isArray, isObject, JqError } from './jq/values.ts'
import { define, Failure, parseOptions, UsageError } from './options.ts'
import { readInput } from './streams.ts'

function sortedKeys(value: Json): Json {
  if (isArray(value)) return value.map(sortedKeys)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedKeys(value[key] ?? null)]),
  )
}

/** The JSON values of a text, one after the other. */
function* values(text: string): Generator<Json> {
  const trimmed = text.trim()
  if (trimmed === '') return
  try {
    yield JSON.parse(trimmed) as Json
    return
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  let start = 0
  let depth = 0
  let inString = false
  for (let i = 0; i < trimmed.length; i++) {
    const c = trimmed.charAt(i)
    if (inString) {
      if (c === '\\') i++
      else if (c === '"') inString = false
      if (inString || depth > 0) continue
    } else if (c === '"') {
      inString = true
      continue
    } else if (c === '{' || c === '[') depth++
    else if (c === '}' || c === ']') depth--
    const next = trimmed.charAt(i + 1)
    if (depth === 0 && (c === '}' || c === ']' || c === '"' || next === '' || /\s/.test(next))) {
      const part = trimmed.slice(start, i + 1).trim()
      if (part !== '') yield JSON.parse(part) as Json
      start = i + 1
    }
  }
  if (depth > 0 || inString) throw new SyntaxError('Unfinished JSON term')
}

export const jq = define({
  name: 'jq',
  summary: 'Command-line JSON processor',
  usage: '[OPTIONS] FILTER [FILES...]',
  simplified: 'no def, foreach, label, modules, streaming or date arithmetic',
  failureCode: 2,
  *run(process, args) {
    const named = new Map<string, Json>()
    const rest: string[] = []
    for (let i = 0; i < args.length; i++) {
      if (args[i] === '--arg') named.set(String(args[i + 1]), decode(String(args[i + 2])))
      else if (args[i] === '--argjson') named.set(String(args[i + 1]), JSON.parse(decode(String(args[i + 2]))) as Json)
      else {
        rest.push(String(args[i]))
        continue
      }
      i += 2
    }
    const options = parseOptions(rest, 'rcnesSjaCM', {
      'raw-output': 'r',
      'compact-output': 'c',
      'null-input': 'n',
      'exit-status': 'e',
      slurp: 's',
      'sort-keys': 'S',
      'join-output': 'j',
      'raw-input': 'R',
      tab: 'tab',
      'indent=': 'indent',
      'color-output': 'C',
      'monochrome-output': 'M',
    })
    const [source, ...files] = options.operands
    if (source === undefined) throw new UsageError('', 2)
    named.set('ENV', Object.fromEntries([...process.env].map(([key, value]) => [key, decode(value)])))
    named.set(' now', process.now / 1000)
    let filter: ReturnType<typeof parseJq>
    try {
      filter = parseJq(decode(source))
    } catch (error) {
      if (!(error instanceof JqSyntaxError)) throw error
      throw new Failure(
        `error: ${error.message} (Unix shell quoting issues?) at <top-level>, line 1:\n${source}\njq: 1 compile error`,
        3,
      )
    }
    let text = ''
    if (!options.has('n')) for (const path of files.length === 0 ? ['-'] : files) text += yield* readInput(process, path)
    let inputs: Json[]
    try {
      inputs = options.has('n')
        ? [null]
        : options.has('R')
          ? decode(text).replace(/\n$/, '').split('\n')
          : [...values(decode(text))]
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new Failure(
        `parse error: ${/Unfinished/.test(error.message) ? 'Unfinished JSON term' : 'Invalid numeric literal'} at EOF at line ${text.split('\n').length}, column 0`,
        2,
      )
    }
    if (options.has('s')) inputs = [inputs]
    const indent = options.has('c') ? undefined : options.has('tab') ? '\t' : Number(options.value('indent') ?? 2)
    let last: Json | undefined
    let out = ''
    let code = 0
    for (const input of inputs) {
      try {
        for (const value of evaluate(filter, input, named)) {
          last = value
          const shown = options.has('S') ? sortedKeys(value) : value
          const raw = (options.has('r') || options.has('j')) && typeof shown === 'string'
          out += (raw ? String(shown) : JSON.stringify(shown, null, indent)) + (options.has('j') ? '' : '\n')
        }
      } catch (error) {
        if (!(error instanceof JqError)) throw error
        yield* process.print(encode(out))
        out = ''
        yield* process.printError(
          encode(`jq: error (at <${files[0] ?? 'stdin'}>:${text.split('\n').length - 1}): ${error.message}\n`),
        )
        code = 5
      }
    }
    yield* process.print(encode(out))
    if (code !== 0) return code
    if (options.has('e')) return last === undefined ? 4 : last === null || last === false ? 1 : 0
    return 0
  },
})
