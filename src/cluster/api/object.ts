import type { ObjectMeta } from './generated/types.ts'

/** Any Kubernetes object, as the API server holds it: never changed in place, shared freely. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** Group, version and plural name of a resource: `{ group: 'apps', version: 'v1', resource: 'deployments' }`. */
export interface GroupVersionResource {
  readonly group: string
  readonly version: string
  readonly resource: string
}

/** `namespace/name`, or just `name` for cluster-scoped objects: the key of caches and work queues. */
export function keyOf(object: { readonly metadata: ObjectMeta }): string {
  const { namespace, name } = object.metadata
  return namespace ? `${namespace}/${name}` : String(name)
}

export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/')
  return slash < 0 ? { namespace: undefined, name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

/** RFC 3339 with seconds, as `metav1.Time` prints: `2026-11-21T09:00:00Z`. @param wallTime ms since the epoch */
export function formatTime(wallTime: number): string {
  const second = Math.floor(wallTime / 1000)
  // mostly asked for the present, again and again
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`
    lastSecond = second
  }
  return lastText
}

let lastSecond = Number.NaN
let lastText = ''

/** RFC 3339 with microseconds, as `metav1.MicroTime` prints. @param wallTime ms since the epoch, fractions allowed */
export function formatMicroTime(wallTime: number): string {
  const micros = Math.floor(wallTime * 1000) % 1_000_000
  return `${new Date(Math.floor(wallTime / 1000) * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`
}

/** Milliseconds since the epoch; NaN for an absent or malformed time. */
export function parseTime(text: string | undefined): number {
  return text === undefined ? Number.NaN : Date.parse(text)
}
