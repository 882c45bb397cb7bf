import { type Task, together } from '../runtime/task.ts'
import { containerRecorder } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { runPreStop } from './lifecycle-hooks.ts'
import { type AnyContainer, findContainer, hasSidecars, initContainersOf, isSidecar, specOf } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import { TerminationOrder } from './termination-order.ts'

/** Why a container is killed, and how long it may take. */
export interface Kill {
  /** Of the Killing event; `Stopping container <name>` if absent. */
  readonly message: string | undefined
  readonly reason: string
  /** Overrides what the Pod says. */
  readonly gracePeriodSeconds?: number | undefined
}

/** Least time that a process gets after its stop signal: minimumGracePeriodInSeconds. */
const minimumGracePeriodSeconds = 2

/** kuberuntime_container.go killContainer: event, preStop, stop signal, KILL. Ends when the container has. */
export function* killContainer(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  id: string,
  kill: Kill,
  order?: TerminationOrder,
): Task<void> {
  const { pod } = worker
  const role = findContainer(pod, container.name)?.role ?? 'app'
  const recorder = containerRecorder(context.sim, context.events, context.by, pod, container.name, role)
  const observed = context.runtime.observe(worker.uid).containers.find((candidate) => candidate.id === id)
  if (observed?.state !== 'running' && observed?.state !== 'created') {
    order?.ended(container.name)
    return
  }
  let grace = gracePeriodOf(worker, container, kill)
  recorder.event('Normal', 'Killing', kill.message ?? `Stopping container ${container.name}`)
  recorder.record('container-killing', { reason: kill.reason, gracePeriodSeconds: grace })
  const startedAt = context.sim.now
  worker.noteTermination(startedAt, startedAt + Math.max(grace, minimumGracePeriodSeconds) * 1000)
  if (container.lifecycle?.preStop && grace > 0) {
    const took = yield* runPreStop(context, worker, container, id, grace, recorder)
    grace -= Math.floor(took / 1000)
  }
  if (order && grace > 0) {
    const waited = yield* order.waitTurn(container.name, grace * 1000)
    grace -= Math.floor(waited / 1000)
  }
  if (grace < minimumGracePeriodSeconds) grace = minimumGracePeriodSeconds
  yield* context.runtime.stopContainer(id, grace * 1000)
  order?.ended(container.name)
}

/** setTerminationGracePeriod and what pod_workers works out before it. */
function gracePeriodOf(worker: PodWorker, container: AnyContainer, kill: Kill): number {
  if (kill.gracePeriodSeconds !== undefined) return kill.gracePeriodSeconds
  const { pod } = worker
  const deletion = pod.metadata.deletionGracePeriodSeconds
  if (deletion !== undefined && pod.metadata.deletionTimestamp !== undefined) return deletion
  const probe =
    kill.reason === 'liveness-probe'
      ? container.livenessProbe?.terminationGracePeriodSeconds
      : kill.reason === 'startup-probe'
        ? container.startupProbe?.terminationGracePeriodSeconds
        : undefined
  return probe ?? specOf(pod).terminationGracePeriodSeconds ?? 30
}

/** Stops all containers of a Pod, side by side; sidecars after the rest, the last one first. */
export function* killPodContainers(context: KubeletContext, worker: PodWorker, kill: Kill): Task<void> {
  const { pod } = worker
  const running = context.runtime
    .observe(worker.uid)
    .containers.filter((container) => container.state === 'running' || container.state === 'created')
  if (running.length === 0) return
  const order = hasSidecars(pod)
    ? new TerminationOrder(
        context.sim,
        initContainersOf(pod).filter(isSidecar),
        specOf(pod).containers,
        new Set(running.map((container) => container.name)),
      )
    : undefined
  yield* together(
    context.sim,
    running.map((container) => {
      const found = findContainer(pod, container.name)
      return found
        ? killContainer(context, worker, found.container, container.id, kill, order)
        : context.runtime.stopContainer(container.id, minimumGracePeriodSeconds * 1000)
    }),
  )
}
