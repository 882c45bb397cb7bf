import type { ContainerState, Pod, PodCondition } from '../../cluster/api/generated/types.ts'
import { isSidecar } from '../../cluster/api/pods.ts'

/** The row that `kubectl get pods` prints for a Pod, before it is turned into text. */
export interface PodRow {
  /** The STATUS column, to the letter. */
  readonly status: string
  readonly ready: number
  readonly total: number
  readonly restarts: number
  /** ms since the epoch; when a container last ended, if it was restarted. */
  readonly lastRestartAt: number | undefined
}

/** Follows `printPod` of upstream's printers: the words and the numbers are the API server's. */
export function podRow(pod: Pod): PodRow {
  const spec = pod.spec
  const status = pod.status ?? {}
  const inits = spec?.initContainers ?? []
  const sidecars = new Set(inits.filter(isSidecar).map((container) => container.name))
  let reason: string = status.reason || status.phase || 'Unknown'
  if (status.conditions?.some((each) => each.type === 'PodScheduled' && each.reason === 'SchedulingGated')) {
    reason = 'SchedulingGated'
  }

  let ready = 0
  let restarts = 0
  let sidecarRestarts = 0
  let lastRestartAt: number | undefined
  let lastSidecarRestartAt: number | undefined
  let initializing = false
  for (const [index, each] of (status.initContainerStatuses ?? []).entries()) {
    restarts += each.restartCount
    const ended = endOf(each.lastState)
    lastRestartAt = latest(lastRestartAt, ended)
    const sidecar = sidecars.has(each.name)
    if (sidecar) {
      sidecarRestarts += each.restartCount
      lastSidecarRestartAt = latest(lastSidecarRestartAt, ended)
    }
    const { terminated, waiting } = each.state ?? {}
    if (terminated?.exitCode === 0) continue
    if (sidecar && each.started) {
      if (each.ready) ready++
      continue
    }
    initializing = true
    if (terminated) reason = `Init:${terminated.reason || endWord(terminated)}`
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`
    else reason = `Init:${index}/${inits.length}`
    break
  }

  if (!initializing || isTrue(status.conditions, 'Initialized')) {
    restarts = sidecarRestarts
    lastRestartAt = lastSidecarRestartAt
    let hasRunning = false
    let errorReason = ''
    for (const each of [...(status.containerStatuses ?? [])].reverse()) {
      restarts += each.restartCount
      lastRestartAt = latest(lastRestartAt, endOf(each.lastState))
      const { waiting, terminated, running } = each.state ?? {}
      if (waiting?.reason) reason = waiting.reason
      else if (terminated) {
        reason = terminated.reason || endWord(terminated)
        if (terminated.exitCode !== 0) errorReason = reason
      } else if (each.ready && running) {
        hasRunning = true
        ready++
      }
    }
    if (reason === 'Completed') {
      if (hasRunning && isTrue(status.conditions, 'Ready')) reason = 'Running'
      else if (errorReason) reason = errorReason
      else if (hasRunning) reason = 'NotReady'
    }
  }

  if (pod.metadata.deletionTimestamp) {
    if (status.reason === 'NodeLost') reason = 'Unknown'
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') reason = 'Terminating'
  }
  return { status: reason, ready, total: (spec?.containers.length ?? 0) + sidecars.size, restarts, lastRestartAt }
}

function endWord(terminated: { readonly exitCode: number; readonly signal?: number | undefined }): string {
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`
}

function endOf(state: ContainerState | undefined): number | undefined {
  const at = state?.terminated?.finishedAt
  return at === undefined ? undefined : Date.parse(at)
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a
}

function isTrue(conditions: readonly PodCondition[] | undefined, type: string): boolean {
  return conditions?.some((each) => each.type === type && each.status === 'True') ?? false
}

/** The six looks of the state language; see `design/state-mark.tsx`. */
export type Look = 'running' | 'waiting' | 'failing' | 'terminating' | 'done' | 'pending'

const looks: Readonly<Record<string, Look>> = {
  Running: 'running',
  Completed: 'done',
  Succeeded: 'done',
  Terminating: 'terminating',
  SchedulingGated: 'pending',
  ContainerCreating: 'waiting',
  PodInitializing: 'waiting',
  NotReady: 'waiting',
}

/** Which look a STATUS word has. `bound`: the Pod has a node. */
export function lookOf(status: string, bound: boolean): Look {
  if (status === 'Pending') return bound ? 'waiting' : 'pending'
  if (/^Init:\d+\/\d+$/.test(status)) return 'waiting'
  return looks[status] ?? 'failing'
}
