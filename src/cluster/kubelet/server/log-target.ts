import type { Status } from '../../apiserver/interface.ts'
import type { KubeletContext } from '../context.ts'
import { findContainer, nameOf } from '../pod-spec.ts'
import type { PodWorker } from '../pod-worker.ts'
import { badRequest } from './status.ts'

/** A run that the API tells of but that the runtime has removed. */
export interface RemovedRun {
  readonly removed: string
}

/**
 * Which run's log is meant: its id in the runtime; or why there is none (kubelet_pods.go validateContainerLogStatus).
 */
export function logTarget(
  context: KubeletContext,
  worker: PodWorker,
  name: string,
  previous: boolean,
): string | RemovedRun | Status {
  const podName = nameOf(worker.pod)
  if (!findContainer(worker.pod, name)) return badRequest(`container ${name} is not valid for pod ${podName}`)
  const status = context.statuses.get(worker.uid)
  const all = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
    ...(status?.ephemeralContainerStatuses ?? []),
  ]
  const container = all.find((candidate) => candidate.name === name)
  if (!container) return badRequest(`container "${name}" in pod "${podName}" is not available`)
  const runs = context.runtime.observe(worker.uid).containers.filter((run) => run.name === name)
  if (previous) {
    const last = container.lastState?.terminated
    const id = last?.containerID?.slice('containerd://'.length)
    if (!last || id === undefined) return badRequest(`previous terminated container "${name}" in pod "${podName}" not found`)
    return runs.some((candidate) => candidate.id === id) ? id : { removed: id }
  }
  const waiting = container.state?.waiting
  const newest = runs[0]
  if (waiting && !(container.lastState?.terminated?.containerID && newest)) {
    const where = `container "${name}" in pod "${podName}" is waiting to start`
    if (waiting.reason === 'ErrImagePull') return badRequest(`${where}: image can't be pulled`)
    if (waiting.reason === 'ImagePullBackOff') return badRequest(`${where}: trying and failing to pull image`)
    return badRequest(`${where}: ${waiting.reason ?? ''}`)
  }
  if (!newest) {
    if (container.state?.terminated) return badRequest(`container "${name}" in pod "${podName}" is terminated`)
    return badRequest(`container "${name}" in pod "${podName}" is not available`)
  }
  return newest.id
}
