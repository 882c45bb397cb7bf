import type { ContainerStatus, Pod, PodCondition } from '../../api/generated/types.ts'
import { initContainersOf, isSidecar, isTerminalPhase, specOf } from '../pod-spec.ts'

/** A condition before its times are known. */
export interface ConditionDraft {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

/** The conditions that the kubelet owns; all others it only passes on. */
const ownedConditions: readonly string[] = [
  'PodResizePending',
  'PodResizeInProgress',
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
  'AllContainersRestarting',
]

export function isOwnedCondition(type: string): boolean {
  return ownedConditions.includes(type)
}

/** GenerateContainersReadyCondition. */
export function containersReadyCondition(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  phase: string | undefined,
): ConditionDraft {
  const type = 'ContainersReady'
  if (statuses.length === 0) return { type, status: 'False', reason: 'UnknownContainerStatuses' }
  const unknown: string[] = []
  const unready: string[] = []
  const look = (name: string) => {
    const status = statuses.find((candidate) => candidate.name === name)
    if (!status) unknown.push(name)
    else if (!status.ready) unready.push(name)
  }
  for (const container of initContainersOf(pod)) if (isSidecar(container)) look(container.name)
  for (const container of specOf(pod).containers) look(container.name)

  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  const complaints: string[] = []
  if (unknown.length > 0) complaints.push(`containers with unknown status: [${unknown.join(' ')}]`)
  if (unready.length > 0) complaints.push(`containers with unready status: [${unready.join(' ')}]`)
  if (complaints.length > 0) return { type, status: 'False', reason: 'ContainersNotReady', message: complaints.join(', ') }
  return { type, status: 'True' }
}

/** GeneratePodReadyCondition: the containers, and then the readiness gates. */
export function readyCondition(pod: Pod, containersReady: ConditionDraft, conditions: readonly PodCondition[]): ConditionDraft {
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' }
  const complaints: string[] = []
  for (const gate of specOf(pod).readinessGates ?? []) {
    const condition = conditions.find((candidate) => candidate.type === gate.conditionType)
    if (!condition) {
      complaints.push(`corresponding condition of pod readiness gate "${gate.conditionType}" does not exist.`)
    } else if (condition.status !== 'True') {
      complaints.push(`the status of pod readiness gate "${gate.conditionType}" is not "True", but ${condition.status}`)
    }
  }
  if (complaints.length > 0) {
    return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: complaints.join(', ') }
  }
  return { type: 'Ready', status: 'True' }
}

/** GeneratePodInitializedCondition. */
export function initializedCondition(
  pod: Pod,
  initStatuses: readonly ContainerStatus[],
  mainStatuses: readonly ContainerStatus[],
  phase: string | undefined,
): ConditionDraft {
  const type = 'Initialized'
  const inits = initContainersOf(pod)
  if (inits.length === 0) {
    return phase === 'Succeeded' ? { type, status: 'True', reason: 'PodCompleted' } : { type, status: 'True' }
  }
  if (initStatuses.length === 0 && mainStatuses.length === 0) {
    return { type, status: 'False', reason: 'UnknownContainerStatuses' }
  }
  const unknown: string[] = []
  const incomplete: string[] = []
  for (const container of inits) {
    const status = initStatuses.find((candidate) => candidate.name === container.name)
    if (!status) unknown.push(container.name)
    else if (isSidecar(container) ? status.started !== true : !status.ready) incomplete.push(container.name)
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' }
  // Once a main container ran, initialisation is over, whatever the sidecars do.
  if (mainStatuses.some((status) => status.state?.running || status.state?.terminated)) return { type, status: 'True' }
  const complaints: string[] = []
  if (unknown.length > 0) complaints.push(`containers with unknown status: [${unknown.join(' ')}]`)
  if (incomplete.length > 0) complaints.push(`containers with incomplete status: [${incomplete.join(' ')}]`)
  if (complaints.length > 0) return { type, status: 'False', reason: 'ContainersNotInitialized', message: complaints.join(', ') }
  return { type, status: 'True' }
}

/** Puts times on drafts: a condition moves only when its status does. */
export function datedConditions(
  drafts: readonly ConditionDraft[],
  before: readonly PodCondition[],
  generation: number | undefined,
  now: string,
): readonly PodCondition[] {
  return drafts.map((draft) => {
    const old = before.find((candidate) => candidate.type === draft.type)
    const lastTransitionTime = old && old.status === draft.status ? (old.lastTransitionTime ?? now) : now
    const condition: PodCondition = {
      type: draft.type,
      ...(generation === undefined ? undefined : { observedGeneration: generation }),
      status: draft.status,
      // Written as null by the kubelet, always.
      lastProbeTime: null as unknown as undefined,
      lastTransitionTime,
      ...(draft.reason ? { reason: draft.reason } : undefined),
      ...(draft.message ? { message: draft.message } : undefined),
    }
    return condition
  })
}

/** What a terminal phase makes of Ready and ContainersReady. */
export function terminalReason(phase: string | undefined): 'PodCompleted' | 'PodFailed' | undefined {
  if (!isTerminalPhase(phase)) return undefined
  return phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed'
}
