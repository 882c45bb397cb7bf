import type { Pod } from '../api/generated/types.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { Simulation } from '../sim/simulation.ts'
import { type ContainerRole, fieldPathOf, nameOf, namespaceOf, uidOf } from './pod-spec.ts'

/** Tells what happens to one container: as Events in the API, and as occurrences in the history. */
export interface ContainerRecorder {
  event(type: 'Normal' | 'Warning', reason: string, message: string): void
  /** @returns the record's id, for `because` */
  record(what: string, detail?: Readonly<Record<string, unknown>>): number
}

export function containerRecorder(
  sim: Simulation,
  events: EventRecorder,
  by: string,
  pod: Pod,
  name: string,
  role: ContainerRole,
): ContainerRecorder {
  return {
    event(type, reason, message) {
      events.event(pod, type, reason, message, { fieldPath: fieldPathOf(name, role) })
    },
    record(what, detail) {
      return recordAbout(sim, by, pod, what, name, detail)
    },
  }
}

/** An occurrence about a Pod or a part of it. @returns the record's id */
export function recordAbout(
  sim: Simulation,
  by: string,
  pod: Pod,
  what: string,
  part: string | undefined,
  detail?: Readonly<Record<string, unknown>>,
): number {
  return sim.record({
    by,
    what,
    subject: { kind: 'Pod', namespace: namespaceOf(pod), name: nameOf(pod), uid: uidOf(pod), ...(part ? { part } : undefined) },
    ...(detail ? { detail } : undefined),
  }).id
}
