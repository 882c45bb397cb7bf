import { semanticEqual } from '../../api/equality.ts'
import type { Job, JobCondition, JobStatus, Pod } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { formatTime, type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { isReady } from '../../api/pods.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { claim } from '../adoption.ts'
import { Expectations } from '../expectations.ts'
import { controllerOf, ownerKey } from '../owner-references.ts'
import { perContext } from '../per-context.ts'
import { createPod, deletePod, slowStartBatch } from '../pod-control.ts'
import { type BackOff, nextBackOff, remainingMs } from './backoff.ts'
import { formatIndexes } from './indexes.ts'
import { planPods } from './plan.ts'
import { finishedAt, hasTrackingFinalizer, isIndexed, jobPod, trackingFinalizer } from './pods.ts'
import { type Tally, tally } from './tally.ts'
import { deadlineMs, isFinished, type Verdict, verdictOn } from './verdict.ts'

/** Changes of pods within a second are dealt with together (syncJobBatchPeriod). */
const batchMs = 1000
/** Keys of pods whose job is gone bear this prefix. */
const orphan = 'orphan/'

class Memory {
  readonly expectations = new Expectations()
  /** Job key → UIDs of pods that its status counts. */
  readonly counted = new Map<string, Set<string>>()
  readonly backOffs = new Map<string, BackOff>()
}

const memories = perContext(() => new Memory())

/** Runs pods until enough of them have succeeded, or too many failed (pkg/controller/job). */
export const jobController: Controller = {
  name: 'job-controller',
  watches: [
    { resource: resources.jobs, keys: keysOfJob },
    { resource: resources.pods, keys: keysOfPod },
  ],
  start: memories.reset,
  reconcile(key, context) {
    if (key.startsWith(orphan)) {
      releaseOrphan(context, key.slice(orphan.length))
      return
    }
    const { namespace, name } = splitKey(key)
    const job = context.informers.for<Job>(resources.jobs).get(namespace, name)
    const memory = memories(context)
    if (job) sync(context, job, key)
    else {
      memory.expectations.forget(key)
      memory.counted.delete(key)
      memory.backOffs.delete(key)
    }
  },
}

function keysOfJob(object: KubeObject, { informers }: ControllerContext, old?: KubeObject): readonly string[] {
  const job = object as Job
  const gone = !old && !informers.for<Job>(resources.jobs).get(job.metadata.namespace, String(job.metadata.name))
  const left = gone ? informers.for<Pod>(resources.pods).byIndex('owner', String(job.metadata.uid)) : []
  return [keyOf(job), ...left.map((pod) => `${orphan}${keyOf(pod)}`)]
}

function keysOfPod(object: KubeObject, context: ControllerContext, before?: KubeObject): readonly string[] {
  const pod = object as Pod
  const old = before as Pod | undefined
  const key = ownerKey(pod, 'Job', 'batch')
  const uid = String(pod.metadata.uid)
  if (key === undefined) return hasTrackingFinalizer(pod) && !controllerOf(pod) ? [`${orphan}${keyOf(pod)}`] : []
  const { expectations } = memories(context)
  if (!old) expectations.observed(key, uid)
  else if (pod.metadata.deletionTimestamp) expectations.observedDeletion(key, uid)
  const { namespace, name } = splitKey(key)
  const job = context.informers.for<Job>(resources.jobs).get(namespace, name)
  if (job?.metadata.uid !== controllerOf(pod)?.uid) return hasTrackingFinalizer(pod) && old ? [`${orphan}${keyOf(pod)}`] : []
  if (!old || old.status !== pod.status || old.metadata !== pod.metadata) context.enqueue(key, batchMs)
  return []
}

/** A pod whose job is gone is let go (syncOrphanPod). */
function releaseOrphan(context: ControllerContext, key: string): void {
  const { namespace, name } = splitKey(key)
  const pod = context.informers.for<Pod>(resources.pods).get(namespace, name)
  if (!pod || !hasTrackingFinalizer(pod)) return
  const ownerName = ownerKey(pod, 'Job', 'batch')
  const owner = ownerName && context.informers.for<Job>(resources.jobs).get(namespace, splitKey(ownerName).name)
  if (!owner || owner.metadata.uid !== controllerOf(pod)?.uid) release(context, pod)
}

function release({ api }: ControllerContext, pod: Pod): void {
  const finalizers = (pod.metadata.finalizers ?? []).filter((one) => one !== trackingFinalizer)
  const { namespace, name, uid } = pod.metadata
  try {
    const patch = { metadata: { uid, finalizers: finalizers.length ? finalizers : null } }
    api.patch(resources.pods, namespace, String(name), patch, { type: 'merge' })
  } catch (error) {
    if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
  }
}

/** syncJob. */
function sync(context: ControllerContext, given: Job, key: string): void {
  const { sim } = context
  const memory = memories(context)
  if (isFinished(given)) {
    memory.counted.delete(key)
    memory.backOffs.delete(key)
    return
  }
  if (given.spec?.managedBy && given.spec.managedBy !== 'kubernetes.io/job-controller') return
  let job = given
  if (!job.spec?.suspend && job.status?.startTime === undefined) {
    job = { ...job, status: { ...job.status, startTime: formatTime(sim.wallTime) } }
  }
  const selector = job.spec?.selector
  const pods = claim<Pod>(context, resources.pods, job, (pod) => !selector || labelSelectorMatches(selector, pod.metadata.labels))
  const counted = memory.counted.get(key) ?? new Set<string>()
  memory.counted.set(key, counted)
  const now = tally(job, pods, counted)
  const times = (ended: readonly Pod[]): readonly number[] => ended.map((pod) => finishedAt(pod, sim.wallTime))
  const backOff = nextBackOff(memory.backOffs.get(key), times(now.newlySucceeded), times(now.newlyFailed))
  const verdict = verdictOn(job, now, sim.wallTime)
  const managed = manage(context, job, key, now, verdict, backOff)
  const status = statusOf(context, job, now, managed, verdict)
  if (!semanticEqual(status, given.status)) {
    const written = context.api.update(resources.jobs, { ...given, status }, { subresource: 'status' })
    tellOfEnd(context, written, given, verdict)
  }
  // From here on the status counts them.
  if (backOff) memory.backOffs.set(key, backOff)
  for (const pod of now.toRelease) {
    counted.add(String(pod.metadata.uid))
    release(context, pod)
  }
  const left = deadlineMs(job, sim.wallTime)
  if (left !== undefined && left > 0 && !verdict) context.enqueue(key, left)
  if (managed.failure !== undefined) throw managed.failure
}

interface Managed {
  readonly created: readonly Pod[]
  readonly deleted: readonly Pod[]
  readonly failure: unknown
}

/** Creates and deletes pods; all that are active when the job is over (manageJob, deleteActivePods). */
function manage(
  context: ControllerContext,
  job: Job,
  key: string,
  now: Tally,
  verdict: Verdict | undefined,
  backOff: BackOff | undefined,
): Managed {
  const { sim } = context
  const { expectations } = memories(context)
  const created: Pod[] = []
  if (job.metadata.deletionTimestamp !== undefined || (!verdict && !expectations.satisfied(key, sim.now))) {
    return { created, deleted: [], failure: undefined }
  }
  const plan = verdict ? { remove: now.active, create: [] } : planPods(job, now, sim.wallTime)
  let failure: unknown
  const deleted: Pod[] = []
  for (const pod of plan.remove) {
    expectations.deletion(key, String(pod.metadata.uid), sim.now)
    try {
      deletePod(context, job, pod)
      deleted.push(pod)
    } catch (error) {
      expectations.observedDeletion(key, String(pod.metadata.uid))
      if (!(error instanceof ApiError)) throw error
      failure ??= error
    }
  }
  if (plan.create.length === 0) return { created, deleted, failure }
  const waitMs = remainingMs(backOff, sim.wallTime)
  if (waitMs > 0) {
    context.enqueue(key, waitMs)
    return { created, deleted, failure }
  }
  failure ??= slowStartBatch(plan.create.length, (i) => {
    const index = plan.create[i]
    const pod = createPod(context, job, jobPod(job, index, index === undefined ? 0 : (now.indexFailures.get(index) ?? 0)))
    if (!pod) return
    expectations.creation(key, String(pod.metadata.uid), sim.now)
    created.push(pod)
  })
  return { created, deleted, failure }
}

function statusOf(context: ControllerContext, job: Job, now: Tally, managed: Managed, verdict: Verdict | undefined): JobStatus {
  const { sim, events } = context
  const active = now.active.length - managed.deleted.length + managed.created.length
  const terminating = now.terminating + managed.deleted.length
  const set = (
    conditions: readonly JobCondition[],
    type: string,
    status: string,
    reason: string,
    message: string,
  ): readonly JobCondition[] => {
    const time = formatTime(sim.wallTime)
    const others = conditions.filter((one) => one.type !== type)
    return [...others, { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message }]
  }
  let conditions = job.status?.conditions ?? []
  let { startTime, completionTime } = job.status ?? {}
  if (verdict) {
    const interim = verdict.success ? 'SuccessCriteriaMet' : 'FailureTarget'
    if (!conditions.some((one) => one.type === interim))
      conditions = set(conditions, interim, 'True', verdict.reason, verdict.message)
    if (active === 0 && terminating === 0) {
      conditions = set(conditions, verdict.success ? 'Complete' : 'Failed', 'True', verdict.reason, verdict.message)
      if (verdict.success) completionTime = formatTime(sim.wallTime)
    }
  } else {
    const suspended = conditions.find((one) => one.type === 'Suspended')
    if (job.spec?.suspend && suspended?.status !== 'True') {
      conditions = set(conditions, 'Suspended', 'True', 'JobSuspended', 'Job suspended')
      events.event(job, 'Normal', 'Suspended', 'Job suspended')
    } else if (!job.spec?.suspend && suspended?.status === 'True') {
      conditions = set(conditions, 'Suspended', 'False', 'JobResumed', 'Job resumed')
      events.event(job, 'Normal', 'Resumed', 'Job resumed')
      startTime = formatTime(sim.wallTime)
    }
  }
  const perIndex = isIndexed(job) && job.spec?.backoffLimitPerIndex !== undefined
  return {
    startTime,
    completionTime,
    conditions: conditions.length ? conditions : undefined,
    active: active || undefined,
    ready: now.active.filter((pod) => isReady(pod) && !managed.deleted.includes(pod)).length,
    terminating,
    succeeded: now.succeeded || undefined,
    failed: now.failed || undefined,
    completedIndexes: isIndexed(job) ? formatIndexes(now.succeededIndexes) || undefined : undefined,
    failedIndexes: perIndex ? formatIndexes(now.failedIndexes) : undefined,
    uncountedTerminatedPods: {},
  }
}

function tellOfEnd({ events }: ControllerContext, job: Job, old: Job, verdict: Verdict | undefined): void {
  if (!verdict || !isFinished(job) || isFinished(old)) return
  if (!verdict.success) {
    events.event(job, 'Warning', verdict.reason, verdict.message)
    return
  }
  const { completions } = job.spec ?? {}
  const succeeded = job.status?.succeeded ?? 0
  if (completions !== undefined && succeeded > completions) {
    events.event(job, 'Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached')
  }
  events.event(job, 'Normal', 'Completed', 'Job completed')
}
