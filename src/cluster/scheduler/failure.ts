import type { Pod } from '../api/generated/types.ts'
import { formatTime } from '../api/object.ts'
import { ApiError, type Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import { resources } from '../client/resources.ts'
import type { Simulation } from '../sim/simulation.ts'
import { truncatedMessage } from './fit-error.ts'

/** Tells the world that a pod was not placed: a FailedScheduling event and condition PodScheduled=False (handleSchedulingFailure). */
export function reportFailure(
  { sim, api, events }: { readonly sim: Simulation; readonly api: Client; readonly events: EventRecorder },
  pod: Pod,
  reason: 'Unschedulable' | 'SchedulerError',
  message: string,
  nominatedNodeName?: string,
): void {
  events.event(pod, 'Warning', 'FailedScheduling', truncatedMessage(message), { action: 'Scheduling' })
  const old = pod.status?.conditions?.find((one) => one.type === 'PodScheduled')
  const sameCondition = old?.status === 'False' && old.reason === reason && old.message === message
  if (sameCondition && (nominatedNodeName ?? pod.status?.nominatedNodeName) === pod.status?.nominatedNodeName) return
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    observedGeneration: pod.metadata.generation,
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : formatTime(sim.wallTime),
    reason,
    message,
  }
  try {
    api.patch(
      resources.pods,
      pod.metadata.namespace,
      String(pod.metadata.name),
      { status: { conditions: [condition], ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }) } },
      { type: 'strategic', subresource: 'status' },
    )
  } catch (error) {
    // The pod may be gone by now, which is no failure of ours.
    if (!(error instanceof ApiError)) throw error
  }
}
