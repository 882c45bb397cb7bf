import type { CronJob } from '../../api/generated/types.ts'
import { parseTime } from '../../api/object.ts'
import type { Schedule } from './schedule.ts'

const manyMissed = 100

export interface Missed {
  /** The latest time that should have been; undefined if none since the last. */
  readonly scheduledAt: number | undefined
  readonly tooMany: boolean
}

/** Times that were due since the last start (mostRecentScheduleTime). Only the latest of them is made up for. */
export function missedSchedule(cronJob: CronJob, schedule: Schedule, wallTime: number): Missed {
  const last = parseTime(cronJob.status?.lastScheduleTime)
  let earliest = Number.isNaN(last) ? parseTime(cronJob.metadata.creationTimestamp) : last
  const deadline = cronJob.spec?.startingDeadlineSeconds
  if (deadline !== undefined) earliest = Math.max(earliest, wallTime - deadline * 1000)
  let scheduledAt: number | undefined
  let count = 0
  for (let at = schedule.next(earliest); at !== undefined && at <= wallTime; at = schedule.next(at)) {
    scheduledAt = at
    count++
    // A clock that jumped by months would keep us here for ever.
    if (count > 10_000) break
  }
  return { scheduledAt, tooMany: count > manyMissed }
}
