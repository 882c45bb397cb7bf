import type { LifecycleHandler } from '../api/generated/types.ts'
import { decode } from '../machine/bytes.ts'
import { RuntimeError } from '../runtime/image-store.ts'
import { because, pause, type RunningTask, run, type Task, wait } from '../runtime/task.ts'
import type { ContainerRecorder } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { killContainer } from './kill-container.ts'
import { type AnyContainer, describePod, uidOf } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import { httpGet } from './prober/connect.ts'
import { portOf } from './prober/handlers.ts'
import type { StartFailure } from './status/container-statuses.ts'

const outputLimit = 64 * 1024
/** postStart has no timeout of its own; the runtime's requests end after two minutes, exec runs as long as it likes. */
const noTimeoutMs = 24 * 3_600_000

/** Runs postStart; the container dies of its failure. */
export function* runPostStart(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  id: string,
  recorder: ContainerRecorder,
): Task<StartFailure | undefined> {
  const handler = container.lifecycle?.postStart
  if (!handler) return undefined
  recorder.record('post-start-hook-began')
  const error = yield* runHook(context, worker, container, id, handler, noTimeoutMs)
  if (error === undefined) {
    recorder.record('post-start-hook-ended')
    return undefined
  }
  const record = recorder.record('post-start-hook-failed', { error })
  yield* because(record)
  recorder.event('Warning', 'FailedPostStartHook', 'PostStartHook failed')
  yield* killContainer(context, worker, container, id, { message: 'FailedPostStartHook', reason: 'post-start-hook' })
  return { reason: 'PostStartHookError', message: error }
}

/**
 * Runs preStop within the grace period: kuberuntime_container.go executePreStopHook.
 * @returns how long it took, ms
 */
export function* runPreStop(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  id: string,
  graceSeconds: number,
  recorder: ContainerRecorder,
): Task<number> {
  const handler = container.lifecycle?.preStop
  if (!handler) return 0
  const { sim } = context
  const startedAt = sim.now
  const began = recorder.record('pre-stop-hook-began', { graceSeconds })
  yield* because(began)
  const result = yield* wait<{ error: string | undefined } | 'overdue'>((done) => {
    let timer: ReturnType<typeof sim.after> | undefined
    let hook: RunningTask | undefined
    let over = false
    const finish = (outcome: { error: string | undefined } | 'overdue') => {
      if (over) return
      over = true
      sim.cancel(timer)
      done(outcome)
    }
    timer = sim.after(graceSeconds * 1000, () => finish('overdue'))
    // Left alone when it takes too long: only the waiting ends. It then fails with the container.
    hook = run(sim, runHook(context, worker, container, id, handler, noTimeoutMs), (error) => {
      if (over && error !== undefined) recorder.event('Warning', 'FailedPreStopHook', 'PreStopHook failed')
      finish({ error })
    })
    return () => {
      over = true
      sim.cancel(timer)
      hook?.cancel()
    }
  })
  if (result === 'overdue') recorder.record('pre-stop-hook-overdue', { graceSeconds })
  else if (result.error !== undefined) {
    recorder.record('pre-stop-hook-failed', { error: result.error })
    recorder.event('Warning', 'FailedPreStopHook', 'PreStopHook failed')
  } else recorder.record('pre-stop-hook-ended')
  return sim.now - startedAt
}

/** One hook; undefined, or the text of its failure (lifecycle/handlers.go). */
function* runHook(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  id: string,
  handler: LifecycleHandler,
  timeoutMs: number,
): Task<string | undefined> {
  const where = `for Container "${container.name}" in Pod "${describePod(worker.pod)}" failed - error: `
  if (handler.exec) {
    const command = handler.exec.command ?? []
    const title = `Exec lifecycle hook ([${command.join(' ')}]) ${where}`
    try {
      const result = yield* context.runtime.exec(id, command, timeoutMs, outputLimit)
      if (result.exitCode === 0) return undefined
      return `${title}command '${command.join(' ')}' exited with ${result.exitCode}: ${decode(result.output)}, message: ${JSON.stringify(decode(result.output))}`
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error
      return `${title}${error.message}, message: ""`
    }
  }
  if (handler.httpGet) {
    const { path = '/', port, scheme = 'HTTP', httpHeaders = [] } = handler.httpGet
    const host = handler.httpGet.host || (context.statuses.get(uidOf(worker.pod))?.podIP ?? context.nodeIP)
    const number = portOf(container, port)
    const title = `HTTP lifecycle hook (${path}) ${where}`
    if (typeof number === 'string') return `${title}${number}`
    const url = `${scheme.toLowerCase()}://${host}:${number}${path.startsWith('/') ? path : `/${path}`}`
    const result = yield* httpGet(
      context,
      url,
      httpHeaders.map((one) => [one.name, one.value] as const),
      30_000,
    )
    return 'error' in result ? `${title}Get "${result.url}": ${result.error}` : undefined
  }
  if (handler.sleep) {
    yield* pause(context.sim, handler.sleep.seconds * 1000)
    return undefined
  }
  return `Cannot run handler: missing handler`
}
