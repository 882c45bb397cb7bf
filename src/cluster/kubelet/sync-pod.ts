import type { Pod, PodStatus } from '../api/generated/types.ts'
import { parseTime } from '../api/object.ts'
import type { ObservedPod } from '../runtime/observed.ts'
import type { Task } from '../runtime/task.ts'
import { recordAbout } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { tellMissingPullSecrets } from './images/pull-secrets.ts'
import { performActions } from './perform-actions.ts'
import { podActions } from './pod-actions.ts'
import { isStaticPod, isTerminalPhase, specOf } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import type { SyncFailure } from './start-container.ts'
import { podStatus } from './status/pod-status.ts'

export interface SyncResult {
  /** The Pod has come to its end: nothing of it will run again. */
  readonly terminal: boolean
  /** Something was started or stopped. */
  readonly acted: boolean
  readonly failure: SyncFailure | undefined
}

const deadlineMessage = 'Pod was active on the node longer than the specified deadline'

/** One pass over a Pod that is to run: kubelet.go SyncPod. */
export function* syncPod(context: KubeletContext, worker: PodWorker, observed: ObservedPod): Task<SyncResult> {
  const { pod } = worker
  const again = worker.resize.consider(context, pod)
  if (again !== undefined) worker.wakeAt(context.syncGrid.atOrAfter(context.sim.now + again))
  wakeAtDeadline(context, worker)
  const status = generateStatus(context, worker, observed, false)
  context.statuses.set(pod, status)
  if (isTerminalPhase(status.phase)) return { terminal: true, acted: false, failure: undefined }

  if (isStaticPod(pod)) context.staticPods.ensureMirror(pod)
  const mounted = yield* context.volumes.mountAll(pod)
  if (!mounted) return { terminal: false, acted: false, failure: { transient: false } }
  tellMissingPullSecrets(context, pod)
  context.probes.addPod(pod)

  worker.resize.enact(context, worker.allocatedPod, observed)
  const actions = podActions(worker.allocatedPod, observed, context.probes, (container, seen) =>
    worker.resize.needsRestart(container, seen),
  )
  const { acted, failure } = yield* performActions(context, worker, observed, actions)
  // A finished resize is told without waiting for the next regular sync.
  if (worker.resize.justCompleted()) context.statuses.set(worker.pod, generateStatus(context, worker, observed, false))
  return { terminal: false, acted, failure }
}

/** The status of a Pod as of now. */
export function generateStatus(
  context: KubeletContext,
  worker: PodWorker,
  observed: ObservedPod,
  podIsTerminal: boolean,
): PodStatus {
  const { pod } = worker
  return podStatus({
    pod,
    observed,
    before: context.statuses.get(worker.uid) ?? pod.status ?? {},
    podIsTerminal,
    hostIP: context.nodeIP,
    wallTime: context.sim.wallTime,
    verdict: deadlineVerdict(context, worker),
    resize: worker.resize.conditions(),
    resources: (name) => ({ allocated: worker.resize.allocatedOf(name), actual: worker.resize.actualOf(name) }),
    reset: worker.reset,
    containers: {
      startFailure: (container) => worker.failures.get(container),
      isReady: (container, seen) => context.probes.isReady(container, seen, worker.uid),
      isStarted: (container, seen) => context.probes.isStarted(container, seen),
    },
  })
}

/** The sync loop finds on its tick that the deadline has passed. */
function wakeAtDeadline(context: KubeletContext, worker: PodWorker): void {
  const deadlineAt = deadlineOf(context, worker.pod)
  if (deadlineAt !== undefined && context.sim.now < deadlineAt) worker.wakeAt(context.syncGrid.atOrAfter(deadlineAt))
}

/**
 * active_deadline.go: counted from the kubelet's acknowledgement, not from creation. As upstream it says so in an
 * event each time that it is asked, which is four times in the end of a Pod.
 */
function deadlineVerdict(
  context: KubeletContext,
  worker: PodWorker,
): { readonly reason: string; readonly message: string } | undefined {
  const deadlineAt = deadlineOf(context, worker.pod)
  if (deadlineAt === undefined || context.sim.now < deadlineAt) return undefined
  context.events.event(worker.pod, 'Normal', 'DeadlineExceeded', deadlineMessage)
  if (!isTerminalPhase(context.statuses.get(worker.uid)?.phase)) {
    recordAbout(context.sim, context.by, worker.pod, 'deadline-exceeded', undefined, {
      activeDeadlineSeconds: specOf(worker.pod).activeDeadlineSeconds,
    })
  }
  return { reason: 'DeadlineExceeded', message: deadlineMessage }
}

function deadlineOf(context: KubeletContext, pod: Pod): number | undefined {
  const seconds = specOf(pod).activeDeadlineSeconds
  if (seconds === undefined) return undefined
  const start = parseTime(context.statuses.get(pod.metadata.uid ?? '')?.startTime)
  // Before the first status goes out, the clock has just begun to run.
  return (Number.isNaN(start) ? context.sim.now : start - context.sim.startTime) + seconds * 1000
}
