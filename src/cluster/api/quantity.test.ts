import { describe, expect, it } from 'vitest'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  quantityMilli,
  quantityValue,
  roundUpToMilli,
  tryParseQuantity,
} from './quantity.ts'

describe('quantity', () => {
  it.each([
    ['1', '1', 1, 1000],
    ['0', '0', 0, 0],
    ['500m', '500m', 1, 500],
    ['0.5', '500m', 1, 500],
    ['1500m', '1500m', 2, 1500],
    ['1000m', '1', 1, 1000],
    ['100k', '100k', 100_000, 100_000_000],
    ['1Ki', '1Ki', 1024, 1_024_000],
    ['1024Mi', '1Gi', 2 ** 30, 2 ** 30 * 1000],
    ['1536Mi', '1536Mi', 1536 * 2 ** 20, 1536 * 2 ** 20 * 1000],
    ['0.5Gi', '512Mi', 2 ** 29, 2 ** 29 * 1000],
    ['1023', '1023', 1023, 1_023_000],
    ['1e3', '1e3', 1000, 1_000_000],
    ['1E3', '1e3', 1000, 1_000_000],
    ['1E', '1E', 1e18, 1e21],
    ['.5', '500m', 1, 500],
    ['5.', '5', 5, 5000],
    ['-1', '-1', -1, -1000],
    ['+1', '1', 1, 1000],
    ['100n', '100n', 1, 1],
    ['1.0000000001', '1000000001n', 2, 1001],
    ['128974848m', '128974848m', 128_975, 128_974_848],
  ])('%s is %s', (text, canonical, value, milli) => {
    expect(tryParseQuantity(text)?.text).toBe(canonical)
    expect(quantityValue(text)).toBe(value)
    expect(quantityMilli(text)).toBe(milli)
  })

  it.each(['', '64mb', '1Gb', 'x', '1 Gi', '1.2.3', '--1', 'Ki', '1ki', '1K', '1e'])('%j is none', (text) => {
    expect(tryParseQuantity(text)).toBeUndefined()
  })

  it.each([
    ['1', '500m', '1500m'],
    ['0', '1Gi', '1Gi'],
    ['1Gi', '512Mi', '1536Mi'],
    ['100Mi', '1', '104857601'],
  ])('%s + %s = %s', (a, b, sum) => expect(addQuantities(a, b)).toBe(sum))

  it('compares across suffixes', () => {
    expect(compareQuantities('1Gi', '1G')).toBe(1)
    expect(compareQuantities('1', '1000m')).toBe(0)
    expect(compareQuantities('1k', '1Ki')).toBe(-1)
  })

  it('rounds up to thousandths', () => expect(roundUpToMilli('100u')).toBe('1m'))
  it('formats bytes', () => expect(formatQuantity(3 * 2 ** 30, 'BinarySI')).toBe('3Gi'))
})
