import type { Timer } from '../../sim/simulation.ts'
import type { ApiRequest, ResourceChange, Stop, WatchEvent } from '../interface.ts'
import type { Call } from '../registry/call.ts'
import { apiVersionOf, type Content, groupResource } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { expired, methodNotSupported, notSimulated, type StatusError } from '../status.ts'
import { versionOf } from './chunks.ts'
import { select } from './list.ts'
import { type ListOptions, listOptions } from './list-options.ts'
import { param } from './query.ts'
import { renderObject, type Shape, shapeOf } from './render.ts'
import { type Selection, selectionOf } from './selection.ts'

const bookmarkPeriodMs = 60_000
/** --min-request-timeout; a watch without a timeout of its own ends after one to two of these. */
const minRequestTimeoutMs = 1_800_000

/**
 * A watch: what exists (unless it starts from a revision), then each change. An object that begins to match the
 * selectors is told as added, one that ceases to as deleted. Follows apiserver/pkg/storage/cacher.
 */
export function startWatch(
  server: ServerContext,
  request: ApiRequest,
  call: Call,
  onEvent: (event: WatchEvent) => void,
  onEnd: (() => void) | undefined,
): Stop {
  const options = listOptions(request, true)
  const { resource } = call
  if (resource.unsimulated) throw notSimulated(groupResource(resource))
  if (!resource.verbs.includes('watch')) throw methodNotSupported(groupResource(resource), 'watch')
  const fields = call.name === undefined ? options.fieldSelector : `metadata.name=${call.name}`
  const watch = new Watch(server, call, options, {
    shape: shapeOf(request.headers?.accept, param(request.query, 'includeObject')),
    selection: selectionOf(resource, options.labelSelector, fields),
    onEvent,
    onEnd,
  })
  watch.start()
  return () => watch.stop()
}

interface Watcher {
  readonly shape: Shape
  readonly selection: Selection
  readonly onEvent: (event: WatchEvent) => void
  readonly onEnd: (() => void) | undefined
}

class Watch {
  private stopped = false
  private withColumns = true
  private unsubscribe: Stop | undefined
  private timeout: Timer | undefined
  private nextBookmark: Timer | undefined

  constructor(
    private readonly server: ServerContext,
    private readonly call: Call,
    private readonly options: ListOptions,
    private readonly watcher: Watcher,
  ) {}

  start(): void {
    const { sim, broadcast } = this.server
    const { options } = this
    this.begin()
    this.unsubscribe = broadcast.subscribe(this.call.resource.storage, (changes) => {
      for (const change of changes) this.tell(change)
    })
    if (options.allowWatchBookmarks) this.planBookmark()
    const timeoutMs = this.timeoutMs()
    if (timeoutMs !== undefined) this.timeout = sim.after(timeoutMs, () => this.end())
  }

  stop(): void {
    this.stopped = true
    this.unsubscribe?.()
    this.server.sim.cancel(this.timeout)
    this.server.sim.cancel(this.nextBookmark)
  }

  /** Only clients that can be told of the end have one by default. */
  private timeoutMs(): number | undefined {
    const { timeoutSeconds } = this.options
    if (timeoutSeconds !== undefined && timeoutSeconds > 0) return timeoutSeconds * 1000
    if (!this.watcher.onEnd) return undefined
    return this.server.sim.random.stream(`apiserver/watch-timeout/${this.server.sim.now}`).jitter(minRequestTimeoutMs, 1)
  }

  /** Plans the telling of what exists, or of what changed since the asked revision. */
  private begin(): void {
    const { sim, etcd } = this.server
    const { resource, namespace } = this.call
    const from = this.options.resourceVersion
    const initial = this.options.sendInitialEvents ?? (from === '' || from === '0')
    if (initial) {
      const existing = select(etcd, resource, namespace, this.watcher.selection)
      const { revision } = etcd
      sim.soon(() => {
        for (const object of existing) this.send('ADDED', object)
        if (this.options.sendInitialEvents && this.options.allowWatchBookmarks) this.bookmark(revision, true)
      })
      return
    }
    const missed = etcd.changesAfter(versionOf(from), resource.storage)
    if (!missed) {
      const refusal = expired(`too old resource version: ${from} (${etcd.compacted})`)
      sim.soon(() => this.fail(refusal))
    } else if (missed.length > 0) {
      sim.soon(() => {
        for (const change of missed) this.tell(change)
      })
    }
  }

  private tell(change: ResourceChange): void {
    const event = eventFor(change, this.call.namespace, this.watcher.selection)
    if (event) this.server.sim.becauseOf(change.recordId, () => this.send(event.type, event.object))
  }

  private send(type: WatchEvent['type'], object: Content): void {
    if (this.stopped) return
    const { resource } = this.call
    const shown = resource.convert ? resource.convert.to(object) : object
    const rendered = renderObject(resource, this.watcher.shape, shown, this.server.sim.wallTime, this.withColumns)
    this.withColumns = false
    this.watcher.onEvent({ type, object: rendered })
  }

  private fail(refusal: StatusError): void {
    if (this.stopped) return
    this.watcher.onEvent({ type: 'ERROR', object: refusal.status })
    this.end()
  }

  private end(): void {
    if (this.stopped) return
    this.stop()
    this.watcher.onEnd?.()
  }

  private planBookmark(): void {
    this.nextBookmark = this.server.sim.after(bookmarkPeriodMs, () => {
      if (this.stopped) return
      this.bookmark(this.server.etcd.revision, false)
      this.planBookmark()
    })
  }

  private bookmark(revision: number, endOfInitial: boolean): void {
    if (this.stopped) return
    const { kind } = this.call.resource
    const annotations = endOfInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
    const metadata = { resourceVersion: String(revision), ...annotations }
    this.watcher.onEvent({ type: 'BOOKMARK', object: { kind, apiVersion: apiVersionOf(this.call.resource), metadata } })
  }
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
  // the last state that matched, with the revision at which it ceased to
  const last = change.type === 'delete' ? object : withVersion(previous, object)
  return { type: 'DELETED', object: last }
}

function withVersion(object: Content, from: Content): Content {
  return { ...object, metadata: { ...object.metadata, resourceVersion: from.metadata.resourceVersion } }
}
