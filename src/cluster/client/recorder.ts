import type { Event, ObjectReference } from '../api/generated/types.ts'
import { formatMicroTime, formatTime, type KubeObject } from '../api/object.ts'
import type { Simulation } from '../sim/simulation.ts'
import { ApiError, type Client } from './client.ts'
import { EventCorrelator } from './event-correlator.ts'
import type { EventRecorder } from './event-recorder.ts'
import { resources } from './resources.ts'

export interface RecorderOptions {
  readonly sim: Simulation
  readonly client: Client
  /** `source.component`: `kubelet`, `replicaset-controller`. */
  readonly component: string
  /** `source.host`, for a kubelet. */
  readonly host?: string | undefined
}

/** An EventRecorder as most components have it: core/v1 Events, counted, combined and limited by the correlator. */
export function createRecorder(options: RecorderOptions): EventRecorder {
  const { sim, client, component, host } = options
  const source = host === undefined ? { component } : { component, host }
  const correlator = new EventCorrelator()
  return {
    event(regarding, type, reason, message, more) {
      const involvedObject = referenceTo(regarding, more?.fieldPath)
      const verdict = correlator.correlate({ involvedObject, type, reason, message }, sim.now)
      if (!verdict) return
      const now = formatTime(sim.wallTime)
      const { entry } = verdict
      if (entry.event && verdict.repeats) {
        const updated = again(client, entry.event, verdict.message, entry.count, now)
        if (updated) {
          entry.event = updated
          return
        }
      }
      entry.event = write(client, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: {
          name: eventName(sim, regarding),
          namespace: involvedObject.namespace || 'default',
          ...(more?.annotations ? { annotations: more.annotations } : {}),
        },
        involvedObject,
        reason,
        message: verdict.message,
        source,
        firstTimestamp: now,
        lastTimestamp: now,
        count: entry.count,
        type,
        reportingComponent: component,
        reportingInstance: host ?? '',
      })
    },
  }
}

/**
 * A recorder of the newer API, as the scheduler has it: eventTime with microseconds, reportingController, no count;
 * a repeated event becomes a series (client-go/tools/events).
 */
export function createSeriesRecorder(options: RecorderOptions & { readonly action: string }): EventRecorder {
  const { sim, client, component, action } = options
  const series = new Map<string, { event: Event; count: number; at: number }>()
  return {
    event(regarding, type, reason, message, more) {
      const involvedObject = referenceTo(regarding, more?.fieldPath)
      // As upstream's key: an object that has changed since begins a new series.
      const { uid, resourceVersion } = involvedObject
      const key = `${uid}|${resourceVersion}|${type}|${reason}|${message}`
      const time = formatMicroTime(sim.wallTime)
      const known = series.get(key)
      // a series ends when nothing came for six minutes
      if (known && sim.now - known.at < seriesEndMs) {
        known.count++
        known.at = sim.now
        const changed = { ...known.event, series: { count: known.count, lastObservedTime: time } }
        known.event = update(client, changed) ?? known.event
        return
      }
      const event = write(client, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: {
          name: eventName(sim, regarding),
          namespace: involvedObject.namespace || 'default',
          ...(more?.annotations ? { annotations: more.annotations } : {}),
        },
        involvedObject,
        reason,
        message,
        source: {},
        eventTime: time,
        type,
        action: more?.action ?? action,
        reportingComponent: component,
        reportingInstance: `${component}-${options.host ?? 'control-plane'}`,
      })
      if (event) series.set(key, { event, count: 1, at: sim.now })
    },
  }
}

const seriesEndMs = 6 * 60_000

function referenceTo(object: KubeObject, fieldPath: string | undefined): ObjectReference {
  const { namespace, name, uid, resourceVersion } = object.metadata
  return {
    kind: object.kind,
    ...(namespace ? { namespace } : {}),
    name,
    uid,
    apiVersion: object.apiVersion,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  }
}

/** `<object>.<nanoseconds in hex>`. Virtual time is no finer than microseconds, so equal names are told apart below. */
function eventName(sim: Simulation, regarding: KubeObject): string {
  const nanos = BigInt(Math.floor(sim.wallTime * 1000)) * 1000n + BigInt(nextTick(sim))
  // a clock before 1970 counts backwards, and a name has no sign
  return `${regarding.metadata.name}.${BigInt.asUintN(64, nanos).toString(16)}`
}

const ticks = new WeakMap<Simulation, number>()

/** One after the other: the nanoseconds within the millisecond. */
function nextTick(sim: Simulation): number {
  const tick = ((ticks.get(sim) ?? 0) + 1) % 1_000_000
  ticks.set(sim, tick)
  return tick
}

function write(client: Client, event: Event): Event | undefined {
  try {
    return client.create<Event>(resources.events, event)
  } catch (error) {
    // a namespace on its way out takes no more events: upstream logs it and goes on
    if (error instanceof ApiError) return undefined
    throw error
  }
}

function again(client: Client, event: Event, message: string, count: number, now: string): Event | undefined {
  return update(client, { ...event, message, count, lastTimestamp: now })
}

/** Undefined if the event is gone: then it is written anew. */
function update(client: Client, event: Event): Event | undefined {
  const { resourceVersion: _, ...metadata } = event.metadata
  try {
    return client.update<Event>(resources.events, { ...event, metadata })
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}
