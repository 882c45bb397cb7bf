import { semanticEqual } from '../../api/equality.ts'
import type { CronJob, Job, ObjectReference } from '../../api/generated/types.ts'
import { formatTime, type KubeObject, keyOf, parseTime, splitKey } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { controllerReference, ownerKey } from '../owner-references.ts'
import { isNamespaceTerminating } from '../pod-control.ts'
import { missedSchedule } from './missed.ts'
import { parseSchedule, type Schedule } from './schedule.ts'

/** Starts come a little after their time, so that clocks that differ do not start them twice (nextScheduleDelta). */
const scheduleDeltaMs = 100

/** Makes jobs by the clock (pkg/controller/cronjob, v2). */
export const cronJobController: Controller = {
  name: 'cronjob-controller',
  watches: [
    { resource: resources.cronjobs, keys: (object) => [keyOf(object)] },
    { resource: resources.jobs, keys: keysOfJob },
  ],
  reconcile(key, context) {
    const { namespace, name } = splitKey(key)
    const cronJob = context.informers.for<CronJob>(resources.cronjobs).get(namespace, name)
    if (cronJob) sync(context, cronJob, key)
  },
}

function keysOfJob(object: KubeObject): readonly string[] {
  const key = ownerKey(object, 'CronJob', 'batch')
  return key === undefined ? [] : [key]
}

function endOf(job: Job): string | undefined {
  return job.status?.conditions?.find((one) => (one.type === 'Complete' || one.type === 'Failed') && one.status === 'True')?.type
}

function sync(context: ControllerContext, cronJob: CronJob, key: string): void {
  const jobs = context.informers.for<Job>(resources.jobs).byIndex('owner', String(cronJob.metadata.uid))
  let now = noteEnded(context, cronJob, jobs)
  if (now.metadata.deletionTimestamp === undefined && !now.spec?.suspend) now = startIfDue(context, now, key)
  if (!semanticEqual(now.status, cronJob.status)) {
    context.api.update(resources.cronjobs, { ...cronJob, status: now.status }, { subresource: 'status' })
  }
  removeOld(context, cronJob, jobs)
}

/** Jobs that ended leave the list of active ones. */
function noteEnded({ events, api }: ControllerContext, cronJob: CronJob, jobs: readonly Job[]): CronJob {
  let active = cronJob.status?.active ?? []
  let lastSuccessfulTime = cronJob.status?.lastSuccessfulTime
  for (const job of jobs) {
    const { name, uid } = job.metadata
    const end = endOf(job)
    const listed = active.some((one) => one.uid === uid)
    if (!listed && !end) {
      const latest = fetch(api, cronJob)
      if (latest?.status?.active?.some((one) => one.uid === uid)) continue
      events.event(cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`)
    } else if (listed && end) {
      active = active.filter((one) => one.uid !== uid)
      events.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`)
    }
    const completed = job.status?.completionTime
    if (end === 'Complete' && completed && !(parseTime(lastSuccessfulTime) >= parseTime(completed)))
      lastSuccessfulTime = completed
  }
  for (const reference of active) {
    if (jobs.some((job) => job.metadata.uid === reference.uid) || exists(api, reference)) continue
    events.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${reference.name}`)
    active = active.filter((one) => one !== reference)
  }
  const status = { ...cronJob.status, active: active.length ? active : undefined, lastSuccessfulTime }
  return { ...cronJob, status }
}

function fetch(api: ControllerContext['api'], { metadata }: CronJob): CronJob | undefined {
  try {
    return api.get<CronJob>(resources.cronjobs, metadata.namespace, String(metadata.name))
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return undefined
    throw error
  }
}

function exists(api: ControllerContext['api'], { namespace, name, uid }: ObjectReference): boolean {
  try {
    return api.get<Job>(resources.jobs, namespace, String(name)).metadata.uid === uid
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return false
    throw error
  }
}

/** Makes the job that is due, if any, and comes back for the next. */
function startIfDue(context: ControllerContext, cronJob: CronJob, key: string): CronJob {
  const { events, sim } = context
  const schedule = scheduleOf(context, cronJob)
  if (!schedule) return cronJob
  const again = (): void => {
    const next = schedule.next(sim.wallTime)
    if (next !== undefined) context.enqueue(key, next - sim.wallTime + scheduleDeltaMs)
  }
  const { scheduledAt, tooMany } = missedSchedule(cronJob, schedule, sim.wallTime)
  if (tooMany) {
    const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
    events.event(cronJob, 'Warning', 'TooManyMissedTimes', message)
  }
  again()
  if (scheduledAt === undefined) return cronJob
  const deadline = cronJob.spec?.startingDeadlineSeconds
  if (deadline !== undefined && scheduledAt + deadline * 1000 < sim.wallTime) {
    const time = new Date(scheduledAt).toUTCString().replace('GMT', '+0000')
    events.event(cronJob, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${time}`)
    return cronJob
  }
  let active = cronJob.status?.active ?? []
  const name = `${cronJob.metadata.name}-${Math.floor(scheduledAt / 60_000)}`
  if (active.some((one) => one.name === name)) return cronJob
  if (cronJob.spec?.concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    events.event(cronJob, 'Normal', 'JobAlreadyActive', message)
    return cronJob
  }
  if (cronJob.spec?.concurrencyPolicy === 'Replace') {
    for (const one of active) removeJob(context, cronJob, String(one.name))
    active = []
  }
  const job = createJob(context, cronJob, name, scheduledAt)
  if (!job) return cronJob
  const { namespace, uid, resourceVersion } = job.metadata
  const reference = { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion }
  return { ...cronJob, status: { ...cronJob.status, active: [...active, reference], lastScheduleTime: formatTime(scheduledAt) } }
}

function scheduleOf({ events }: ControllerContext, cronJob: CronJob): Schedule | undefined {
  const { schedule = '', timeZone } = cronJob.spec ?? {}
  try {
    return parseSchedule(schedule, timeZone)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    if (error instanceof RangeError) {
      events.event(cronJob, 'Warning', 'UnknownTimeZone', `invalid timeZone: "${timeZone}": unknown time zone ${timeZone}`)
    } else events.event(cronJob, 'Warning', 'UnparseableSchedule', `unparseable schedule: "${schedule}" : ${why}`)
    return undefined
  }
}

function createJob({ api, events }: ControllerContext, cronJob: CronJob, name: string, scheduledAt: number): Job | undefined {
  const template = cronJob.spec?.jobTemplate
  const namespace = cronJob.metadata.namespace
  try {
    const job = api.create<Job>(resources.jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        namespace,
        labels: template?.metadata?.labels,
        annotations: {
          ...template?.metadata?.annotations,
          'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTime(scheduledAt),
        },
        ownerReferences: [controllerReference(cronJob)],
      },
      spec: template?.spec,
    })
    events.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`)
    return job
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (isNamespaceTerminating(error)) return undefined
    if (error.is('AlreadyExists')) {
      const job = api.get<Job>(resources.jobs, namespace, name)
      return job.metadata.ownerReferences?.some((owner) => owner.uid === cronJob.metadata.uid) ? job : undefined
    }
    events.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`)
    throw error
  }
}

/** Finished jobs beyond the history limits go, the oldest first (cleanupFinishedJobs). */
function removeOld(context: ControllerContext, cronJob: CronJob, jobs: readonly Job[]): void {
  const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cronJob.spec ?? {}
  const byEnd: readonly (readonly [string, number])[] = [
    ['Complete', successfulJobsHistoryLimit],
    ['Failed', failedJobsHistoryLimit],
  ]
  for (const [end, limit] of byEnd) {
    const done = jobs.filter((job) => endOf(job) === end && job.metadata.deletionTimestamp === undefined)
    const started = (job: Job): number => parseTime(job.status?.startTime) || 0
    const sorted = [...done].sort(
      (a, b) => started(a) - started(b) || (String(a.metadata.name) < String(b.metadata.name) ? -1 : 1),
    )
    for (const job of sorted.slice(0, Math.max(0, sorted.length - limit))) removeJob(context, cronJob, String(job.metadata.name))
  }
}

function removeJob({ api, events }: ControllerContext, cronJob: CronJob, name: string): void {
  try {
    api.delete(resources.jobs, cronJob.metadata.namespace, name, { propagationPolicy: 'Background' })
    events.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.is('NotFound')) return
    events.event(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`)
    throw error
  }
}
