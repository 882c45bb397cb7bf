/** What an eviction weighs of one Pod. */
export interface Candidate {
  readonly priority: number
  /** Of the starved resource: bytes or processes. */
  readonly usage: number
  readonly request: number
}

/** Who goes first: over its request, then of lower priority, then furthest over it (kubelet/eviction/helpers.go). */
export function compareForEviction(a: Candidate, b: Candidate): number {
  const aOver = a.usage > a.request
  const bOver = b.usage > b.request
  if (aOver !== bOver) return aOver ? -1 : 1
  if (a.priority !== b.priority) return a.priority - b.priority
  return b.usage - b.request - (a.usage - a.request)
}
