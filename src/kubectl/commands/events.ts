import type { Event } from '../../cluster/api/generated/types.ts'
import type { WatchEvent } from '../../cluster/apiserver/interface.ts'
import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { isKubeObject, pathOf } from '../connection.ts'
import { eventAge, isEvent } from '../describe/events.ts'
import { KubectlError } from '../errors.ts'
import { allNamespacesFlag, outputFlags } from '../flag-sets.ts'
import { Interrupts } from '../interrupts.ts'
import type { Invocation } from '../invocation.ts'
import { Mailbox } from '../mailbox.ts'
import { listOf, printerFor } from '../printers/printer.ts'
import { TableWriter } from '../printers/table.ts'
import { parseWanted } from '../resource-arguments.ts'

export const events: Command = {
  name: 'events',
  use: 'events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]',
  short: 'List events',
  long: 'List events in the order in which they were last seen; for one object with --for, of one type with --types.',
  examples: `
# The events of the namespace
kubectl events

# Those about one pod, going on
kubectl events --for pod/web-pod-13je7 --watch

# Warnings alone
kubectl events --types=Warning`,
  flags: [
    ...outputFlags('json, yaml, name, go-template, jsonpath'),
    allNamespacesFlag,
    { name: 'chunk-size', type: 'int', default: '500', usage: 'Take long lists in parts of this size; has no effect here.' },
    { name: 'for', type: 'string', usage: 'Only events about this object, TYPE/NAME.' },
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Leave the headers out.' },
    { name: 'types', type: 'stringSlice', usage: 'Only events of these types: Normal, Warning.' },
    { name: 'watch', shorthand: 'w', type: 'bool', default: 'false', usage: 'Go on with what happens next.' },
  ],
  *run(k) {
    for (const type of k.flags.list('types')) {
      if (!/^(normal|warning)$/i.test(type)) throw new KubectlError(`valid --types are Normal or Warning`)
    }
    const type = k.discovery.forWord('events')
    const namespace = k.allNamespaces ? undefined : k.namespace
    const fieldSelector = selectorOf(k)
    const { items, resourceVersion } = k.connection.list(type, namespace, { fieldSelector, limit: '500' })
    const found = items
      .filter(isEvent)
      .filter((event) => wanted(k, event))
      .sort((a, b) => lastSeen(a) - lastSeen(b))
    const printer = printerFor(k)
    const writer = new TableWriter({ noHeaders: k.flags.bool('no-headers') })
    if (printer && !k.flags.bool('watch')) {
      yield* k.out(printer.print(listOf(found)))
      return 0
    }
    if (found.length === 0 && !k.flags.bool('watch')) {
      yield* k.err(k.allNamespaces ? 'No events found.\n' : `No events found in ${k.namespace} namespace.\n`)
      return 0
    }
    if (found.length > 0)
      yield* k.out(printer ? found.map((event) => printer.print(event)).join('') : writer.write(tableOf(k, found)))
    if (!k.flags.bool('watch')) return 0
    return yield* follow(k, pathOf(type, namespace), { fieldSelector, resourceVersion }, (event) =>
      printer ? printer.print(event) : writer.write(tableOf(k, [event])),
    )
  },
}

function* follow(
  k: Invocation,
  path: string,
  query: Record<string, string | undefined>,
  print: (event: Event) => string,
): Run<number> {
  const box = new Mailbox<WatchEvent>()
  const interrupts = new Interrupts(k.process)
  const stop = k.connection.watch(path, query, false, (event) => box.put(event))
  try {
    for (;;) {
      const event = yield* box.take(k.process)
      if (interrupts.code !== undefined) return interrupts.code
      if (!event || event.type === 'DELETED' || !isKubeObject(event.object) || !isEvent(event.object)) continue
      if (wanted(k, event.object)) yield* k.out(print(event.object))
    }
  } finally {
    stop()
  }
}

function selectorOf(k: Invocation): string | undefined {
  const about = k.flags.string('for')
  if (about === '') return undefined
  if (!about.includes('/')) throw new KubectlError('--for must be in resource/name form')
  const [named] = parsed(k, about)
  return named ? `involvedObject.kind=${named.type.kind},involvedObject.name=${named.name}` : undefined
}

function parsed(k: Invocation, about: string) {
  const result = parseWanted(k, [about])
  return result.kind === 'names' ? result.names : []
}

function wanted(k: Invocation, event: Event): boolean {
  const types = k.flags.list('types').map((type) => type.toLowerCase())
  return types.length === 0 || types.includes(String(event.type).toLowerCase())
}

/** When it happened last; of those that only have an eventTime, to the microsecond (event.SortableEvents). */
function lastSeen(event: Event): number {
  return Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '') || 0
}

function tableOf(k: Invocation, found: readonly Event[]) {
  const names = [...(k.allNamespaces ? ['Namespace'] : []), 'Last Seen', 'Type', 'Reason', 'Object', 'Message']
  return {
    kind: 'Table' as const,
    columnDefinitions: names.map((name) => ({ name, type: 'string' })),
    rows: found.map((event) => ({
      cells: [
        ...(k.allNamespaces ? [event.metadata.namespace] : []),
        eventAge(event, k.now),
        event.type,
        event.reason,
        `${event.involvedObject.kind}/${event.involvedObject.name}`,
        String(event.message ?? '').trim(),
      ],
    })),
  }
}
