import type { DaemonSet, Node, Pod } from '../../api/generated/types.ts'
import { isTerminal } from '../../api/pods.ts'
import { scaledValue } from '../deployment/sizes.ts'
import { revisionHashLabel } from '../history/revisions.ts'
import { isAvailable } from '../pod-state.ts'
import { belongsOn } from './pod.ts'

export interface RollingStep {
  readonly remove: readonly Pod[]
  /** Nodes that get a new pod beside the old one (surge). */
  readonly surgeOn: readonly string[]
}

/** What a rolling update may do now (update.go rollingUpdate): so many nodes at a time without a pod, or with two. */
export function rollingStep(
  set: DaemonSet,
  nodes: readonly Node[],
  podsOn: ReadonlyMap<string, readonly Pod[]>,
  hash: string,
  wallTime: number,
): RollingStep {
  const desired = nodes.filter((node) => belongsOn(set, node).shouldRun).length
  const rolling = set.spec?.updateStrategy?.rollingUpdate
  const maxSurge = scaledValue(rolling?.maxSurge ?? 0, desired, true)
  const maxUnavailable = scaledValue(rolling?.maxUnavailable ?? 1, desired, true)
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  const available = (pod: Pod): boolean => isAvailable(pod, minReadySeconds, wallTime)
  const unavailableNow: Pod[] = []
  const candidates: Pod[] = []
  const replaced: Pod[] = []
  const surgeNow: string[] = []
  const surgeCandidates: string[] = []
  let unavailable = 0
  let surging = 0
  for (const [nodeName, pods] of podsOn) {
    const { newPod, oldPod } = pairOn(pods, hash)
    if (maxSurge === 0) {
      if (newPod) {
        if (!available(newPod)) unavailable++
      } else if (!oldPod || pods.some((pod) => pod.metadata.deletionTimestamp)) unavailable++
      else if (!available(oldPod)) {
        unavailableNow.push(oldPod)
        unavailable++
      } else candidates.push(oldPod)
    } else if (oldPod && !newPod) {
      if (!available(oldPod)) {
        surgeNow.push(nodeName)
        surging++
      } else surgeCandidates.push(nodeName)
    } else if (oldPod && newPod) {
      surging++
      if (available(newPod)) replaced.push(oldPod)
    }
  }
  if (maxSurge === 0) {
    return { remove: [...unavailableNow, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))], surgeOn: [] }
  }
  return { remove: replaced, surgeOn: [...surgeNow, ...surgeCandidates.slice(0, Math.max(0, maxSurge - surging))] }
}

/** The pod of the present template and the one of an earlier, of those that are neither over nor going. */
export function pairOn(
  pods: readonly Pod[],
  hash: string,
): { readonly newPod: Pod | undefined; readonly oldPod: Pod | undefined } {
  let newPod: Pod | undefined
  let oldPod: Pod | undefined
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp || isTerminal(pod)) continue
    if (pod.metadata.labels?.[revisionHashLabel] === hash) newPod ??= pod
    else oldPod ??= pod
  }
  return { newPod, oldPod }
}
