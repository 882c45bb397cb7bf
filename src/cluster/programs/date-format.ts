/** strftime(3) in UTC (containers have no other zone here) and the dates that `date -d` and `touch -d` read. */
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const dayMs = 86_400_000

const pad = (value: number, width: number, fill = '0') => String(value).padStart(width, fill)

/** @param ms since the epoch */
export function formatDate(format: string, ms: number): string {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  const yearDay = Math.floor((Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0, 1)) / dayMs)
  const hour12 = date.getUTCHours() % 12 || 12
  const one = (letter: string, flag: string): string => {
    const two = (value: number, fill = '0') => (flag === '-' ? String(value) : pad(value, 2, flag === '_' ? ' ' : fill))
    switch (letter) {
      case 'a':
        return String(days[date.getUTCDay()]).slice(0, 3)
      case 'A':
        return String(days[date.getUTCDay()])
      case 'b':
      case 'h':
        return String(months[date.getUTCMonth()]).slice(0, 3)
      case 'B':
        return String(months[date.getUTCMonth()])
      case 'C':
        return two(Math.floor(year / 100))
      case 'd':
        return two(date.getUTCDate())
      case 'e':
        return two(date.getUTCDate(), ' ')
      case 'H':
        return two(date.getUTCHours())
      case 'I':
        return two(hour12)
      case 'k':
        return two(date.getUTCHours(), ' ')
      case 'l':
        return two(hour12, ' ')
      case 'j':
        return pad(yearDay + 1, 3)
      case 'm':
        return two(date.getUTCMonth() + 1)
      case 'M':
        return two(date.getUTCMinutes())
      case 'n':
        return '\n'
      case 'N':
        return `${pad(Math.floor(ms % 1000), 3)}000000`
      case 'p':
        return date.getUTCHours() < 12 ? 'AM' : 'PM'
      case 'S':
        return two(date.getUTCSeconds())
      case 's':
        return String(Math.floor(ms / 1000))
      case 't':
        return '\t'
      case 'u':
        return String(date.getUTCDay() || 7)
      case 'w':
        return String(date.getUTCDay())
      case 'U':
        return two(Math.floor((yearDay + 7 - date.getUTCDay()) / 7))
      case 'V':
        return two(isoWeek(date))
      case 'y':
        return two(year % 100)
      case 'Y':
        return String(year)
      case 'z':
        return '+0000'
      case 'Z':
        return 'UTC'
      case 'c':
        return formatDate('%a %b %e %H:%M:%S %Y', ms)
      case 'D':
      case 'x':
        return formatDate('%m/%d/%y', ms)
      case 'F':
        return formatDate('%Y-%m-%d', ms)
      case 'R':
        return formatDate('%H:%M', ms)
      case 'r':
        return formatDate('%I:%M:%S %p', ms)
      case 'T':
      case 'X':
        return formatDate('%H:%M:%S', ms)
      case '%':
        return '%'
      default:
        return `%${flag}${letter}`
    }
  }
  return format
    .replace(/%3N/g, pad(Math.floor(ms % 1000), 3))
    .replace(/%([-_0]?):?([a-zA-Z%])/g, (_, flag: string, letter: string) => one(letter, flag))
}

function isoWeek(date: Date): number {
  const thursday = new Date(date.getTime())
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7))
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return Math.ceil(((thursday.getTime() - first) / dayMs + 1) / 7)
}

/**
 * Reads a date: `@seconds`, ISO forms, `HH:MM[:SS]`, `now`, `yesterday`, `3 days ago`, `+5 minutes`, and what the
 * language itself reads. Undefined if it is none.
 */
export function parseDate(text: string, now: number): number | undefined {
  const trimmed = text.trim()
  const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(trimmed)
  if (epoch) return Number(epoch[1]) * 1000
  const startOfDay = Math.floor(now / dayMs) * dayMs
  const words: Record<string, number> = { '': startOfDay, now, today: now, yesterday: now - dayMs, tomorrow: now + dayMs }
  const word = words[trimmed]
  if (word !== undefined) return word
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed)
  if (time) return startOfDay + ((Number(time[1]) * 60 + Number(time[2])) * 60 + Number(time[3] ?? 0)) * 1000
  const relative = /^(.*?)\s*([+-]?\s*\d+|next|last)\s*(sec|second|min|minute|hour|day|week|month|year)s?(\s+ago)?$/.exec(trimmed)
  if (relative) {
    const base = parseDate(relative[1] === '' ? 'now' : String(relative[1]), now)
    const count = relative[2] === 'next' ? 1 : relative[2] === 'last' ? -1 : Number(String(relative[2]).replaceAll(' ', ''))
    const signed = relative[4] ? -count : count
    if (base === undefined) return undefined
    const unit = String(relative[3])
    if (unit === 'month' || unit === 'year') {
      const moved = new Date(base)
      moved.setUTCMonth(moved.getUTCMonth() + signed * (unit === 'year' ? 12 : 1))
      return moved.getTime()
    }
    const unitMs: Record<string, number> = { min: 60_000, minute: 60_000, hour: 3_600_000, day: dayMs, week: 7 * dayMs }
    return base + signed * (unitMs[unit] ?? 1000)
  }
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(trimmed)
    ? `${trimmed}T00:00:00Z`
    : trimmed.replace(/^(\S+) (\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, '$1T$2Z')
  const parsed = Date.parse(/[zZ]$|[+-]\d\d:?\d\d$|GMT|UTC/.test(iso) ? iso : `${iso} UTC`)
  return Number.isNaN(parsed) ? undefined : parsed
}
