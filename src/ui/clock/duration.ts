/** Virtual time as the page's clock shows it: `00:01:42`, with days in front when there are any. */
export function clockTime(virtualMs: number): string {
  const seconds = Math.floor(virtualMs / 1000)
  const part = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const text = `${part(Math.floor(seconds / 3600) % 24)}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`
  return days > 0 ? `${days}d ${text}` : text
}

/** Virtual time where room is short: `1:42`, `1:42.3`, `2:03:00`. */
export function shortTime(virtualMs: number, decimals: 0 | 1 = 0): string {
  const tenths = Math.floor(virtualMs / 100)
  const seconds = Math.floor(tenths / 10)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = String(seconds % 60).padStart(2, '0')
  const text = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
  return decimals ? `${text}.${tenths % 10}` : text
}

/** What is left of a wait, for people: `12 s`, `4 min 10 s`. Rounded up, so that 0 means over. */
export function leftWords(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  if (seconds < 120) return `${seconds} s`
  const rest = seconds % 60
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`
}

/** How long something took: `0.4 s`, `12 s`, `3 min 5 s`. */
export function tookWords(ms: number): string {
  if (ms < 1) return '0 s'
  if (ms < 10_000) return `${(Math.round(ms / 100) / 10).toString()} s`
  return leftWords(Math.floor(ms / 1000) * 1000)
}
