import type { ContainerStatus, PodStatus } from '../api/generated/types.ts'
import type { ObservedPod } from '../runtime/observed.ts'
import type { Task } from '../runtime/task.ts'
import { recordAbout } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { killPodContainers } from './kill-container.ts'
import { isTerminalPhase, specOf } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import { lostTermination } from './status/container-statuses.ts'
import { generateStatus } from './sync-pod.ts'

/** Stops everything that runs, and tells how it ended: kubelet.go SyncTerminatingPod. */
export function* syncTerminatingPod(context: KubeletContext, worker: PodWorker, observed: ObservedPod): Task<void> {
  const { pod, killOrder } = worker
  const amend = killOrder?.amend ?? ((status: PodStatus) => status)
  if (!worker.removed) context.statuses.set(pod, amend(generateStatus(context, worker, observed, false)))
  context.probes.stopLivenessAndStartup(pod)

  const grace = effectiveGrace(worker)
  recordAbout(context.sim, context.by, pod, 'pod-stopping', undefined, { gracePeriodSeconds: grace })
  yield* killPodContainers(context, worker, { message: undefined, reason: 'pod-stopped', gracePeriodSeconds: grace })
  for (const sandbox of context.runtime.observe(worker.uid).sandboxes) {
    if (sandbox.ready) yield* context.runtime.stopSandbox(sandbox.id)
  }
  context.probes.removePod(worker.uid)

  const stopped = context.runtime.observe(worker.uid)
  worker.stage = 'terminated'
  if (!worker.removed) context.statuses.set(worker.pod, amend(generateStatus(context, worker, stopped, true)))
}

/** calculateEffectiveGracePeriod: at least one second. */
function effectiveGrace(worker: PodWorker): number {
  const { pod, killOrder } = worker
  const asked =
    pod.metadata.deletionTimestamp !== undefined ? pod.metadata.deletionGracePeriodSeconds : killOrder?.gracePeriodSeconds
  return Math.max(1, asked ?? specOf(pod).terminationGracePeriodSeconds ?? 30)
}

/** Frees what the Pod used, and lets the API forget it: kubelet.go SyncTerminatedPod. */
export function* syncTerminatedPod(context: KubeletContext, worker: PodWorker): Task<void> {
  const { pod } = worker
  yield* context.volumes.unmountAll(pod)
  if (worker.removed) return
  const amend = worker.killOrder?.amend ?? ((status: PodStatus) => status)
  const status = amend(generateStatus(context, worker, context.runtime.observe(worker.uid), true))
  context.statuses.set(pod, terminatedStatus(status))
  context.statuses.finish(pod)
}

/** status_manager.go TerminatePod: nothing may look alive, and the phase is a terminal one. */
export function terminatedStatus(status: PodStatus): PodStatus {
  const initialized = (status.initContainerStatuses ?? []).every((init) => init.state?.terminated?.exitCode === 0 || init.started)
  const end = (statuses: readonly ContainerStatus[] | undefined, lost: boolean) =>
    statuses?.map((container) =>
      container.state?.terminated || !lost
        ? container
        : { ...container, state: { terminated: lostTermination('terminated') }, ready: false, started: false },
    )
  const ran = (status.containerStatuses ?? []).some((container) => container.state?.running)
  const phase = isTerminalPhase(status.phase) ? status.phase : 'Failed'
  return {
    ...status,
    phase,
    ...(status.containerStatuses ? { containerStatuses: end(status.containerStatuses, ran || initialized) ?? [] } : undefined),
    ...(status.initContainerStatuses ? { initContainerStatuses: end(status.initContainerStatuses, false) ?? [] } : undefined),
  }
}
