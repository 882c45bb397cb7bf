/** `k8s.io/apimachinery/pkg/util/duration.HumanDuration`: ages as kubectl prints them. @param ms milliseconds */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 60 * 2) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) {
    const rest = seconds % 60
    return rest === 0 ? `${minutes}m` : `${minutes}m${rest}s`
  }
  if (minutes < 60 * 3) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) {
    const rest = minutes % 60
    return rest === 0 ? `${hours}h` : `${hours}h${rest}m`
  }
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (hours < 24 * 8) {
    const rest = hours % 24
    return rest === 0 ? `${days}d` : `${days}d${rest}h`
  }
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.trunc(hours / (24 * 365))
  if (hours < 24 * 365 * 8) {
    const rest = days % 365
    return rest === 0 ? `${years}y` : `${years}y${rest}d`
  }
  return `${years}y`
}

/** `duration.ShortHumanDuration`. @param ms milliseconds */
export function shortHumanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 60) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 24) return `${hours}h`
  if (hours < 24 * 365) return `${Math.trunc(hours / 24)}d`
  return `${Math.trunc(hours / (24 * 365))}y`
}

/** Go's `time.Duration.String()`: `1m30s`, `1.5s`, `13ms`, `0s`. @param ms milliseconds, fractions allowed */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s'
  const sign = ms < 0 ? '-' : ''
  const nanos = Math.round(Math.abs(ms) * 1e6)
  if (nanos < 1e9) {
    if (nanos < 1e3) return `${sign}${nanos}ns`
    if (nanos < 1e6) return `${sign}${trimmed(nanos / 1e3)}µs`
    return `${sign}${trimmed(nanos / 1e6)}ms`
  }
  const totalSeconds = Math.floor(nanos / 1e9)
  const hours = Math.floor(totalSeconds / 3600)
  const minutes = Math.floor(totalSeconds / 60) % 60
  const seconds = (totalSeconds % 60) + (nanos % 1e9) / 1e9
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : ''
  return `${sign}${head}${trimmed(seconds)}s`
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(9)))
}
