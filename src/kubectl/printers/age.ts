import { humanDuration } from '../../cluster/api/human-duration.ts'

/** The age of a timestamp; `<unknown>` without one. @param now ms since the epoch */
export function age(time: string, now: number): string {
  const then = Date.parse(time)
  return Number.isNaN(then) ? '<unknown>' : humanDuration(now - then)
}
