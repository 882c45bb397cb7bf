import type { Process, Run } from '../../machine/program.ts'
import { formatDate } from '../date-format.ts'
import { formatPrintf } from '../printf-format.ts'
import { shellCode } from '../signal-names.ts'
import type { Streams } from './open-streams.ts'
import type { State } from './state.ts'
import type { Expression } from './syntax.ts'
import { AwkError, toNumber, toText, type Value } from './values.ts'

/** What the functions need of the interpreter. */
export interface Evaluator {
  readonly process: Process
  readonly state: State
  readonly streams: Streams
  /** Of srand. */
  seed: number
  evaluate(expression: Expression): Run<Value | undefined>
  store(target: Expression, value: Value): Run<void>
}

/** printf and sprintf: the first value is the format. */
export function formatValues(values: readonly Value[]): string {
  const [format, ...rest] = values
  const formatted = formatPrintf(
    toText(format).replace(/%c/g, '%s'),
    rest.map((value, i) => {
      const isCharacter = [...toText(format).matchAll(/%[-+ 0#]*[\d.*]*([a-zA-Z])/g)][i]?.[1] === 'c'
      return isCharacter
        ? typeof value === 'number'
          ? String.fromCharCode(value & 255)
          : toText(value).charAt(0)
        : typeof value === 'number'
          ? String(value)
          : toText(value)
    }),
    (text) => toNumber(text === 'Infinity' ? Number.POSITIVE_INFINITY : text),
    false,
  )
  return formatted.text
}

/** Calls one of awk's own functions. */
export function* callFunction(machine: Evaluator, name: string, args: readonly Expression[]): Run<Value | undefined> {
  const { state } = machine
  const [first, second, third] = args
  const text = function* (expression: Expression | undefined): Run<string> {
    return expression ? toText(yield* machine.evaluate(expression), state.text('CONVFMT')) : state.record
  }
  const number = function* (expression: Expression | undefined): Run<number> {
    return expression ? toNumber(yield* machine.evaluate(expression)) : 0
  }
  const regex = function* (expression: Expression | undefined): Run<RegExp> {
    return expression?.kind === 'regex' ? expression.pattern : state.pattern(yield* text(expression))
  }
  switch (name) {
    case 'length': {
      const scope = first?.kind === 'name' ? (state.locals?.get(first.name) ?? state.globals.get(first.name)) : undefined
      return scope instanceof Map ? scope.size : (yield* text(first)).length
    }
    case 'substr': {
      const whole = yield* text(first)
      const start = Math.round(yield* number(second))
      const length = third ? Math.round(yield* number(third)) : Number.POSITIVE_INFINITY
      return whole.slice(Math.max(0, start - 1), Math.max(0, start - 1 + length))
    }
    case 'index': {
      const whole = yield* text(first)
      return whole.indexOf(yield* text(second)) + 1
    }
    case 'split': {
      const whole = yield* text(first)
      const separator = third === undefined ? state.text('FS') : third.kind === 'regex' ? third.pattern : yield* text(third)
      const parts = state.splitText(whole, separator)
      if (second?.kind !== 'name') throw new AwkError('split needs an array')
      const table = state.table(second.name)
      table.clear()
      for (const [i, part] of parts.entries()) table.set(String(i + 1), { input: part })
      return parts.length
    }
    case 'sub':
    case 'gsub': {
      const pattern = yield* regex(first)
      const replacement = yield* text(second)
      const target: Expression = third ?? { kind: 'field', index: { kind: 'number', value: 0 } }
      const before = toText(yield* machine.evaluate(target))
      let count = 0
      const after = before.replace(new RegExp(pattern.source, name === 'gsub' ? 'g' : ''), (found: string) => {
        count++
        return replacement.replace(/\\\\&|\\&|&/g, (each) => (each === '&' ? found : each === '\\&' ? '&' : `\\${found}`))
      })
      if (count > 0) yield* machine.store(target, after)
      return count
    }
    case 'gensub': {
      const pattern = yield* regex(first)
      const replacement = yield* text(second)
      const how = yield* text(third)
      const whole = args[3] ? yield* text(args[3]) : state.record
      let count = 0
      return whole.replace(new RegExp(pattern.source, 'g'), (...found: unknown[]) => {
        count++
        if (!/^[gG]/.test(how) && count !== Number(how)) return String(found[0])
        return replacement.replace(/\\(\d)|&/g, (_, digit?: string) => String(found[Number(digit ?? 0)] ?? ''))
      })
    }
    case 'match': {
      const whole = yield* text(first)
      const found = (yield* regex(second)).exec(whole)
      state.globals.set('RSTART', found ? found.index + 1 : 0)
      state.globals.set('RLENGTH', found ? found[0].length : -1)
      if (third?.kind === 'name') {
        const table = state.table(third.name)
        table.clear()
        for (const [i, part] of (found ?? []).entries()) table.set(String(i), { input: part ?? '' })
      }
      return found ? found.index + 1 : 0
    }
    case 'sprintf': {
      const values: Value[] = []
      for (const each of args) values.push((yield* machine.evaluate(each)) ?? '')
      return formatValues(values)
    }
    case 'tolower':
      return (yield* text(first)).toLowerCase()
    case 'toupper':
      return (yield* text(first)).toUpperCase()
    case 'int':
      return Math.trunc(yield* number(first))
    case 'sqrt':
      return Math.sqrt(yield* number(first))
    case 'exp':
      return Math.exp(yield* number(first))
    case 'log':
      return Math.log(yield* number(first))
    case 'sin':
      return Math.sin(yield* number(first))
    case 'cos':
      return Math.cos(yield* number(first))
    case 'atan2':
      return Math.atan2(yield* number(first), yield* number(second))
    case 'rand':
      return machine.process.random()
    case 'srand': {
      const before = machine.seed
      machine.seed = first ? yield* number(first) : Math.floor(machine.process.now / 1000)
      return before
    }
    case 'and':
      return (yield* number(first)) & (yield* number(second))
    case 'or':
      return (yield* number(first)) | (yield* number(second))
    case 'xor':
      return (yield* number(first)) ^ (yield* number(second))
    case 'lshift':
      return (yield* number(first)) * 2 ** (yield* number(second))
    case 'rshift':
      return Math.floor((yield* number(first)) / 2 ** (yield* number(second)))
    case 'systime':
      return Math.floor(machine.process.now / 1000)
    case 'strftime':
      return formatDate(first ? yield* text(first) : '%c', second ? (yield* number(second)) * 1000 : machine.process.now)
    case 'mktime': {
      const parts = (yield* text(first)).split(/\s+/).map(Number)
      return Math.floor(
        Date.UTC(parts[0] ?? 1970, (parts[1] ?? 1) - 1, parts[2] ?? 1, parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0) / 1000,
      )
    }
    case 'fflush':
      yield* machine.streams.flush()
      return 0
    case 'close':
      return yield* machine.streams.close(yield* text(first))
    case 'system': {
      yield* machine.streams.flush()
      const command = yield* text(first)
      const pid = machine.process.spawn({ what: ['sh', '-c', command] })
      for (;;) {
        const status = yield* machine.process.wait(pid)
        if (status) return shellCode(status)
      }
    }
    default:
      throw new AwkError('Call to undefined function')
  }
}
