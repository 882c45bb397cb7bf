/** The next tick of a loop that runs every `periodMs` since the cluster's start, strictly after `afterMs`. */
export function nextTick(afterMs: number, periodMs: number): number {
  return (Math.floor(afterMs / periodMs) + 1) * periodMs
}
