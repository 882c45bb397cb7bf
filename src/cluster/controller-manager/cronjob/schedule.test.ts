import { describe, expect, it } from 'vitest'
import { parseSchedule } from './schedule.ts'

const at = (text: string) => Date.parse(text)

describe('cron schedules', () => {
  it.each([
    ['* * * * *', '2026-11-21T09:00:30Z', '2026-11-21T09:01:00.000Z'],
    ['*/15 * * * *', '2026-11-21T09:00:00Z', '2026-11-21T09:15:00.000Z'],
    ['0 3 * * *', '2026-11-21T09:00:00Z', '2026-11-22T03:00:00.000Z'],
    ['30 4 1,15 * 5', '2026-11-21T09:00:00Z', '2026-11-27T04:30:00.000Z'],
    ['0 0 29 feb *', '2026-11-21T09:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['@hourly', '2026-11-21T09:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['@every 90s', '2026-11-21T09:00:00Z', '2026-11-21T09:01:30.000Z'],
    ['0 9-17/4 * * mon-fri', '2026-11-21T09:00:00Z', '2026-11-23T09:00:00.000Z'],
  ])('%s after %s is %s', (text, from, next) => {
    expect(new Date(parseSchedule(text).next(at(from)) ?? 0).toISOString()).toBe(next)
  })

  it('follows a time zone through the change of its clocks', () => {
    const schedule = parseSchedule('0 9 * * *', 'Europe/Berlin')
    expect(new Date(schedule.next(at('2026-10-24T08:00:00Z')) ?? 0).toISOString()).toBe('2026-10-25T08:00:00.000Z')
  })

  it.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@fortnightly', 'unrecognized descriptor: @fortnightly'],
  ])('%s is refused', (text, why) => {
    expect(() => parseSchedule(text)).toThrow(why)
  })
})
