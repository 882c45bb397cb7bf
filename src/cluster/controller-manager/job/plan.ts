import type { Job, Pod } from '../../api/generated/types.ts'
import { inOrderOfDeletion } from '../replicaset/ranking.ts'
import { indexOf } from './indexes.ts'
import { isIndexed } from './pods.ts'
import type { Tally } from './tally.ts'

const maxPodsPerSync = 500

export interface JobPlan {
  readonly remove: readonly Pod[]
  /** Completion indexes of the pods to create; undefined ones where the job has none. */
  readonly create: readonly (number | undefined)[]
}

/** How many pods there should be, and which are missing or too many (manageJob). */
export function planPods(job: Job, tally: Tally, wallTime: number): JobPlan {
  const { active, succeeded } = tally
  if (job.spec?.suspend) return { remove: active.slice(0, maxPodsPerSync), create: [] }
  const parallelism = job.spec?.parallelism ?? 1
  const { completions } = job.spec ?? {}
  let wanted: number
  if (completions === undefined) wanted = succeeded > 0 ? active.length : parallelism
  else wanted = Math.max(0, Math.min(completions - succeeded - (isIndexed(job) ? tally.failedIndexes.size : 0), parallelism))
  const surplus = active.length - wanted
  const doomed = new Set(isIndexed(job) ? duplicates(active, completions ?? 0) : [])
  for (const pod of inOrderOfDeletion(active, () => 0, wallTime)) {
    if (doomed.size >= surplus) break
    doomed.add(pod)
  }
  if (doomed.size > 0) return { remove: [...doomed].slice(0, maxPodsPerSync), create: [] }
  const waitForEnd = job.spec?.podReplacementPolicy === 'Failed' || job.spec?.podFailurePolicy !== undefined
  const missing = Math.min(wanted - active.length - (waitForEnd ? tally.terminating : 0), maxPodsPerSync)
  if (missing <= 0) return { remove: [], create: [] }
  if (!isIndexed(job)) return { remove: [], create: Array.from({ length: missing }, () => undefined) }
  return { remove: [], create: pendingIndexes(tally, completions ?? 0, missing) }
}

/** Pods of an index that another, older pod has too, or that does not exist any more. */
function duplicates(active: readonly Pod[], completions: number): readonly Pod[] {
  const seen = new Set<number>()
  return active.filter((pod) => {
    const index = indexOf(pod)
    if (index === undefined || index >= completions || seen.has(index)) return true
    seen.add(index)
    return false
  })
}

function pendingIndexes(
  { active, succeededIndexes, failedIndexes }: Tally,
  completions: number,
  count: number,
): readonly number[] {
  const busy = new Set(active.map(indexOf))
  const pending: number[] = []
  for (let index = 0; index < completions && pending.length < count; index++) {
    if (!busy.has(index) && !succeededIndexes.has(index) && !failedIndexes.has(index)) pending.push(index)
  }
  return pending
}
