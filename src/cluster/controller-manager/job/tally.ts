import type { Job, Pod } from '../../api/generated/types.ts'
import { isActive, isTerminal } from '../../api/pods.ts'
import { indexOf, parseIndexes } from './indexes.ts'
import { hasTrackingFinalizer, indexFailureCount, isIndexed } from './pods.ts'
import { failureVerdict } from './policies.ts'

/** Where a job stands, from its status and from pods that have ended but are not in it yet. */
export interface Tally {
  readonly active: readonly Pod[]
  /** On their way out, still running. */
  readonly terminating: number
  readonly succeeded: number
  readonly failed: number
  readonly newlySucceeded: readonly Pod[]
  /** Counted as failures. */
  readonly newlyFailed: readonly Pod[]
  /** All that ended and are let go once the status is written; the ones that are ignored by policy among them. */
  readonly toRelease: readonly Pod[]
  readonly succeededIndexes: ReadonlySet<number>
  readonly failedIndexes: ReadonlySet<number>
  /** Index → failures of it so far, where backoffLimitPerIndex counts them. */
  readonly indexFailures: ReadonlyMap<number, number>
  /** What podFailurePolicy has against the job. */
  readonly failJob: string | undefined
}

/** @param counted UIDs of pods that are in the status already, while their finalizer may still be seen */
export function tally(job: Job, pods: readonly Pod[], counted: ReadonlySet<string>): Tally {
  const indexed = isIndexed(job)
  const completions = job.spec?.completions ?? 0
  const perIndex = indexed ? job.spec?.backoffLimitPerIndex : undefined
  // A pod that goes counts as failed at once, unless replacements have to wait for its end.
  const onlyFailed = job.spec?.podReplacementPolicy === 'Failed' || job.spec?.podFailurePolicy !== undefined
  const newlySucceeded: Pod[] = []
  const newlyFailed: Pod[] = []
  const toRelease: Pod[] = []
  const succeededIndexes = indexed ? parseIndexes(job.status?.completedIndexes, completions) : new Set<number>()
  const failedIndexes = perIndex === undefined ? new Set<number>() : parseIndexes(job.status?.failedIndexes, completions)
  const indexFailures = new Map<number, number>()
  let failJob: string | undefined
  let terminating = 0
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp && !isTerminal(pod)) terminating++
    const index = indexed ? indexOf(pod) : undefined
    const failed =
      pod.status?.phase === 'Failed' ||
      (!onlyFailed && pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded')
    const verdict = failed && pod.status?.phase === 'Failed' ? failureVerdict(job, pod) : undefined
    if (perIndex !== undefined && index !== undefined && failed && verdict?.action !== 'Ignore') {
      const failures = Number(pod.metadata.annotations?.[indexFailureCount] ?? 0) + 1
      indexFailures.set(index, Math.max(indexFailures.get(index) ?? 0, failures))
      if (failures > perIndex || verdict?.action === 'FailIndex') failedIndexes.add(index)
    }
    if (verdict?.action === 'FailJob') failJob ??= verdict.message
    if (!hasTrackingFinalizer(pod) || counted.has(String(pod.metadata.uid))) continue
    if (pod.status?.phase === 'Succeeded') {
      toRelease.push(pod)
      if (indexed && (index === undefined || index >= completions || succeededIndexes.has(index))) continue
      if (index !== undefined) succeededIndexes.add(index)
      newlySucceeded.push(pod)
    } else if (failed) {
      toRelease.push(pod)
      if (verdict?.action !== 'Ignore') newlyFailed.push(pod)
    }
  }
  return {
    active: pods.filter(isActive),
    terminating,
    succeeded: indexed ? succeededIndexes.size : (job.status?.succeeded ?? 0) + newlySucceeded.length,
    failed: (job.status?.failed ?? 0) + newlyFailed.length,
    newlySucceeded,
    newlyFailed,
    toRelease,
    succeededIndexes,
    failedIndexes,
    indexFailures,
    failJob,
  }
}
