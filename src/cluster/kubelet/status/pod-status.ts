import type { Pod, PodStatus } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import type { ObservedPod } from '../../runtime/observed.ts'
import { hasInitialized } from '../pod-actions.ts'
import { isTerminalPhase, specOf } from '../pod-spec.ts'
import {
  type ConditionDraft,
  containersReadyCondition,
  datedConditions,
  initializedCondition,
  readyCondition,
  terminalReason,
} from './conditions.ts'
import { containerStatuses, type StatusSources } from './container-statuses.ts'
import { podPhase } from './phase.ts'

export interface PodStatusInput {
  readonly pod: Pod
  readonly observed: ObservedPod
  /** As last published; the API's at first. */
  readonly before: PodStatus
  /** All containers of a Pod that is being ended have stopped. */
  readonly podIsTerminal: boolean
  readonly hostIP: string
  readonly wallTime: number
  readonly containers: Pick<StatusSources, 'startFailure' | 'isReady' | 'isStarted'>
  /** A verdict that overrides the phase: a deadline that has passed. */
  readonly verdict?: { readonly reason: string; readonly message: string } | undefined
  /** Containers that were removed for a restart of all in place. */
  readonly reset?: ReadonlyMap<string, number>
  /** What was granted to a container, and what is in effect. */
  readonly resources?: StatusSources['resources']
  /** Conditions of a resize in progress. */
  readonly resize?: readonly ConditionDraft[]
}

/** kubelet_pods.go generateAPIPodStatus. Pure. */
export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, observed, before } = input
  const spec = specOf(pod)
  const sources = (statuses: PodStatus['containerStatuses']): StatusSources => ({
    pod,
    observed,
    before: statuses ?? [],
    resources: input.resources,
    reset: input.reset,
    ...input.containers,
  })
  const main = containerStatuses(sources(before.containerStatuses), spec.containers, 'main')
  const init = containerStatuses(sources(before.initContainerStatuses), spec.initContainers ?? [], 'init')
  const ephemeral = containerStatuses(sources(before.ephemeralContainerStatuses), spec.ephemeralContainers ?? [], 'ephemeral')

  const phaseNow = podPhase(pod, [...main, ...init], input.podIsTerminal, hasInitialized(pod, observed))
  // There is no way back from a terminal phase.
  let phase = isTerminalPhase(before.phase) ? before.phase : phaseNow
  let reason = phase === before.phase ? before.reason : undefined
  let message = phase === before.phase ? before.message : undefined
  if (input.verdict && !isTerminalPhase(before.phase)) {
    phase = 'Failed'
    reason = input.verdict.reason
    message = input.verdict.message
  }
  const now = formatTime(input.wallTime)
  const drafts = conditionDrafts(input, phase, main, init)
  const ips = podIPs(input)
  return {
    ...(pod.metadata.generation === undefined ? undefined : { observedGeneration: pod.metadata.generation }),
    phase,
    ...(reason ? { reason } : undefined),
    ...(message ? { message } : undefined),
    conditions: datedConditions(drafts, before.conditions ?? [], pod.metadata.generation, now),
    hostIP: input.hostIP,
    hostIPs: [{ ip: input.hostIP }],
    ...(ips.length > 0 ? { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) } : undefined),
    startTime: before.startTime ?? now,
    ...(init.length > 0 ? { initContainerStatuses: init } : undefined),
    ...(main.length > 0 ? { containerStatuses: main } : undefined),
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: ephemeral } : undefined),
    ...(before.qosClass ? { qosClass: before.qosClass } : undefined),
    ...(spec.resources ? { resources: spec.resources } : undefined),
  }
}

function conditionDrafts(
  input: PodStatusInput,
  phase: PodStatus['phase'],
  main: NonNullable<PodStatus['containerStatuses']>,
  init: NonNullable<PodStatus['containerStatuses']>,
): readonly ConditionDraft[] {
  const { pod, observed, before } = input
  const statuses = [...init, ...main]
  const sandbox = observed.sandboxes[0]
  const hasSandbox = sandbox?.ready === true && (sandbox.hostNetwork || sandbox.ips.length > 0)
  let containersReady = containersReadyCondition(pod, statuses, phase)
  let ready = readyCondition(pod, containersReady, before.conditions ?? [])
  const ended = terminalReason(phase)
  if (ended) {
    containersReady = { type: 'ContainersReady', status: 'False', reason: ended }
    ready = { type: 'Ready', status: 'False', reason: ended }
  }
  return [
    ...(input.resize ?? []),
    { type: 'PodReadyToStartContainers', status: hasSandbox ? 'True' : 'False' },
    initializedCondition(pod, init, main, phase),
    ready,
    containersReady,
    { type: 'PodScheduled', status: 'True' },
    ...allContainersRestarting(pod, input.reset, ended),
  ]
}

/** Only where some container's rules may ask for it. */
function allContainersRestarting(
  pod: Pod,
  reset: ReadonlyMap<string, number> | undefined,
  ended: string | undefined,
): readonly ConditionDraft[] {
  const spec = specOf(pod)
  const all = [...(spec.initContainers ?? []), ...spec.containers]
  const asks = all.some((container) => container.restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers'))
  if (!asks) return []
  const type = 'AllContainersRestarting'
  if (!reset || reset.size === 0) return [{ type, status: 'False', reason: ended }]
  const message = 'container exited with restart policy rule'
  return [{ type, status: 'True', reason: 'RestartAllContainersStarted', message }]
}

function podIPs(input: PodStatusInput): readonly string[] {
  if (specOf(input.pod).hostNetwork) return [input.hostIP]
  const sandbox = input.observed.sandboxes[0]
  if (sandbox?.ready && sandbox.ips.length > 0) return sandbox.ips
  // A Pod that has ended keeps telling the address that it had.
  return (input.before.podIPs ?? []).flatMap((entry) => (entry.ip ? [entry.ip] : []))
}
