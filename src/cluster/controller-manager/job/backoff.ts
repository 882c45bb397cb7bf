const firstBackOffMs = 10_000
const longestBackOffMs = 10 * 60_000

/** Failures of a job's pods since its last success. */
export interface BackOff {
  readonly failures: number
  /** In ms since the epoch. */
  readonly lastFailureAt: number
}

/** Counts what has newly ended (backoff_utils.go newBackoffRecord). Times in ms since the epoch. */
export function nextBackOff(
  old: BackOff | undefined,
  succeededAt: readonly number[],
  failedAt: readonly number[],
): BackOff | undefined {
  if (succeededAt.length === 0 && failedAt.length === 0) return old
  const lastFailureAt = Math.max(old?.lastFailureAt ?? 0, ...failedAt)
  if (succeededAt.length === 0) return { failures: (old?.failures ?? 0) + failedAt.length, lastFailureAt }
  const lastSuccess = Math.max(...succeededAt)
  return { failures: failedAt.filter((at) => at > lastSuccess).length, lastFailureAt }
}

/** How long new pods have to wait: 10 s after the first failure, twice that after each further one, 10 min at most. */
export function remainingMs(backOff: BackOff | undefined, wallTime: number): number {
  if (!backOff || backOff.failures === 0) return 0
  const waitMs = Math.min(firstBackOffMs * 2 ** (backOff.failures - 1), longestBackOffMs)
  return Math.max(0, backOff.lastFailureAt + waitMs - wallTime)
}
