import { keyOf } from '../../api/object.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { Content, Resource } from '../registry/resource.ts'
import { badRequest, expired, timedOut } from '../status.ts'
import { select } from './list.ts'
import type { ListOptions } from './list-options.ts'
import type { ListMeta } from './render.ts'
import { type Selection, selectionOf } from './selection.ts'

export interface Chunk {
  readonly items: readonly Content[]
  readonly meta: ListMeta
}

/** Where a list goes on: the snapshot's revision and the first key. */
interface Continuation {
  readonly rv: number
  readonly start: string
}

/** A list, whole or in chunks of one snapshot: storage/etcd3/store.go GetList. */
export function listChunk(etcd: Etcd, resource: Resource, namespace: string | undefined, options: ListOptions): Chunk {
  const selection = selectionOf(resource, options.labelSelector, options.fieldSelector)
  const from = options.continue ? decodeContinue(options.continue) : undefined
  const { all, revision } = snapshot(etcd, resource, namespace, selection, options, from)
  let begin = 0
  if (from) {
    begin = all.findIndex((object) => keyOf(object) >= from.start)
    if (begin < 0) begin = all.length
  }
  const { limit } = options
  const meta = { resourceVersion: String(revision) }
  if (limit <= 0 || all.length - begin <= limit) {
    return { items: begin === 0 ? all : all.slice(begin), meta }
  }
  const end = begin + limit
  const next = encodeContinue({ rv: revision, start: keyOf(all[end] as Content) })
  const remaining = selection.filter ? {} : { remainingItemCount: all.length - end }
  return { items: all.slice(begin, end), meta: { ...meta, continue: next, ...remaining } }
}

function snapshot(
  etcd: Etcd,
  resource: Resource,
  namespace: string | undefined,
  selection: Selection,
  options: ListOptions,
  from: Continuation | undefined,
): { readonly all: readonly Content[]; readonly revision: number } {
  const asked = versionOf(options.resourceVersion)
  if (asked > etcd.revision) {
    const message = `Too large resource version: ${asked}, current: ${etcd.revision}`
    throw timedOut(message, [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }])
  }
  const exact = from?.rv ?? (options.resourceVersionMatch === 'Exact' ? asked : undefined)
  if (exact === undefined || exact === etcd.revision) {
    return { all: select(etcd, resource, namespace, selection), revision: etcd.revision }
  }
  const then = etcd.listAt(resource.storage, exact, namespace)
  if (!then) {
    throw expired(from ? tooOldContinue : 'The resourceVersion for the provided list is too old.')
  }
  return { all: selection.filter ? then.filter(selection.filter) : then, revision: exact }
}

const tooOldContinue =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.'

/** A resourceVersion as a number; '' is 0. */
export function versionOf(text: string): number {
  if (text === '') return 0
  if (!/^\d+$/.test(text))
    throw badRequest(`invalid resource version "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`)
  return Number(text)
}

function encodeContinue({ rv, start }: Continuation): string {
  return btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start: `${start}\u0000` })).replace(/=+$/, '')
}

function decodeContinue(token: string): Continuation {
  const refuse = (why: string) => badRequest(`continue key is not valid: ${why}`)
  let read: unknown
  try {
    read = JSON.parse(atob(token.replace(/-/g, '+').replace(/_/g, '/')))
  } catch {
    throw refuse('encoding is not valid')
  }
  const { v, rv, start } = read as Record<string, unknown>
  if (v !== 'meta.k8s.io/v1') throw refuse(`server does not recognize this encoded version "${String(v)}"`)
  if (typeof rv !== 'number' || typeof start !== 'string')
    throw refuse('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  return { rv, start: start.slice(0, -1) }
}
