/** JSON Patch, RFC 6902, with the error texts of gopkg.in/evanphx/json-patch.v4, which the API server uses. */
import { deepEqual, isRecord } from '../equality.ts'
import { setOwn } from './merge-patch.ts'
import { PatchError } from './patch-error.ts'

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly path: string
  readonly from?: string | undefined
  readonly value?: unknown
}

/** Applies all operations or throws {@link PatchError}. Unchanged parts keep their identity. */
export function applyJsonPatch(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) {
    throw new PatchError('json: cannot unmarshal object into Go value of type jsonpatch.Patch', 'decode')
  }
  let result = document
  for (const operation of operations as readonly unknown[]) {
    if (!isRecord(operation)) {
      throw new PatchError('json: cannot unmarshal value into Go value of type jsonpatch.Operation', 'decode')
    }
    result = applyOne(result, operation as unknown as JsonPatchOperation)
  }
  return result
}

function applyOne(document: unknown, operation: JsonPatchOperation): unknown {
  const { op, path } = operation
  if (typeof path !== 'string') throw new PatchError(`Unexpected kind: unknown`)
  switch (op) {
    case 'add':
      return edit(document, stepsOf(path), 'add', operation.value ?? null, path)
    case 'replace':
      if (read(document, path) === undefined) {
        throw new PatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`)
      }
      return edit(document, stepsOf(path), 'replace', operation.value ?? null, path)
    case 'remove':
      if (read(document, path) === undefined) {
        throw new PatchError(`remove operation does not apply: doc is missing path: ${quoted(path)}: missing value`)
      }
      return edit(document, stepsOf(path), 'remove', undefined, path)
    case 'test': {
      const actual = read(document, path)
      const wanted = operation.value ?? null
      if (actual === undefined ? wanted === null : deepEqual(actual, wanted)) return document
      throw new PatchError(`testing value ${path} failed: test failed`)
    }
    case 'move': {
      const from = operation.from ?? ''
      const value = read(document, from)
      if (value === undefined)
        throw new PatchError(`move operation does not apply: doc is missing from path: ${from}: missing value`)
      return edit(edit(document, stepsOf(from), 'remove', undefined, from), stepsOf(path), 'add', value, path)
    }
    case 'copy': {
      const from = operation.from ?? ''
      const value = read(document, from)
      if (value === undefined)
        throw new PatchError(`copy operation does not apply: doc is missing from path: ${from}: missing value`)
      return edit(document, stepsOf(path), 'add', value, path)
    }
    default:
      throw new PatchError(`Unexpected kind: ${String(op)}`)
  }
}

const quoted = (text: string) => JSON.stringify(text)

/** Steps of a JSON pointer. */
function stepsOf(pointer: string): readonly string[] {
  if (pointer === '') return []
  const parts = pointer.split('/')
  return parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function read(document: unknown, pointer: string): unknown {
  let value = document
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(step) ? value[Number(step)] : undefined
    else if (isRecord(value) && Object.hasOwn(value, step)) value = value[step]
    else return undefined
  }
  return value
}

type Change = 'add' | 'replace' | 'remove'

function edit(document: unknown, steps: readonly string[], change: Change, value: unknown, path: string): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return change === 'remove' ? null : value
  if (Array.isArray(document)) return editList(document, step, rest, change, value, path)
  if (!isRecord(document)) throw missing(change, path)
  const copy: Record<string, unknown> = { ...document }
  if (rest.length > 0) {
    if (!Object.hasOwn(document, step)) throw missing(change, path)
    setOwn(copy, step, edit(document[step], rest, change, value, path))
  } else if (change === 'remove') delete copy[step]
  else setOwn(copy, step, value)
  return copy
}

function editList(
  list: readonly unknown[],
  step: string,
  rest: readonly string[],
  change: Change,
  value: unknown,
  path: string,
): unknown {
  const copy = list.slice()
  if (step === '-' && rest.length === 0 && change === 'add') {
    copy.push(value)
    return copy
  }
  const index = /^-?\d+$/.test(step) ? Number(step) : Number.NaN
  const most = rest.length === 0 && change === 'add' ? list.length : list.length - 1
  if (Number.isNaN(index))
    throw new PatchError(`${change} operation does not apply: strconv.Atoi: parsing ${quoted(step)}: invalid syntax`)
  if (index < 0 || index > most) {
    throw new PatchError(
      `${change} operation does not apply: doc is missing path: ${quoted(path)}: Unable to access invalid index: ${index}: invalid index referenced`,
    )
  }
  if (rest.length > 0) copy[index] = edit(list[index], rest, change, value, path)
  else if (change === 'add') copy.splice(index, 0, value)
  else if (change === 'replace') copy[index] = value
  else copy.splice(index, 1)
  return copy
}

function missing(change: Change, path: string): PatchError {
  return new PatchError(`${change} operation does not apply: doc is missing path: ${quoted(path)}: missing value`)
}
