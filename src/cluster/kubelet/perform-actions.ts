import { RuntimeError } from '../runtime/image-store.ts'
import type { ObservedPod, ObservedSandbox } from '../runtime/observed.ts'
import { because, type Task } from '../runtime/task.ts'
import { recordAbout } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { killContainer, killPodContainers } from './kill-container.ts'
import type { PodActions } from './pod-actions.ts'
import { findContainer, isSidecar } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { type SyncFailure, startContainer } from './start-container.ts'
import { generateStatus } from './sync-pod.ts'

export interface Performance {
  readonly acted: boolean
  readonly failure: SyncFailure | undefined
}

/** Does what was decided, in upstream's order: kuberuntime_manager.go SyncPod. */
export function* performActions(
  context: KubeletContext,
  worker: PodWorker,
  observed: ObservedPod,
  actions: PodActions,
): Task<Performance> {
  let acted = false
  let failure: SyncFailure | undefined
  const fail = (next: SyncFailure | undefined) => {
    failure ??= next
  }

  if (actions.killPod) {
    if (actions.createSandbox && actions.sandbox) {
      context.events.event(worker.pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    }
    yield* killPodContainers(context, worker, { message: undefined, reason: 'pod-killed' })
    for (const sandbox of observed.sandboxes) if (sandbox.ready) yield* context.runtime.stopSandbox(sandbox.id)
    if (actions.createSandbox) purgeInitContainers(context, worker, observed)
    acted = observed.sandboxes.some((sandbox) => sandbox.ready)
  } else {
    for (const kill of actions.containersToKill) {
      acted = true
      yield* killContainer(context, worker, kill.container, kill.id, { message: kill.message, reason: kill.reason })
    }
    for (const kill of actions.containersToReset) {
      acted = true
      yield* killContainer(context, worker, kill.container, kill.id, {
        message: kill.message,
        reason: kill.reason,
        gracePeriodSeconds: 0,
      })
      for (const run of context.runtime.observe(worker.uid).containers) {
        if (run.name !== kill.container.name) continue
        if (run.id === kill.id) worker.reset.set(run.name, run.attempt + 1)
        context.runtime.removeContainer(run.id)
      }
    }
  }

  let sandbox: ObservedSandbox | undefined = actions.sandbox
  if (actions.createSandbox) {
    const created = yield* createSandbox(context, worker, actions.sandboxAttempt)
    if (!created) return { acted, failure: { transient: false } }
    sandbox = created
    acted = true
  }
  if (!sandbox) return { acted, failure }

  for (const container of actions.ephemeralContainersToStart) {
    acted = true
    fail(yield* startContainer(context, worker, container, 'ephemeral', observed, sandbox))
  }
  for (const container of actions.initContainersToStart) {
    const sidecar = isSidecar(container)
    const problem = yield* startContainer(context, worker, container, sidecar ? 'sidecar' : 'init', observed, sandbox)
    fail(problem)
    if (problem && !sidecar) return { acted, failure }
    if (!problem) acted = true
  }
  for (const container of actions.containersToStart) {
    const problem = yield* startContainer(context, worker, container, 'app', observed, sandbox)
    fail(problem)
    if (!problem) acted = true
  }
  return { acted, failure }
}

function* createSandbox(context: KubeletContext, worker: PodWorker, attempt: number): Task<ObservedSandbox | undefined> {
  const { runtime } = context
  try {
    const id = yield* runtime.createSandbox(sandboxConfig(context, worker.pod, attempt))
    const observed = runtime.observe(worker.uid)
    const sandbox = observed.sandboxes.find((candidate) => candidate.id === id)
    const record = recordAbout(context.sim, context.by, worker.pod, 'sandbox-created', undefined, {
      id,
      ...(sandbox?.ips[0] ? { ip: sandbox.ips[0] } : undefined),
    })
    yield* because(record)
    // OnPodSandboxReady: told before any image is pulled.
    context.statuses.set(worker.pod, generateStatus(context, worker, observed, false))
    return sandbox
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    context.events.event(
      worker.pod,
      'Warning',
      'FailedCreatePodSandBox',
      `Failed to create pod sandbox: rpc error: code = Unknown desc = ${error.message}`,
    )
    return undefined
  }
}

/** A new sandbox runs the init containers again: their old runs must not count. */
function purgeInitContainers(context: KubeletContext, worker: PodWorker, observed: ObservedPod): void {
  for (const container of observed.containers) {
    const role = findContainer(worker.pod, container.name)?.role
    if (role === 'init' || role === 'sidecar') context.runtime.removeContainer(container.id)
  }
}
