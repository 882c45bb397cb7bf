import type { GroupVersionResource, KubeObject } from '../api/object.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { Client } from './client.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { Informers } from './informer.ts'

export interface ControllerContext {
  readonly sim: Simulation
  readonly api: Client
  readonly informers: Informers
  readonly events: EventRecorder
  /** Puts a key on this controller's queue, now or after `delayMs`. */
  enqueue(key: string, delayMs?: number): void
}

/** Which objects wake a controller, and under which of its keys. */
export interface WatchSource {
  readonly resource: GroupVersionResource
  /** Keys to reconcile when `object` changes; `old` is its former self in an update. */
  readonly keys: (object: KubeObject, context: ControllerContext, old?: KubeObject) => readonly string[]
}

/**
 * A control loop as a function from key to writes. Queueing, retries with back-off, and causes live in the runner
 * (client/controller-runner.ts), once for all controllers.
 */
export interface Controller {
  /** Upstream's name, also the source of its events: `replicaset-controller`. */
  readonly name: string
  readonly watches: readonly WatchSource[]
  /** Looks, decides, writes. Whatever it throws is retried with back-off (conflicts are expected). */
  reconcile(key: string, context: ControllerContext): void
  /** For loops that also act on a clock: called once at start. */
  start?(context: ControllerContext): void
}
