/** jq's functions. */
import { evaluate, getPath, paths, recurse, setPath, type Variables } from './evaluate.ts'
import type { Filter, Json } from './parser.ts'
import { arithmetic, compare, isArray, isObject, isTrue, JqError, shown, textOf, typeOf } from './values.ts'

function list(value: Json, what: string): readonly Json[] {
  if (isArray(value)) return value
  throw new JqError(`${shown(value)} ${what}`)
}

function text(value: Json, what: string): string {
  if (typeof value === 'string') return value
  throw new JqError(`${shown(value)} ${what}`)
}

function contains(a: Json, b: Json): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b)
  if (isArray(a) && isArray(b)) return b.every((each) => a.some((other) => contains(other, each)))
  if (isObject(a) && isObject(b))
    return Object.entries(b).every(([key, value]) => Object.hasOwn(a, key) && contains(a[key] ?? null, value))
  return compare(a, b) === 0
}

function keyed(input: Json, filter: Filter, variables: Variables): [Json, Json][] {
  return list(input, 'cannot be sorted, as it is not an array').map((each): [Json, Json] => [
    [...evaluate(filter, each, variables)],
    each,
  ])
}

function groups(pairs: [Json, Json][]): Json[][] {
  const found: { key: Json; items: Json[] }[] = []
  for (const [key, item] of [...pairs].sort(([a], [b]) => compare(a, b))) {
    const last = found.at(-1)
    if (last && compare(last.key, key) === 0) last.items.push(item)
    else found.push({ key, items: [item] })
  }
  return found.map(({ items }) => items)
}

function flatten(values: readonly Json[], depth: number): Json[] {
  return values.flatMap((each) => (isArray(each) && depth > 0 ? flatten(each, depth - 1) : [each]))
}

const identity: Filter = { kind: 'identity' }

export function* builtin(name: string, args: readonly Filter[], input: Json, variables: Variables): Generator<Json> {
  const [first = identity, second] = args
  const one = (filter: Filter): Json => [...evaluate(filter, input, variables)][0] ?? null
  switch (`${name}/${args.length}`) {
    case 'empty/0':
      return
    case 'not/0':
      yield !isTrue(input)
      return
    case 'select/1':
      for (const test of evaluate(first, input, variables)) if (isTrue(test)) yield input
      return
    case 'map/1':
      yield list(input, 'cannot be iterated over').flatMap((each) => [...evaluate(first, each, variables)])
      return
    case 'map_values/1':
      if (isArray(input)) yield input.flatMap((each) => [...evaluate(first, each, variables)].slice(0, 1))
      else if (isObject(input))
        yield Object.fromEntries(
          Object.entries(input).flatMap(([key, value]) =>
            [...evaluate(first, value, variables)].slice(0, 1).map((each) => [key, each]),
          ),
        )
      return
    case 'length/0':
    case 'utf8bytelength/0':
      if (input === null) yield 0
      else if (typeof input === 'number') yield Math.abs(input)
      else if (typeof input === 'string') yield [...input].length
      else if (typeof input === 'boolean') throw new JqError(`${shown(input)} has no length`)
      else yield isArray(input) ? input.length : Object.keys(input).length
      return
    case 'keys/0':
    case 'keys_unsorted/0':
      if (isArray(input)) yield input.map((_, i) => i)
      else if (isObject(input)) yield name === 'keys' ? Object.keys(input).sort() : Object.keys(input)
      else throw new JqError(`${shown(input)} has no keys`)
      return
    case 'values/0':
      if (input !== null) yield input
      return
    case 'nulls/0':
    case 'strings/0':
    case 'numbers/0':
    case 'arrays/0':
    case 'objects/0':
    case 'booleans/0':
      if (typeOf(input) === name.slice(0, -1)) yield input
      return
    case 'has/1': {
      const key = one(first)
      yield isObject(input) ? Object.hasOwn(input, String(key)) : isArray(input) ? Number(key) < input.length : false
      return
    }
    case 'in/1': {
      const of = one(first)
      yield isObject(of) ? Object.hasOwn(of, String(input)) : isArray(of) && Number(input) < of.length
      return
    }
    case 'contains/1':
      yield contains(input, one(first))
      return
    case 'inside/1':
      yield contains(one(first), input)
      return
    case 'index/1':
      yield typeof input === 'string' && input.includes(String(one(first)))
        ? input.indexOf(String(one(first)))
        : isArray(input)
          ? input.findIndex((each) => compare(each, one(first)) === 0)
          : null
      return
    case 'add/0':
      yield (isObject(input) ? Object.values(input) : input === null ? [] : list(input, 'cannot be iterated over')).reduce<Json>(
        (sum, each) => arithmetic('+', sum, each),
        null,
      )
      return
    case 'add/1':
      yield [...evaluate(first, input, variables)].reduce<Json>((sum, each) => arithmetic('+', sum, each), null)
      return
    case 'any/0':
      yield list(input, 'cannot be iterated over').some(isTrue)
      return
    case 'all/0':
      yield list(input, 'cannot be iterated over').every(isTrue)
      return
    case 'any/1':
      yield list(input, 'cannot be iterated over').some((each) => [...evaluate(first, each, variables)].some(isTrue))
      return
    case 'all/1':
      yield list(input, 'cannot be iterated over').every((each) => [...evaluate(first, each, variables)].every(isTrue))
      return
    case 'sort/0':
      yield [...list(input, 'cannot be sorted, as it is not an array')].sort(compare)
      return
    case 'sort_by/1':
      yield keyed(input, first, variables)
        .sort(([a], [b]) => compare(a, b))
        .map(([, each]) => each)
      return
    case 'group_by/1':
      yield groups(keyed(input, first, variables))
      return
    case 'unique/0':
      yield groups(keyed(input, identity, variables)).map(([each]) => each ?? null)
      return
    case 'unique_by/1':
      yield groups(keyed(input, first, variables)).map(([each]) => each ?? null)
      return
    case 'min/0':
    case 'max/0':
    case 'min_by/1':
    case 'max_by/1': {
      const sorted = keyed(input, first, variables).sort(([a], [b]) => compare(a, b))
      yield (name.startsWith('min') ? sorted[0] : sorted.at(-1))?.[1] ?? null
      return
    }
    case 'reverse/0':
      yield typeof input === 'string'
        ? [...input].reverse().join('')
        : input === null
          ? []
          : [...list(input, 'cannot be reversed, as it is not an array')].reverse()
      return
    case 'flatten/0':
      yield flatten(list(input, 'cannot be flattened'), 1000)
      return
    case 'flatten/1':
      yield flatten(list(input, 'cannot be flattened'), Number(one(first)))
      return
    case 'first/0':
      yield list(input, 'cannot be indexed')[0] ?? null
      return
    case 'last/0':
      yield list(input, 'cannot be indexed').at(-1) ?? null
      return
    case 'first/1':
      for (const value of evaluate(first, input, variables)) {
        yield value
        return
      }
      return
    case 'last/1': {
      const all = [...evaluate(first, input, variables)]
      if (all.length > 0) yield all.at(-1) ?? null
      return
    }
    case 'nth/1':
      yield list(input, 'cannot be indexed')[Number(one(first))] ?? null
      return
    case 'limit/2': {
      let left = Number(one(first))
      if (second) for (const value of evaluate(second, input, variables)) if (left-- > 0) yield value
      return
    }
    case 'range/1':
      for (let i = 0; i < Number(one(first)); i++) yield i
      return
    case 'range/2':
      for (let i = Number(one(first)); second && i < Number(one(second)); i++) yield i
      return
    case 'to_entries/0':
      if (!isObject(input)) throw new JqError(`${shown(input)} has no keys`)
      yield Object.entries(input).map(([key, value]) => ({ key, value }))
      return
    case 'from_entries/0':
      yield Object.fromEntries(
        list(input, 'cannot be iterated over').map((each) =>
          isObject(each) ? [textOf(each.key ?? each.name ?? each.k ?? null), each.value ?? each.v ?? null] : [textOf(each), null],
        ),
      )
      return
    case 'with_entries/1': {
      const entries = [...builtin('to_entries', [], input, variables)][0] ?? []
      yield* builtin(
        'from_entries',
        [],
        list(entries, '').flatMap((each) => [...evaluate(first, each, variables)]),
        variables,
      )
      return
    }
    case 'del/1': {
      let value = input
      for (const path of [...paths(first, input, variables)].reverse()) value = setPath(value, path, undefined)
      yield value
      return
    }
    case 'paths/0':
      for (const path of allPaths(input, [])) if (path.length > 0) yield [...path]
      return
    case 'getpath/1':
      yield getPath(input, list(one(first), 'is no path') as readonly (string | number)[])
      return
    case 'recurse/0':
      yield* recurse(input)
      return
    case 'type/0':
      yield typeOf(input)
      return
    case 'tostring/0':
      yield textOf(input)
      return
    case 'tonumber/0':
      if (typeof input === 'number') yield input
      else if (typeof input === 'string' && input.trim() !== '' && !Number.isNaN(Number(input))) yield Number(input)
      else throw new JqError(`${shown(input)} cannot be parsed as a number`)
      return
    case 'tojson/0':
      yield JSON.stringify(input)
      return
    case 'fromjson/0':
      try {
        yield JSON.parse(text(input, 'cannot be parsed as JSON')) as Json
      } catch (error) {
        throw error instanceof SyntaxError ? new JqError(`${textOf(input)} (while parsing '${textOf(input)}')`) : error
      }
      return
    case 'ascii_downcase/0':
      yield text(input, 'cannot be downcased').toLowerCase()
      return
    case 'ascii_upcase/0':
      yield text(input, 'cannot be upcased').toUpperCase()
      return
    case 'trim/0':
      yield text(input, 'cannot be trimmed').trim()
      return
    case 'startswith/1':
      yield text(input, 'cannot be matched').startsWith(String(one(first)))
      return
    case 'endswith/1':
      yield text(input, 'cannot be matched').endsWith(String(one(first)))
      return
    case 'ltrimstr/1':
      yield typeof input === 'string' && input.startsWith(String(one(first))) ? input.slice(String(one(first)).length) : input
      return
    case 'rtrimstr/1':
      yield typeof input === 'string' && input.endsWith(String(one(first)))
        ? input.slice(0, input.length - String(one(first)).length)
        : input
      return
    case 'split/1':
      yield text(input, 'cannot be split').split(String(one(first)))
      return
    case 'join/1':
      yield list(input, 'cannot be iterated over')
        .map((each) => (each === null ? '' : textOf(each)))
        .join(String(one(first)))
      return
    case 'test/1':
    case 'test/2':
      yield new RegExp(String(one(first)), second ? String(one(second)) : '').test(
        text(input, 'cannot be matched, as it is not a string'),
      )
      return
    case 'match/1':
    case 'capture/1': {
      const found = new RegExp(String(one(first))).exec(text(input, 'cannot be matched, as it is not a string'))
      if (found)
        yield name === 'capture'
          ? { ...found.groups }
          : {
              offset: found.index,
              length: found[0].length,
              string: found[0],
              captures: found.slice(1).map((each) => ({ string: each ?? null })),
            }
      return
    }
    case 'scan/1':
      for (const found of text(input, 'cannot be matched, as it is not a string').matchAll(new RegExp(String(one(first)), 'g')))
        yield found.length > 1 ? found.slice(1) : found[0]
      return
    case 'sub/2':
    case 'gsub/2':
      yield text(input, 'cannot be matched, as it is not a string').replace(
        new RegExp(String(one(first)), name === 'gsub' ? 'g' : ''),
        second ? String(one(second)) : '',
      )
      return
    case 'floor/0':
    case 'ceil/0':
    case 'round/0':
    case 'sqrt/0':
    case 'fabs/0':
      yield ({ floor: Math.floor, ceil: Math.ceil, round: Math.round, sqrt: Math.sqrt, fabs: Math.abs } as const)[
        name as 'floor'
      ](Number(input))
      return
    case 'error/0':
      throw new JqError(input)
    case 'error/1':
      throw new JqError(one(first))
    case 'env/0':
      yield variables.get('ENV') ?? {}
      return
    case 'now/0':
      yield variables.get(' now') ?? 0
      return
    case 'todate/0':
      yield new Date(Number(input) * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
      return
    case 'fromdate/0':
    case 'fromdateiso8601/0':
      yield Math.floor(Date.parse(String(input)) / 1000)
      return
    case 'input_line_number/0':
      yield 0
      return
    default:
      throw new JqError(`${name}/${args.length} is not defined`)
  }
}

function* allPaths(value: Json, path: readonly (string | number)[]): Generator<readonly (string | number)[]> {
  yield path
  if (isArray(value)) for (const [i, each] of value.entries()) yield* allPaths(each, [...path, i])
  else if (isObject(value)) for (const [key, each] of Object.entries(value)) yield* allPaths(each, [...path, key])
}
