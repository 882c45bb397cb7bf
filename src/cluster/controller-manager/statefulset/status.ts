import type { Pod, StatefulSet, StatefulSetStatus } from '../../api/generated/types.ts'
import { revisionHashLabel } from '../history/revisions.ts'
import { isAvailable } from '../pod-state.ts'
import { isRunningAndReady } from './plan.ts'

export interface StatefulRevisions {
  readonly current: string
  readonly update: string
  readonly collisionCount: number | undefined
}

/** Counts by readiness and revision; a finished update makes the update revision the current one (completeRollingUpdate). */
export function statefulSetStatus(
  set: StatefulSet,
  pods: readonly Pod[],
  revisions: StatefulRevisions,
  wallTime: number,
): StatefulSetStatus {
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  const counts = { ready: 0, available: 0, current: 0, updated: 0 }
  for (const pod of pods) {
    if (isRunningAndReady(pod)) {
      counts.ready++
      if (isAvailable(pod, minReadySeconds, wallTime)) counts.available++
    }
    if (pod.metadata.deletionTimestamp) continue
    const revision = pod.metadata.labels?.[revisionHashLabel]
    if (revision === revisions.current) counts.current++
    if (revision === revisions.update) counts.updated++
  }
  const replicas = set.spec?.replicas ?? 1
  const complete =
    set.spec?.updateStrategy?.type !== 'OnDelete' &&
    counts.updated === replicas &&
    counts.ready === replicas &&
    pods.length === replicas
  return {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: counts.ready || undefined,
    availableReplicas: counts.available,
    currentReplicas: (complete ? counts.updated : counts.current) || undefined,
    updatedReplicas: counts.updated || undefined,
    currentRevision: complete ? revisions.update : revisions.current,
    updateRevision: revisions.update,
    collisionCount: revisions.collisionCount ?? 0,
    conditions: set.status?.conditions,
  }
}
