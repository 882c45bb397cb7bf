import type { Pod, StatefulSet } from '../../api/generated/types.ts'
import { isReady, isTerminal } from '../../api/pods.ts'
import { scaledValue } from '../deployment/sizes.ts'
import { revisionHashLabel } from '../history/revisions.ts'
import { isAvailable } from '../pod-state.ts'
import { identityMatches, ordinalOf } from './identity.ts'

/** The next thing to do to one pod. */
export type StatefulAction =
  | { readonly do: 'create'; readonly ordinal: number; readonly revision: 'current' | 'update' }
  | { readonly do: 'delete'; readonly pod: Pod; readonly ordinal: number; readonly forGood: boolean }
  | { readonly do: 'repair'; readonly pod: Pod }

export interface StatefulView {
  readonly set: StatefulSet
  readonly pods: readonly Pod[]
  readonly updateRevision: string
  readonly currentReplicas: number
  readonly wallTime: number
}

/**
 * What to do now (stateful_set_control.go updateStatefulSet): make the pods in order, each when the one before is ready;
 * take away those that are too many, the last first; then replace those of an earlier revision, the last first.
 * With podManagementPolicy Parallel nobody waits for another, except in an update.
 */
export function statefulActions({
  set,
  pods,
  updateRevision,
  currentReplicas,
  wallTime,
}: StatefulView): readonly StatefulAction[] {
  const start = set.spec?.ordinals?.start ?? 0
  const replicas = set.spec?.replicas ?? 1
  const ordered = set.spec?.podManagementPolicy !== 'Parallel'
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  const isHealthy = (pod: Pod): boolean => isRunningAndReady(pod) && !pod.metadata.deletionTimestamp
  const isUp = (pod: Pod): boolean => isRunningAndReady(pod) && isAvailable(pod, minReadySeconds, wallTime)

  const wanted = new Map<number, Pod>()
  const condemned: { pod: Pod; ordinal: number }[] = []
  for (const pod of pods) {
    const ordinal = ordinalOf(set, String(pod.metadata.name))
    if (ordinal === undefined) continue
    if (ordinal >= start && ordinal < start + replicas) wanted.set(ordinal, pod)
    else condemned.push({ pod, ordinal })
  }
  const actions: StatefulAction[] = []
  const partition = set.spec?.updateStrategy?.rollingUpdate?.partition
  const rolling = set.spec?.updateStrategy?.type !== 'OnDelete'

  for (let ordinal = start; ordinal < start + replicas; ordinal++) {
    const pod = wanted.get(ordinal)
    if (!pod) {
      const bound = rolling && partition !== undefined && partition > 0 ? start + partition : start + currentReplicas
      const old = rolling && ordinal < bound
      actions.push({ do: 'create', ordinal, revision: old ? 'current' : 'update' })
      if (ordered) return actions
      continue
    }
    if (isTerminal(pod)) {
      // Made anew under the same name, once this one is gone.
      if (!pod.metadata.deletionTimestamp) actions.push({ do: 'delete', pod, ordinal, forGood: false })
      if (ordered) return actions
      continue
    }
    if (ordered && (pod.metadata.deletionTimestamp || !isUp(pod))) return actions
    if (!pod.metadata.deletionTimestamp && !identityMatches(set, pod)) actions.push({ do: 'repair', pod })
  }

  condemned.sort((a, b) => b.ordinal - a.ordinal)
  const firstUnhealthy = firstUnhealthyOf(wanted, condemned, isHealthy)
  for (const { pod, ordinal } of condemned) {
    if (pod.metadata.deletionTimestamp) {
      if (ordered) return actions
      continue
    }
    if (ordered && !isUp(pod) && pod !== firstUnhealthy) return actions
    actions.push({ do: 'delete', pod, ordinal, forGood: true })
    if (ordered) return actions
  }

  if (!rolling) return actions
  const maxUnavailable = Math.max(1, scaledValue(set.spec?.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, replicas, false))
  let unavailable = 0
  for (const pod of wanted.values()) if (pod.metadata.deletionTimestamp || !isUp(pod)) unavailable++
  for (let ordinal = start + replicas - 1; ordinal >= start + (partition ?? 0); ordinal--) {
    const pod = wanted.get(ordinal)
    if (!pod) continue
    if (pod.metadata.labels?.[revisionHashLabel] !== updateRevision && !pod.metadata.deletionTimestamp) {
      // One that is down anyway costs nothing; but an old one that never came up has to be deleted by hand.
      if (unavailable >= maxUnavailable && isUp(pod)) return actions
      actions.push({ do: 'delete', pod, ordinal, forGood: false })
      if (isUp(pod)) unavailable++
      if (unavailable >= maxUnavailable) return actions
    } else if (maxUnavailable === 1 && (pod.metadata.deletionTimestamp || !isUp(pod))) return actions
  }
  return actions
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isReady(pod)
}

function firstUnhealthyOf(
  wanted: ReadonlyMap<number, Pod>,
  condemned: readonly { readonly pod: Pod; readonly ordinal: number }[],
  isHealthy: (pod: Pod) => boolean,
): Pod | undefined {
  const inOrder = [...wanted].sort(([a], [b]) => a - b).map(([, pod]) => pod)
  for (const pod of inOrder) if (!isHealthy(pod)) return pod
  for (const { pod } of [...condemned].sort((a, b) => a.ordinal - b.ordinal)) if (!isHealthy(pod)) return pod
  return undefined
}
