import type { ContainerConfig } from '../runtime/config.ts'
import { RuntimeError } from '../runtime/image-store.ts'
import { newestContainer, type ObservedPod, type ObservedSandbox } from '../runtime/observed.ts'
import { because, type Task } from '../runtime/task.ts'
import { formatGoDuration } from './back-off.ts'
import { ConfigError, containerConfig } from './container-config.ts'
import { type ContainerRecorder, containerRecorder } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { runPostStart } from './lifecycle-hooks.ts'
import { forgetOldRuns } from './old-runs.ts'
import { type AnyContainer, type ContainerRole, describePod, specOf, uidOf } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'

/** A sync that did not achieve everything. */
export interface SyncFailure {
  /** Expected to pass within a second. */
  readonly transient: boolean
}

/**
 * Starts one container: back-off, image, create, start, postStart (kuberuntime_container.go startContainer and the
 * `start` helper of SyncPod). Never throws; says what went wrong, if anything did.
 */
export function* startContainer(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  role: ContainerRole,
  observed: ObservedPod,
  sandbox: ObservedSandbox,
): Task<SyncFailure | undefined> {
  const recorder = containerRecorder(context.sim, context.events, context.by, worker.pod, container.name, role)
  const waiting = backOff(context, worker, container, observed, recorder)
  if (waiting) {
    worker.failures.set(container.name, { reason: 'CrashLoopBackOff', message: waiting.message })
    return { transient: false }
  }
  const failure = yield* attempt(context, worker, container, role, observed, sandbox, recorder)
  worker.failures.set(container.name, failure)
  return failure ? { transient: false } : undefined
}

interface AttemptFailure {
  readonly reason: string
  readonly message: string
}

function* attempt(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  role: ContainerRole,
  observed: ObservedPod,
  sandbox: ObservedSandbox,
  recorder: ContainerRecorder,
): Task<AttemptFailure | undefined> {
  const { runtime } = context
  const ensured = yield* context.images.ensure(worker.pod, container.image ?? '', container.imagePullPolicy, recorder)
  if (!('image' in ensured)) {
    recorder.event('Warning', 'Failed', `Error: ${ensured.reason}`)
    return ensured
  }
  const missing = yield* imageVolumes(context, worker, container, recorder)
  if (missing) {
    recorder.event('Warning', 'Failed', `Error: ${missing.reason}`)
    return missing
  }
  const before = newestContainer(observed, container.name)
  const attemptNumber = before
    ? before.attempt + 1
    : (worker.reset.get(container.name) ?? priorRestarts(context, worker, container.name) ?? 0)
  let config: ContainerConfig
  try {
    config = containerConfig(context, worker, container, role, ensured.image, attemptNumber, sandbox)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    recorder.event('Warning', 'Failed', `Error: ${error.message}`)
    return { reason: 'CreateContainerConfigError', message: error.message }
  }
  let id: string
  try {
    id = yield* runtime.createContainer(sandbox.id, config)
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    recorder.event('Warning', 'Failed', `Error: ${error.message}`)
    return { reason: 'CreateContainerError', message: error.message }
  }
  recorder.event('Normal', 'Created', 'Container created')
  try {
    yield* runtime.startContainer(id)
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    const record = recorder.record('container-start-failed', { error: error.message })
    yield* because(record)
    forgetOldRuns(context.runtime, worker.uid)
    recorder.event('Warning', 'Failed', `Error: ${error.message}`)
    return { reason: 'RunContainerError', message: error.message }
  }
  worker.resize.started(container, id)
  worker.reset.delete(container.name)
  const record = recorder.record('container-started', { id, attempt: attemptNumber, image: ensured.image.name })
  yield* because(record)
  recorder.event('Normal', 'Started', 'Container started')
  forgetOldRuns(context.runtime, worker.uid)
  if (!container.lifecycle?.postStart) return undefined
  const hook = yield* runPostStart(context, worker, container, id, recorder)
  return hook
}

/** Pulls and mounts the images that this container mounts as volumes. */
function* imageVolumes(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  recorder: ContainerRecorder,
): Task<AttemptFailure | undefined> {
  for (const volume of specOf(worker.pod).volumes ?? []) {
    if (!volume.image || !container.volumeMounts?.some((mount) => mount.name === volume.name)) continue
    const { reference = '', pullPolicy } = volume.image
    const ensured = yield* context.images.ensure(worker.pod, reference, pullPolicy, recorder)
    if (!('image' in ensured)) return ensured
    context.volumes.mountImage(worker.pod, volume)
  }
  return undefined
}

/** A restart count that the API remembers of a container which the runtime has lost. */
function priorRestarts(context: KubeletContext, worker: PodWorker, name: string): number | undefined {
  const status = context.statuses.get(worker.uid) ?? worker.pod.status
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  const known = all.find((candidate) => candidate.name === name)
  return known?.lastState?.terminated ? known.restartCount : undefined
}

/** doBackOff: counted from the end of the last run; the first restart is free. */
function backOff(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  observed: ObservedPod,
  recorder: ContainerRecorder,
): { readonly message: string } | undefined {
  // The newest that has ended: when a probe has just killed the present run, that is the one before it.
  const last = observed.containers.find((run) => run.name === container.name && run.state === 'exited')
  if (!last) return undefined
  const { restartBackOff, sim } = context
  const key = backOffKey(worker, container)
  const finishedAt = last.finishedAt - sim.startTime
  if (restartBackOff.isInBackOffSince(key, finishedAt, sim.now)) {
    const delayMs = restartBackOff.get(key)
    const pod = describePod(worker.pod)
    if (worker.backOffs.get(container.name)?.since !== finishedAt) {
      worker.backOffs.set(container.name, { since: finishedAt, until: finishedAt + delayMs, delayMs })
      recorder.record('back-off-begun', { delayMs, exitCode: last.exitCode, until: finishedAt + delayMs })
    }
    recorder.event('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${pod}`)
    return {
      message: `back-off ${formatGoDuration(delayMs)} restarting failed container=${container.name} pod=${pod}`,
    }
  }
  worker.backOffs.delete(container.name)
  restartBackOff.next(key, finishedAt, sim.now)
  return undefined
}

/** GetBackoffKey: another image or other resources start over. */
function backOffKey(worker: PodWorker, container: AnyContainer): string {
  return `${uidOf(worker.pod)}/${container.name}/${container.image}/${JSON.stringify(container.resources ?? {})}`
}
