/** Whether a schedule can be read, with the complaints of robfig/cron's standard parser. */

interface Field {
  readonly min: number
  readonly max: number
  readonly names?: Readonly<Record<string, number>>
}

const numbered = (names: string, from: number) => Object.fromEntries(names.split(' ').map((name, i) => [name, i + from]))
const fields: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: numbered('jan feb mar apr may jun jul aug sep oct nov dec', 1) },
  { min: 0, max: 6, names: numbered('sun mon tue wed thu fri sat', 0) },
]
const descriptors = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'])

/** What is wrong with a schedule; undefined if nothing is. */
export function scheduleProblem(schedule: string): string | undefined {
  const text = schedule.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, '')
  if (text.startsWith('@')) {
    if (descriptors.has(text)) return undefined
    if (/^@every (\d+(\.\d+)?(h|m|s|ms))+$/.test(text)) return undefined
    return `unrecognized descriptor: ${text}`
  }
  const parts = text.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== 5) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`
  for (let i = 0; i < 5; i++) {
    for (const range of (parts[i] as string).split(',')) {
      const problem = rangeProblem(range, fields[i] as Field)
      if (problem) return problem
    }
  }
  return undefined
}

function rangeProblem(text: string, field: Field): string | undefined {
  const [span = '', stepText, ...rest] = text.split('/')
  if (rest.length > 0) return `too many slashes: ${text}`
  const [lowText = '', highText, ...more] = span.split('-')
  if (more.length > 0) return `too many hyphens: ${text}`
  let low = field.min
  let high = field.max
  if (lowText !== '*' && lowText !== '?') {
    const first = numberOf(lowText, field)
    if (typeof first === 'string') return first
    low = first
    high = stepText === undefined ? first : field.max
    if (highText !== undefined) {
      const last = numberOf(highText, field)
      if (typeof last === 'string') return last
      high = last
    }
  }
  if (stepText !== undefined) {
    const step = numberOf(stepText, { min: 0, max: Number.MAX_SAFE_INTEGER })
    if (typeof step === 'string') return step
    if (step === 0) return `step of range should be a positive number: ${text}`
  }
  if (low < field.min) return `beginning of range (${low}) below minimum (${field.min}): ${text}`
  if (high > field.max) return `end of range (${high}) above maximum (${field.max}): ${text}`
  if (low > high) return `beginning of range (${low}) beyond end of range (${high}): ${text}`
  return undefined
}

function numberOf(text: string, field: Field): number | string {
  const named = field.names?.[text.toLowerCase()]
  if (named !== undefined) return named
  if (!/^[+-]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
  }
  const value = Number(text)
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value
}
