import type { Job, JobCondition, Pod } from '../../api/generated/types.ts'
import { parseTime } from '../../api/object.ts'
import { isIndexed } from './pods.ts'
import { successVerdict } from './policies.ts'
import type { Tally } from './tally.ts'

/** How a job ends. */
export interface Verdict {
  readonly success: boolean
  readonly reason: string
  readonly message: string
}

export function jobCondition(job: Job, type: string): JobCondition | undefined {
  return job.status?.conditions?.find((one) => one.type === type && one.status === 'True')
}

export function isFinished(job: Job): boolean {
  return jobCondition(job, 'Complete') !== undefined || jobCondition(job, 'Failed') !== undefined
}

/** Whether the job has failed, or succeeded, and why; undefined while it goes on (syncJob). */
export function verdictOn(job: Job, tally: Tally, wallTime: number): Verdict | undefined {
  const earlier = jobCondition(job, 'FailureTarget') ?? jobCondition(job, 'SuccessCriteriaMet')
  if (earlier) {
    return { success: earlier.type === 'SuccessCriteriaMet', reason: earlier.reason ?? '', message: earlier.message ?? '' }
  }
  const failure = failureOf(job, tally, wallTime)
  if (failure) return { success: false, ...failure }
  const matched = isIndexed(job) && job.spec?.successPolicy ? successVerdict(job, tally.succeededIndexes) : undefined
  if (matched) return { success: true, reason: 'SuccessPolicy', message: matched }
  const { completions } = job.spec ?? {}
  const reached = completions === undefined ? tally.succeeded > 0 && tally.active.length === 0 : tally.succeeded >= completions
  if (reached) return { success: true, reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
  return undefined
}

function failureOf(job: Job, tally: Tally, wallTime: number): { reason: string; message: string } | undefined {
  if (tally.failJob !== undefined) return { reason: 'PodFailurePolicy', message: tally.failJob }
  const backoffLimit = job.spec?.backoffLimit ?? 6
  if (tally.failed > backoffLimit || restartedTooOften(job, tally.active, backoffLimit)) {
    return { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' }
  }
  if (deadlineMs(job, wallTime) === 0)
    return { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' }
  const { maxFailedIndexes, completions } = job.spec ?? {}
  if (maxFailedIndexes !== undefined && tally.failedIndexes.size > maxFailedIndexes) {
    return { reason: 'MaxFailedIndexesExceeded', message: 'Job has exceeded the specified maximal number of failed indexes' }
  }
  const settled = tally.failedIndexes.size + tally.succeededIndexes.size
  if (tally.failedIndexes.size > 0 && completions !== undefined && settled >= completions) {
    return { reason: 'FailedIndexes', message: 'Job has failed indexes' }
  }
  return undefined
}

/** With restartPolicy OnFailure the restarts of running pods count against the limit (pastBackoffLimitOnFailure). */
function restartedTooOften(job: Job, pods: readonly Pod[], backoffLimit: number): boolean {
  if (job.spec?.template.spec?.restartPolicy !== 'OnFailure') return false
  let restarts = 0
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue
    for (const one of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += one.restartCount
  }
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit
}

/** What is left of activeDeadlineSeconds; undefined if there is no deadline, or the job is suspended. */
export function deadlineMs(job: Job, wallTime: number): number | undefined {
  const seconds = job.spec?.activeDeadlineSeconds
  if (seconds === undefined || job.status?.startTime === undefined || job.spec?.suspend) return undefined
  return Math.max(0, parseTime(job.status.startTime) + seconds * 1000 - wallTime)
}
