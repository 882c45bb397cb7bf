/** A cron expression, ready to be asked for its times (robfig/cron, standard parser). */
export interface Schedule {
  /** The first time after `wallTime`, in ms since the epoch; undefined if there is none within five years. */
  next(wallTime: number): number | undefined
}

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const minuteMs = 60_000

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}
const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
]

/** Reads a schedule. Throws an Error in the words of the library. @param timeZone an IANA name; UTC if absent */
export function parseSchedule(text: string, timeZone?: string): Schedule {
  const every = /^@every (.+)$/.exec(text)
  if (every) return constant(parseDuration(String(every[1]), text))
  const expression = text.startsWith('@') ? descriptors[text] : text
  if (expression === undefined) throw new Error(`unrecognized descriptor: ${text}`)
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== 5) throw new Error(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  const sets = fields.map((field, i) => parseField(field, bounds[i] as Bounds))
  const [minutes, hours, dates, monthsSet, weekdays] = sets as [Field, Field, Field, Field, Field]
  return {
    next(wallTime) {
      const offset = (at: number): number => (timeZone === undefined ? 0 : offsetMs(at, timeZone))
      // Walks local time, kept as if it were UTC; a day at a time where the day does not fit.
      let local = Math.floor((wallTime + offset(wallTime)) / minuteMs) * minuteMs + minuteMs
      const limit = local + 5 * 366 * 24 * 60 * minuteMs
      while (local < limit) {
        const date = new Date(local)
        const dayFits = monthsSet.has(date.getUTCMonth() + 1) && dayMatches(dates, weekdays, date.getUTCDate(), date.getUTCDay())
        if (!dayFits) local = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
        else if (!hours.has(date.getUTCHours())) local = (Math.floor(local / (60 * minuteMs)) + 1) * 60 * minuteMs
        else if (!minutes.has(date.getUTCMinutes())) local += minuteMs
        else {
          const at = local - offset(local - offset(local))
          if (at > wallTime) return at
          local += minuteMs
        }
      }
      return undefined
    },
  }
}

interface Field {
  has(value: number): boolean
  readonly star: boolean
}

/** With a star in one of the two, both have to fit; else either does. */
function dayMatches(dates: Field, weekdays: Field, date: number, weekday: number): boolean {
  const byDate = dates.has(date)
  const byWeekday = weekdays.has(weekday)
  return dates.star || weekdays.star ? byDate && byWeekday : byDate || byWeekday
}

function parseField(text: string, limits: Bounds): Field {
  const values = new Set<number>()
  let star = false
  for (const part of text.split(',')) {
    const [range = '', stepText, extra] = part.split('/')
    if (extra !== undefined) throw new Error(`too many slashes: ${part}`)
    let first: number
    let last: number
    if (range === '*' || range === '?') {
      first = limits.min
      last = limits.max
      if (stepText === undefined || stepText === '1') star = true
    } else {
      const [low = '', high, more] = range.split('-')
      if (more !== undefined) throw new Error(`too many hyphens: ${part}`)
      first = parseValue(low, limits)
      last = high !== undefined ? parseValue(high, limits) : stepText !== undefined ? limits.max : first
    }
    const step = stepText === undefined ? 1 : integer(stepText)
    if (first < limits.min) throw new Error(`beginning of range (${first}) below minimum (${limits.min}): ${part}`)
    if (last > limits.max) throw new Error(`end of range (${last}) above maximum (${limits.max}): ${part}`)
    if (first > last) throw new Error(`beginning of range (${first}) beyond end of range (${last}): ${part}`)
    if (step === 0) throw new Error(`step of range should be a positive number: ${part}`)
    for (let value = first; value <= last; value += step) values.add(value)
  }
  return { has: (value) => values.has(value), star }
}

function parseValue(text: string, { names }: Bounds): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1
  if (named >= 0) return names === months ? named + 1 : named
  return integer(text)
}

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`)
  if (text.startsWith('-')) throw new Error(`negative number (${text}) not allowed: ${text}`)
  return Number(text)
}

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: minuteMs, s: 1000, ms: 1 }

function parseDuration(text: string, whole: string): number {
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) {
    throw new Error(`failed to parse duration ${whole}: time: invalid duration "${text}"`)
  }
  const ms = parts.reduce((sum, part) => sum + Number(part[1]) * (units[String(part[2])] ?? 0), 0)
  return Math.max(1000, Math.floor(ms / 1000) * 1000)
}

function constant(everyMs: number): Schedule {
  return { next: (wallTime) => Math.floor(wallTime / 1000) * 1000 + everyMs }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What a time zone's clocks are ahead of UTC at a moment. Throws for a zone that does not exist. */
export function offsetMs(wallTime: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(wallTime)) part[type] = Number(value)
  const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second)
  return local - Math.floor(wallTime / 1000) * 1000
}
