import type { WatchEvent } from '../../cluster/apiserver/interface.ts'
import type { Run } from '../../cluster/machine/program.ts'
import { isTable, pathOf, resourceVersionOf, type Table } from '../connection.ts'
import { isNotFound, KubectlError, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { isObject } from '../json-value.ts'
import { Mailbox } from '../mailbox.ts'
import type { ObjectPrinter } from '../printers/printer.ts'
import { selectorsOf } from '../resource-arguments.ts'
import { type GetWanted, scopeOf, tableOf, writerFor } from './get.ts'

/** `get -w`: the list, then a row for each change, in the same columns, until the request times out or is stopped. */
export function* watchResources(k: Invocation, wanted: GetWanted, printer: ObjectPrinter | undefined): Run<number> {
  const [type, ...others] = wanted.kind === 'types' ? wanted.types : [...new Set(wanted.names.map((one) => one.type))]
  if (!type || others.length > 0 || (wanted.kind === 'names' && wanted.names.length > 1)) {
    throw new KubectlError('you may only specify a single resource type')
  }
  const one = wanted.kind === 'names' ? wanted.names[0] : undefined
  const namespace = one ? one.namespace : scopeOf(k, type)
  const withEvents = k.flags.bool('output-watch-events')
  const writer = writerFor(k, type, false)
  const query = one ? { fieldSelector: `metadata.name=${one.name}` } : selectorsOf(k)
  const path = pathOf(type, namespace)
  if (one && !k.flags.bool('watch-only')) k.connection.get(type, namespace, one.name)

  const first = fetch(k, path, query, printer)
  if (!k.flags.bool('watch-only')) {
    if (printer) for (const item of first.items) yield* k.out(printEvent(printer, 'ADDED', item, withEvents))
    else if (first.table) yield* k.out(writer.write(first.table, withEvents ? first.table.rows.map(() => 'ADDED') : undefined))
  }
  const events = new Mailbox<WatchEvent | 'over'>()
  const watch = { ...query, resourceVersion: first.resourceVersion }
  const stop = k.connection.watch(path, watch, printer === undefined, (event) => events.put(event))
  const timeout = k.requestTimeout
  const cancel = timeout === undefined ? () => {} : k.after(timeout, () => events.put('over'))
  try {
    for (;;) {
      const event = yield* events.take(k.process, stop)
      if (event === undefined || event === 'over') return 0
      if (event.type === 'BOOKMARK') continue
      if (event.type === 'ERROR') throw statusOf(event.object)
      if (printer) yield* k.out(printEvent(printer, event.type, event.object, withEvents))
      else yield* k.out(writer.write(eventTable(k, event.object), withEvents ? [event.type] : undefined))
    }
  } finally {
    stop()
    cancel()
  }
}

function eventTable(k: Invocation, object: unknown): Table {
  return isTable(object) ? object : tableOf(k, object)
}

function printEvent(printer: ObjectPrinter, type: string, object: unknown, withEvents: boolean): string {
  return printer.print(withEvents ? { type, object } : object)
}

function fetch(
  k: Invocation,
  path: string,
  query: Record<string, string | readonly string[] | undefined>,
  printer: ObjectPrinter | undefined,
) {
  const first = { ...query, limit: '500' }
  try {
    if (!printer) {
      const body = k.connection.table(path, first)
      return { table: tableOf(k, body), items: [], resourceVersion: resourceVersionOf(body) }
    }
    const { body } = k.connection.request({ method: 'GET', path, query: first })
    const items = isObject(body) && Array.isArray(body.items) ? body.items : []
    return { table: undefined, items, resourceVersion: resourceVersionOf(body) }
  } catch (error) {
    if (isNotFound(error)) throw error
    throw error
  }
}

function statusOf(object: unknown): Error {
  const message = isObject(object) && typeof object.message === 'string' ? object.message : 'the watch was broken off'
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(isObject(object) ? object : {}),
  })
}
