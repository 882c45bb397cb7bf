import type { ContainerStatus, Pod } from '../../api/generated/types.ts'
import { type AnyContainer, isSidecar, isStaticPod, specOf } from '../pod-spec.ts'
import { containerShouldRestart } from '../restart-policy.ts'

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

/**
 * The phase from what is known of the containers: kubelet_pods.go getPhase.
 *
 * @param statuses of main and init containers, in any order
 * @param podIsTerminal all containers of a Pod that is being ended have stopped
 * @param podHasInitialized a regular container of the active sandbox was seen
 */
export function podPhase(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  podIsTerminal: boolean,
  podHasInitialized: boolean,
): Phase {
  const spec = specOf(pod)
  const byName = new Map(statuses.map((status) => [status.name, status]))
  const restartable = (container: AnyContainer, exitCode: number) => containerShouldRestart(container, pod, exitCode)

  let pendingRegularInit = 0
  let pendingRestartableInit = 0
  let failedInitNotRestartable = 0
  let unknown = 0
  let running = 0
  let waiting = 0
  let stopped = 0
  let stoppedNotRestartable = 0
  let succeeded = 0

  for (const container of spec.initContainers ?? []) {
    const status = byName.get(container.name)
    const state = status?.state
    const last = status?.lastState?.terminated
    if (isSidecar(container)) {
      if (!status) unknown++
      else if (state?.running) {
        if (status.started !== true) pendingRestartableInit++
        running++
      } else if (state?.terminated) {
        // Sidecars never decide the phase.
      } else if (state?.waiting) {
        if (!last) {
          pendingRestartableInit++
          waiting++
        }
      } else {
        pendingRestartableInit++
        unknown++
      }
      continue
    }
    const ended = state?.terminated ?? (state?.waiting ? last : undefined)
    if (ended) {
      if (ended.exitCode !== 0 && !restartable(container, ended.exitCode)) failedInitNotRestartable++
    } else pendingRegularInit++
  }

  for (const container of spec.containers) {
    const status = byName.get(container.name)
    if (!status) {
      unknown++
      continue
    }
    const state = status.state
    const last = status.lastState?.terminated
    if (state?.running) running++
    else if (state?.terminated) {
      stopped++
      if (state.terminated.exitCode === 0) succeeded++
      if (!restartable(container, state.terminated.exitCode)) stoppedNotRestartable++
    } else if (state?.waiting) {
      if (last) {
        stopped++
        // What was removed for a restart of all containers is about to run again, whatever its policy.
        const returns = state.waiting.reason === 'RestartingAllContainers'
        if (!returns && !restartable(container, last.exitCode)) stoppedNotRestartable++
      } else waiting++
    } else unknown++
  }

  if (failedInitNotRestartable > 0) return 'Failed'
  if (pendingRegularInit > 0 || (pendingRestartableInit > 0 && !podHasInitialized)) return 'Pending'
  if (waiting > 0) return 'Pending'
  if (running > 0 && unknown === 0) return 'Running'
  if (running === 0 && stopped > 0 && unknown === 0) {
    if (podIsTerminal && !isStaticPod(pod)) return stopped === succeeded ? 'Succeeded' : 'Failed'
    if (stopped !== stoppedNotRestartable) return 'Running'
    return stopped === succeeded ? 'Succeeded' : 'Failed'
  }
  return 'Pending'
}
