import { humanDuration } from '../../api/human-duration.ts'
import { parseTime } from '../../api/object.ts'

/** Age of a timestamp; `<unknown>` where there is none. @param now ms since the epoch */
export function since(time: string | undefined, now: number): string {
  const then = parseTime(time)
  return Number.isNaN(then) ? '<unknown>' : humanDuration(now - then)
}
