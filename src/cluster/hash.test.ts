import { expect, it } from 'vitest'
import { Digest } from './hash.ts'

const hex = (...values: unknown[]) => {
  const digest = new Digest()
  for (const value of values) digest.add(value)
  return digest.hex()
}

it.each([
  ['the order of keys', { a: 1, b: [2, { c: 3, d: 4 }] }, { b: [2, { d: 4, c: 3 }], a: 1 }],
  ['absent and undefined', { a: 1 }, { a: 1, b: undefined }],
])('a digest does not see %s', (_, a, b) => expect(hex(a)).toBe(hex(b)))

it.each([
  ['a value', { a: 1 }, { a: 2 }],
  ['a type', { a: 1 }, { a: '1' }],
  ['the order of a list', [1, 2], [2, 1]],
  ['a long tail', 'x'.repeat(1000), `${'x'.repeat(999)}y`],
])('a digest sees %s', (_, a, b) => {
  expect(hex(a)).not.toBe(hex(b))
  expect(hex(a)).toMatch(/^[0-9a-f]{16}$/)
})
