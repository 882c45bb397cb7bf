import type { Deployment, ReplicaSet } from '../../api/generated/types.ts'
import { desiredReplicasAnnotation, maxReplicasAnnotation, sizeAnnotations } from './sizes.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history'

/** Annotations of a deployment that its ReplicaSets do not inherit. */
const notInherited: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  'deprecated.deployment.rollback.to',
])

type Annotations = Readonly<Record<string, string>>

export function revisionOf(object: { readonly metadata: { readonly annotations?: Annotations | undefined } }): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0
}

export function maxRevision(sets: readonly ReplicaSet[]): number {
  return sets.reduce((max, set) => Math.max(max, revisionOf(set)), 0)
}

/**
 * What the new ReplicaSet's annotations have to be: those of the deployment, the revision, and, when an old set is
 * taken up again, the revisions it had before (SetNewReplicaSetAnnotations). The same object if nothing changes.
 */
export function newSetAnnotations(
  deployment: Deployment,
  current: Annotations | undefined,
  revision: number,
  exists: boolean,
): Annotations {
  const next: Record<string, string> = { ...current }
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!notInherited.has(key)) next[key] = value
  }
  const had = Number(current?.[revisionAnnotation] ?? 0) || 0
  if (had < revision) {
    next[revisionAnnotation] = String(revision)
    if (exists && current?.[revisionAnnotation] !== undefined) {
      const history = current[revisionHistoryAnnotation]
      next[revisionHistoryAnnotation] = history ? `${history},${had}` : String(had)
    }
  }
  return exists ? next : { ...next, ...sizeAnnotations(deployment) }
}
