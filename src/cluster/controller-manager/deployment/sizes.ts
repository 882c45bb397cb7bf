import type { Deployment, ReplicaSet } from '../../api/generated/types.ts'
import { parseTime } from '../../api/object.ts'

export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas'
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas'

/** An integer or a percentage of `total`, rounded up or down (intstr.GetScaledValueFromIntOrPercent). */
export function scaledValue(value: string | number | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) return 0
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(value)
  if (!percent) return Number(value) || 0
  const exact = (Number(percent[1]) * total) / 100
  return roundUp ? Math.ceil(exact) : Math.floor(exact)
}

export interface Fenceposts {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

/** Surge rounds up, unavailability down; both zero would block for ever, so that one may be missing (ResolveFenceposts). */
export function fenceposts(deployment: Deployment): Fenceposts {
  const replicas = replicasOf(deployment)
  if (deployment.spec?.strategy?.type === 'Recreate' || replicas === 0) return { maxSurge: 0, maxUnavailable: 0 }
  const rolling = deployment.spec?.strategy?.rollingUpdate
  const maxSurge = scaledValue(rolling?.maxSurge ?? '25%', replicas, true)
  const maxUnavailable = scaledValue(rolling?.maxUnavailable ?? '25%', replicas, false)
  if (maxSurge === 0 && maxUnavailable === 0) return { maxSurge, maxUnavailable: 1 }
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) }
}

export function replicasOf(object: { readonly spec?: { readonly replicas?: number | undefined } | undefined }): number {
  return object.spec?.replicas ?? 1
}

export function totalReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, one) => sum + replicasOf(one), 0)
}

export function totalAvailable(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, one) => sum + (one.status?.availableReplicas ?? 0), 0)
}

/** How large the new ReplicaSet may be now (NewRSNewReplicas). @param all includes `newSet`, if it exists */
export function newReplicaSetSize(deployment: Deployment, all: readonly ReplicaSet[], newSetReplicas: number): number {
  const replicas = replicasOf(deployment)
  if (deployment.spec?.strategy?.type === 'Recreate') return replicas
  const maxTotal = replicas + fenceposts(deployment).maxSurge
  const current = totalReplicas(all)
  if (current >= maxTotal) return newSetReplicas
  return newSetReplicas + Math.min(maxTotal - current, replicas - newSetReplicas)
}

/** One ReplicaSet to be given another size. */
export interface Resize {
  readonly set: ReplicaSet
  readonly replicas: number
}

/**
 * How far the old ReplicaSets may shrink now: first by what is not available anyway, the oldest first, then by
 * what availability can spare (reconcileOldReplicaSets).
 */
export function shrinkOld(deployment: Deployment, newSet: ReplicaSet, old: readonly ReplicaSet[]): readonly Resize[] {
  if (totalReplicas(old) === 0) return []
  const all = [...old, newSet]
  const minAvailable = replicasOf(deployment) - fenceposts(deployment).maxUnavailable
  const newUnavailable = replicasOf(newSet) - (newSet.status?.availableReplicas ?? 0)
  const maxScaledDown = totalReplicas(all) - minAvailable - newUnavailable
  if (maxScaledDown <= 0) return []

  const oldest = [...old].sort(byCreation)
  const sizes = new Map(oldest.map((set) => [set, replicasOf(set)]))
  let cleaned = 0
  for (const set of oldest) {
    const size = replicasOf(set)
    const unhealthy = size - (set.status?.availableReplicas ?? 0)
    if (cleaned >= maxScaledDown) break
    if (size === 0 || unhealthy === 0) continue
    const count = Math.min(maxScaledDown - cleaned, unhealthy)
    if (count < 0) continue
    sizes.set(set, size - count)
    cleaned += count
  }
  let spare = totalAvailable(all) - minAvailable
  for (const set of oldest) {
    if (spare <= 0) break
    const size = sizes.get(set) ?? 0
    if (size === 0) continue
    const count = Math.min(size, spare)
    sizes.set(set, size - count)
    spare -= count
  }
  return oldest.flatMap((set) => (sizes.get(set) === replicasOf(set) ? [] : [{ set, replicas: sizes.get(set) ?? 0 }]))
}

/**
 * Sizes after the deployment was scaled while several ReplicaSets have pods, or while it is paused: each keeps its
 * share, what is left over goes to the largest (dc.scale, GetReplicaSetProportion).
 */
export function scaleInProportion(deployment: Deployment, active: readonly ReplicaSet[]): readonly Resize[] {
  const replicas = replicasOf(deployment)
  const { maxSurge } = fenceposts(deployment)
  const allowed = replicas > 0 ? replicas + maxSurge : 0
  const toAdd = allowed - totalReplicas(active)
  const sorted = [...active].sort(toAdd > 0 ? bySizeNewest : bySizeOldest)
  const sizes = new Map<ReplicaSet, number>()
  let added = 0
  for (const set of sorted) {
    if (toAdd === 0) {
      sizes.set(set, replicasOf(set))
      continue
    }
    const share = shareOf(deployment, set, maxSurge)
    const rest = toAdd - added
    const proportion = toAdd > 0 ? Math.min(share, rest) : Math.max(share, rest)
    sizes.set(set, replicasOf(set) + proportion)
    added += proportion
  }
  return sorted.map((set, i) => {
    const size = sizes.get(set) ?? 0
    const leftover = i === 0 && toAdd !== 0 ? toAdd - added : 0
    return { set, replicas: Math.max(0, size + leftover) }
  })
}

function shareOf(deployment: Deployment, set: ReplicaSet, maxSurge: number): number {
  const size = replicasOf(set)
  const replicas = replicasOf(deployment)
  if (replicas === 0) return -size
  const annotated = Number(set.metadata.annotations?.[maxReplicasAnnotation] ?? Number.NaN)
  const before = Number.isInteger(annotated) && annotated > 0 ? annotated : (deployment.status?.replicas ?? 0)
  if (before === 0) return 0
  return Math.round((size * (replicas + maxSurge)) / before) - size
}

/** Whether the set is all that the deployment wants (IsSaturated). */
export function isSaturated(deployment: Deployment, set: ReplicaSet | undefined): boolean {
  if (!set) return false
  const desired = Number(set.metadata.annotations?.[desiredReplicasAnnotation] ?? Number.NaN)
  const replicas = replicasOf(deployment)
  return replicasOf(set) === replicas && desired === replicas && (set.status?.availableReplicas ?? 0) === replicas
}

/** The oldest first. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  return created(a) - created(b) || (String(a.metadata.name) < String(b.metadata.name) ? -1 : 1)
}

function bySizeNewest(a: ReplicaSet, b: ReplicaSet): number {
  return replicasOf(b) - replicasOf(a) || byCreation(b, a)
}

function bySizeOldest(a: ReplicaSet, b: ReplicaSet): number {
  return replicasOf(b) - replicasOf(a) || byCreation(a, b)
}

function created(set: ReplicaSet): number {
  return parseTime(set.metadata.creationTimestamp) || 0
}

/** What the deployment wanted when a set was sized, which tells scaling from rolling (SetReplicasAnnotations). */
export function sizeAnnotations(deployment: Deployment): Readonly<Record<string, string>> {
  const replicas = replicasOf(deployment)
  return {
    [desiredReplicasAnnotation]: String(replicas),
    [maxReplicasAnnotation]: String(replicas + fenceposts(deployment).maxSurge),
  }
}
