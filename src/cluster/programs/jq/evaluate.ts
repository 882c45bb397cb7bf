/** Runs a filter: every filter turns one value into any number of values. */
import { builtin } from './builtins.ts'
import type { Filter, Json } from './parser.ts'
import { arithmetic, compare, format, isArray, isObject, isTrue, JqError, shown, textOf, typeOf } from './values.ts'

export type Variables = ReadonlyMap<string, Json>

export function* evaluate(filter: Filter, input: Json, variables: Variables): Generator<Json> {
  switch (filter.kind) {
    case 'identity':
      yield input
      return
    case 'recurse':
      yield* recurse(input)
      return
    case 'literal':
      yield filter.value
      return
    case 'string': {
      let text = ''
      for (const part of filter.parts) {
        if (typeof part === 'string') text += part
        else
          for (const value of evaluate(part, input, variables))
            text += filter.format === undefined ? textOf(value) : format(filter.format, value)
      }
      yield text
      return
    }
    case 'format':
      yield format(filter.name, input)
      return
    case 'index':
      for (const of of evaluate(filter.of, input, variables))
        for (const key of evaluate(filter.key, input, variables)) yield index(of, key)
      return
    case 'slice':
      for (const of of evaluate(filter.of, input, variables)) {
        const from = filter.from ? [...evaluate(filter.from, input, variables)][0] : null
        const to = filter.to ? [...evaluate(filter.to, input, variables)][0] : null
        const range = [typeof from === 'number' ? from : 0, typeof to === 'number' ? to : undefined] as const
        if (of === null) yield null
        else if (typeof of === 'string') yield of.slice(...range)
        else if (isArray(of)) yield of.slice(...range)
        else throw new JqError(`Cannot index ${typeOf(of)} with object`)
      }
      return
    case 'each':
      for (const of of evaluate(filter.of, input, variables)) {
        if (isArray(of)) yield* of
        else if (isObject(of)) yield* Object.values(of)
        else throw new JqError(`Cannot iterate over ${of === null ? 'null' : shown(of)}`)
      }
      return
    case 'try':
    case 'catch':
      try {
        yield* evaluate(filter.of, input, variables)
      } catch (error) {
        if (!(error instanceof JqError)) throw error
        if (filter.kind === 'catch') yield* evaluate(filter.handler, error.value, variables)
      }
      return
    case 'negate':
      for (const value of evaluate(filter.of, input, variables)) {
        if (typeof value !== 'number') throw new JqError(`${shown(value)} cannot be negated`)
        yield -value
      }
      return
    case 'pipe':
      for (const value of evaluate(filter.left, input, variables)) yield* evaluate(filter.right, value, variables)
      return
    case 'comma':
      yield* evaluate(filter.left, input, variables)
      yield* evaluate(filter.right, input, variables)
      return
    case 'alternative': {
      const good: Json[] = []
      try {
        for (const value of evaluate(filter.left, input, variables)) if (isTrue(value)) good.push(value)
      } catch (error) {
        if (!(error instanceof JqError)) throw error
      }
      if (good.length > 0) yield* good
      else yield* evaluate(filter.right, input, variables)
      return
    }
    case 'and':
    case 'or':
      for (const left of evaluate(filter.left, input, variables)) {
        if (isTrue(left) !== (filter.kind === 'and')) yield filter.kind === 'or'
        else for (const right of evaluate(filter.right, input, variables)) yield isTrue(right)
      }
      return
    case 'binary':
      for (const right of evaluate(filter.right, input, variables))
        for (const left of evaluate(filter.left, input, variables)) yield binary(filter.operator, left, right)
      return
    case 'update':
      yield* update(filter.operator, filter.left, filter.right, input, variables)
      return
    case 'array':
      yield filter.of ? [...evaluate(filter.of, input, variables)] : []
      return
    case 'object':
      yield* object(filter.entries, 0, {}, input, variables)
      return
    case 'variable': {
      const value = filter.name === 'ENV' ? variables.get('ENV') : variables.get(filter.name)
      if (value === undefined) throw new JqError(`$${filter.name} is not defined`)
      yield value
      return
    }
    case 'as':
      for (const value of evaluate(filter.source, input, variables))
        yield* evaluate(filter.body, input, new Map(variables).set(filter.name, value))
      return
    case 'if':
      for (const test of evaluate(filter.test, input, variables)) {
        if (isTrue(test)) yield* evaluate(filter.yes, input, variables)
        else if (filter.no) yield* evaluate(filter.no, input, variables)
        else yield input
      }
      return
    case 'reduce': {
      let state = [...evaluate(filter.start, input, variables)][0] ?? null
      for (const value of evaluate(filter.source, input, variables))
        state = [...evaluate(filter.step, state, new Map(variables).set(filter.name, value))].at(-1) ?? null
      yield state
      return
    }
    case 'call':
      yield* builtin(filter.name, filter.args, input, variables)
  }
}

export function* recurse(value: Json): Generator<Json> {
  yield value
  if (isArray(value)) for (const each of value) yield* recurse(each)
  else if (isObject(value)) for (const each of Object.values(value)) yield* recurse(each)
}

export function index(of: Json, key: Json): Json {
  if (of === null) return null
  if (isObject(of) && typeof key === 'string') return Object.hasOwn(of, key) ? (of[key] ?? null) : null
  if (isArray(of) && typeof key === 'number') return of.at(Math.trunc(key)) ?? null
  throw new JqError(`Cannot index ${typeOf(of)} with ${typeof key === 'string' ? `"${key}"` : typeOf(key)}`)
}

function binary(operator: string, left: Json, right: Json): Json {
  const difference = () => compare(left, right)
  switch (operator) {
    case '==':
      return difference() === 0
    case '!=':
      return difference() !== 0
    case '<':
      return difference() < 0
    case '<=':
      return difference() <= 0
    case '>':
      return difference() > 0
    case '>=':
      return difference() >= 0
    default:
      return arithmetic(operator, left, right)
  }
}

function* object(
  entries: readonly (readonly [Filter, Filter])[],
  at: number,
  made: { readonly [key: string]: Json },
  input: Json,
  variables: Variables,
): Generator<Json> {
  const entry = entries[at]
  if (!entry) {
    yield made
    return
  }
  for (const key of evaluate(entry[0], input, variables)) {
    if (typeof key !== 'string') throw new JqError(`Object keys must be strings`)
    for (const value of evaluate(entry[1], input, variables))
      yield* object(entries, at + 1, { ...made, [key]: value }, input, variables)
  }
}

export type Path = readonly (string | number)[]

/** The paths that a filter points at. */
export function* paths(filter: Filter, input: Json, variables: Variables): Generator<Path> {
  switch (filter.kind) {
    case 'identity':
      yield []
      return
    case 'index':
      for (const path of paths(filter.of, input, variables))
        for (const key of evaluate(filter.key, input, variables))
          if (typeof key === 'string' || typeof key === 'number') yield [...path, key]
      return
    case 'each':
      for (const path of paths(filter.of, input, variables)) {
        const value = getPath(input, path)
        if (isArray(value)) for (const i of value.keys()) yield [...path, i]
        else if (isObject(value)) for (const key of Object.keys(value)) yield [...path, key]
      }
      return
    case 'pipe':
      for (const path of paths(filter.left, input, variables))
        for (const rest of paths(filter.right, getPath(input, path), variables)) yield [...path, ...rest]
      return
    case 'comma':
      yield* paths(filter.left, input, variables)
      yield* paths(filter.right, input, variables)
      return
    case 'try':
      yield* paths(filter.of, input, variables)
      return
    case 'call':
      if (filter.name === 'select' && filter.args[0]) {
        for (const test of evaluate(filter.args[0], input, variables)) if (isTrue(test)) yield []
        return
      }
      throw new JqError('Invalid path expression')
    default:
      throw new JqError('Invalid path expression')
  }
}

export function getPath(value: Json, path: Path): Json {
  let current = value
  for (const key of path) current = index(current, key)
  return current
}

export function setPath(value: Json, path: Path, next: Json | undefined): Json {
  const [key, ...rest] = path
  if (key === undefined) return next ?? null
  if (typeof key === 'number') {
    const list = isArray(value) ? [...value] : []
    if (next === undefined && rest.length === 0) list.splice(key, 1)
    else list[key < 0 ? list.length + key : key] = setPath(list.at(key) ?? null, rest, next)
    return list
  }
  const made: Record<string, Json> = isObject(value) ? { ...value } : {}
  if (next === undefined && rest.length === 0) delete made[key]
  else made[key] = setPath(made[key] ?? null, rest, next)
  return made
}

function* update(operator: string, left: Filter, right: Filter, input: Json, variables: Variables): Generator<Json> {
  const targets = [...paths(left, input, variables)]
  if (operator === '|=') {
    let value = input
    for (const path of targets) value = setPath(value, path, [...evaluate(right, getPath(value, path), variables)][0])
    yield value
    return
  }
  for (const operand of evaluate(right, input, variables)) {
    let value = input
    for (const path of targets) {
      const old = getPath(value, path)
      value = setPath(
        value,
        path,
        operator === '='
          ? operand
          : operator === '//='
            ? isTrue(old)
              ? old
              : operand
            : arithmetic(operator.charAt(0), old, operand),
      )
    }
    yield value
  }
}
