/** `16.0M` (busybox) or `16M` (coreutils): sizes for people. */
export function humanSize(bytes: number, busybox: boolean): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < 5) {
    value /= 1024
    unit++
  }
  const suffix = ' KMGTP'.charAt(unit).trim()
  if (unit === 0) return String(bytes)
  if (busybox) return `${value.toFixed(1)}${suffix}`
  return value < 10 ? `${(Math.ceil(value * 10) / 10).toFixed(1)}${suffix}` : `${Math.ceil(value)}${suffix}`
}
