import type { ContainerStatus, Pod } from '../../api/generated/types.ts'
import { humanDuration } from '../../api/human-duration.ts'
import { parseTime } from '../../api/object.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, type RowCondition, type TableColumns, text, wide } from './table.ts'

/** What the STATUS column and its neighbours say of a Pod. */
export interface PodSummary {
  readonly status: string
  readonly ready: number
  readonly total: number
  readonly restarts: number
  /** ms since the epoch of the newest end of a container that was restarted; NaN if none is known. */
  readonly lastRestart: number
}

export const podColumns: TableColumns = {
  columns: [
    nameColumn,
    text('Ready'),
    text('Status'),
    text('Restarts'),
    ageColumn,
    wide('IP'),
    wide('Node'),
    wide('Nominated Node'),
    wide('Readiness Gates'),
  ],
  cells(object, now) {
    const pod = object as Pod
    const summary = podSummary(pod)
    const { restarts, lastRestart } = summary
    const ago = restarts > 0 && !Number.isNaN(lastRestart) ? ` (${humanDuration(now - lastRestart)} ago)` : ''
    return [
      pod.metadata.name,
      `${summary.ready}/${summary.total}`,
      summary.status,
      `${restarts}${ago}`,
      since(pod.metadata.creationTimestamp, now),
      pod.status?.podIPs?.[0]?.ip || pod.status?.podIP || '<none>',
      pod.spec?.nodeName || '<none>',
      pod.status?.nominatedNodeName || '<none>',
      readinessGates(pod),
    ]
  },
  conditions(object) {
    const phase = (object as Pod).status?.phase
    if (phase === 'Succeeded') return [completed('Succeeded', 'The pod has completed successfully.')]
    if (phase === 'Failed') return [completed('Failed', 'The pod failed.')]
    return []
  },
}

function completed(reason: string, message: string): RowCondition {
  return { type: 'Completed', status: 'True', reason, message }
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const isTrue = (type: string) => pod.status?.conditions?.some((c) => c.type === type && c.status === 'True')
  return `${gates.filter((gate) => isTrue(gate.conditionType)).length}/${gates.length}`
}

/** Follows printPod of pkg/printers/internalversion/printers.go, step by step. */
export function podSummary(pod: Pod): PodSummary {
  const status = pod.status
  const conditionIs = (type: string) => status?.conditions?.some((c) => c.type === type && c.status === 'True') ?? false
  const gated = status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')
  const initContainers = pod.spec?.initContainers ?? []
  const sidecars = new Set(initContainers.filter((c) => c.restartPolicy === 'Always').map((c) => c.name))
  const init = initSummary(status?.initContainerStatuses ?? [], sidecars, initContainers.length)
  const total = (pod.spec?.containers.length ?? 0) + sidecars.size

  let reason = gated ? 'SchedulingGated' : status?.reason || status?.phase || ''
  if (init.reason) reason = init.reason
  let { restarts, lastRestart, ready } = init
  if (!init.reason || conditionIs('Initialized')) {
    const main = mainSummary(status?.containerStatuses ?? [], reason, conditionIs('Ready'))
    reason = main.reason
    ready += main.ready
    restarts = init.sidecarRestarts + main.restarts
    lastRestart = newest(init.sidecarLastRestart, main.lastRestart)
  }
  if (pod.metadata.deletionTimestamp) {
    if (status?.reason === 'NodeLost') reason = 'Unknown'
    else if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') reason = 'Terminating'
  }
  return { status: reason, ready, total, restarts, lastRestart }
}

interface InitSummary {
  /** Set while the Pod is initialising. */
  readonly reason: string | undefined
  readonly ready: number
  readonly restarts: number
  readonly lastRestart: number
  readonly sidecarRestarts: number
  readonly sidecarLastRestart: number
}

function initSummary(statuses: readonly ContainerStatus[], sidecars: ReadonlySet<string>, count: number): InitSummary {
  let ready = 0
  let restarts = 0
  let lastRestart = Number.NaN
  let sidecarRestarts = 0
  let sidecarLastRestart = Number.NaN
  let reason: string | undefined
  for (const [i, status] of statuses.entries()) {
    const ended = parseTime(status.lastState?.terminated?.finishedAt)
    const sidecar = sidecars.has(status.name)
    restarts += status.restartCount
    lastRestart = newest(lastRestart, ended)
    if (sidecar) {
      sidecarRestarts += status.restartCount
      sidecarLastRestart = newest(sidecarLastRestart, ended)
    }
    const { terminated, waiting } = status.state ?? {}
    if (terminated && terminated.exitCode === 0) continue
    if (sidecar && status.started) {
      if (status.ready) ready++
      continue
    }
    if (terminated) reason = `Init:${terminated.reason || endText(terminated)}`
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`
    else reason = `Init:${i}/${count}`
    break
  }
  return { reason, ready, restarts, lastRestart, sidecarRestarts, sidecarLastRestart }
}

function mainSummary(statuses: readonly ContainerStatus[], before: string, podReady: boolean) {
  let reason = before
  let errorReason = ''
  let running = false
  let ready = 0
  let restarts = 0
  let lastRestart = Number.NaN
  for (const status of statuses.toReversed()) {
    restarts += status.restartCount
    lastRestart = newest(lastRestart, parseTime(status.lastState?.terminated?.finishedAt))
    const { terminated, waiting } = status.state ?? {}
    if (waiting?.reason) reason = waiting.reason
    else if (terminated) {
      reason = terminated.reason || endText(terminated)
      if (terminated.exitCode !== 0) errorReason = reason
    } else if (status.ready && status.state?.running) {
      running = true
      ready++
    }
  }
  if (reason === 'Completed') {
    if (running && podReady) reason = 'Running'
    else if (errorReason) reason = errorReason
    else if (running) reason = 'NotReady'
  }
  return { reason, ready, restarts, lastRestart }
}

function endText(terminated: { readonly signal?: number | undefined; readonly exitCode: number }): string {
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`
}

function newest(a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return Number.isNaN(b) ? a : Math.max(a, b)
}
