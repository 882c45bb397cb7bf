import type { Runtime } from '../runtime/interface.ts'

/**
 * Removes all dead runs of a container but the newest: kubelet/pod_container_deletor.go. This is why
 * `logs --previous` of a Pod in back-off finds nothing: its last run is the one dead run that is kept.
 */
export function forgetOldRuns(runtime: Runtime, podUid: string): void {
  const { containers } = runtime.observe(podUid)
  if (containers.length < 2) return
  const kept = new Set<string>()
  for (const container of containers) {
    if (container.state !== 'exited') continue
    if (kept.has(container.name)) runtime.removeContainer(container.id)
    else kept.add(container.name)
  }
}
