import type { ApiRequest, ResourceChange, Stop, WatchEvent } from '../interface.ts'
import type { Call } from '../registry/call.ts'
import type { Content } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { expired } from '../status.ts'
import { select } from './list.ts'
import { param } from './query.ts'
import { renderObject, type Shape, shapeOf } from './render.ts'
import { type Selection, selectionOf } from './selection.ts'

/**
 * A watch: what exists (unless it starts from a revision), then each change. An object that begins to match the
 * selectors is told as added, one that ceases to as deleted.
 */
export function startWatch(server: ServerContext, request: ApiRequest, call: Call, onEvent: (event: WatchEvent) => void): Stop {
  const { sim, etcd } = server
  const { resource } = call
  const shape = shapeOf(request.headers?.accept, param(request.query, 'includeObject'))
  const selection = selectionOf(resource, param(request.query, 'labelSelector'), param(request.query, 'fieldSelector'))
  const named = call.name === undefined ? selection : selectionOf(resource, undefined, `metadata.name=${call.name}`)
  const from = param(request.query, 'resourceVersion')
  const started = etcd.revision
  let stopped = false
  let first = true
  const send = (type: WatchEvent['type'], object: Content) => {
    if (stopped) return
    onEvent({ type, object: renderedEvent(server, call, shape, object, first) })
    first = false
  }
  const tell = (change: ResourceChange) => {
    const event = eventFor(change, call.namespace, named)
    if (event) sim.becauseOf(change.recordId, () => send(event.type, event.object))
  }

  if (from === undefined || from === '' || from === '0') {
    const existing = select(etcd, resource, call.namespace, named)
    sim.soon(() => {
      for (const object of existing) send('ADDED', object)
    })
  } else {
    const missed = etcd.changesAfter(Number(from), resource.storage)
    if (!missed) {
      const refusal = expired(`too old resource version: ${from} (${etcd.compacted})`)
      sim.soon(() => {
        if (!stopped) onEvent({ type: 'ERROR', object: refusal.status })
      })
    } else if (missed.length > 0) {
      sim.soon(() => {
        for (const change of missed) tell(change)
      })
    }
  }
  const unsubscribe = server.broadcast.subscribe(resource.storage, (changes) => {
    for (const change of changes) if (change.revision > started) tell(change)
  })
  return () => {
    stopped = true
    unsubscribe()
  }
}

function renderedEvent(server: ServerContext, call: Call, shape: Shape, object: Content, first: boolean): unknown {
  return renderObject(call.resource, shape, object, server.sim.wallTime, first)
}

function eventFor(
  change: ResourceChange,
  namespace: string | undefined,
  { filter }: Selection,
): { readonly type: WatchEvent['type']; readonly object: Content } | undefined {
  const { object, previous } = change
  if (namespace !== undefined && object.metadata.namespace !== namespace) return undefined
  const was = previous !== undefined && (!filter || filter(previous))
  const is = change.type === 'put' && (!filter || filter(object))
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object }
  if (!was) return undefined
  // upstream tells the last state that matched, with the revision at which it ceased to
  const last = change.type === 'delete' ? object : withVersion(previous, object)
  return { type: 'DELETED', object: last }
}

function withVersion(object: Content, from: Content): Content {
  return { ...object, metadata: { ...object.metadata, resourceVersion: from.metadata.resourceVersion } }
}
