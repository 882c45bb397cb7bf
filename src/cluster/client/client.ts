import type { GroupVersionResource, KubeObject } from '../api/object.ts'
import type { ServedResource, Status } from '../apiserver/interface.ts'

/**
 * A refusal of the API server, thrown by the verbs of {@link Client}. `status.reason` tells which. An Error, made
 * without the walk up the stack, as controllers meet conflicts every day.
 */
export class ApiError implements Error {
  readonly name = 'ApiError'

  constructor(readonly status: Status) {}

  get message(): string {
    return this.status.message ?? this.status.reason ?? 'unknown error'
  }

  is(reason: 'NotFound' | 'AlreadyExists' | 'Conflict' | 'Invalid' | 'Forbidden' | 'BadRequest' | 'TooManyRequests'): boolean {
    return this.status.reason === reason
  }
}

Object.setPrototypeOf(ApiError.prototype, Error.prototype)

export interface PatchOptions {
  readonly type: 'json' | 'merge' | 'strategic' | 'apply'
  readonly subresource?: string | undefined
  readonly fieldManager?: string | undefined
  readonly force?: boolean | undefined
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined
  readonly preconditions?: { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined } | undefined
}

export interface ListOptions {
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
}

/**
 * The API server as one component sees it: every call is a request by that component's user, answered at once.
 * Objects are shared with the store and must not be changed: write `{ ...pod, metadata: { ...pod.metadata, … } }`.
 * All verbs throw {@link ApiError}.
 */
export interface Client {
  /** The component's name, as the history and the events give it. */
  readonly component: string
  /** What the server serves now, custom resources with it. */
  served(): readonly ServedResource[]
  get<T extends KubeObject>(resource: GroupVersionResource, namespace: string | undefined, name: string): T
  list<T extends KubeObject>(resource: GroupVersionResource, options?: ListOptions): readonly T[]
  create<T extends KubeObject>(
    resource: GroupVersionResource,
    object: unknown,
    options?: { subresource?: string; name?: string },
  ): T
  update<T extends KubeObject>(resource: GroupVersionResource, object: T, options?: { subresource?: string }): T
  patch<T extends KubeObject>(
    resource: GroupVersionResource,
    namespace: string | undefined,
    name: string,
    patch: unknown,
    options: PatchOptions,
  ): T
  delete(resource: GroupVersionResource, namespace: string | undefined, name: string, options?: DeleteOptions): void
}
