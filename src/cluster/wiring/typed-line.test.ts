import { expect, it } from 'vitest'
import { TypedLine } from './typed-line.ts'

it.each([
  ['keys one by one', ['l', 's', '\r'], 'ls'],
  ['a paste', ['kubectl get pods\r'], 'kubectl get pods'],
  ['a correction', ['lx\u007fs\r'], 'ls'],
  ['Ctrl+C and another', ['rm -rf\u0003ls\r'], 'ls'],
  ['completion, which the shell does', ['kub\t get pods\r'], undefined],
  ['history, which the shell has', ['\u001b[A\r'], undefined],
  ['nothing', ['\r'], ''],
])('knows the line after %s', (_, keys, expected) => {
  const line = new TypedLine()
  const ends = keys.map((one) => line.take(one))
  expect(ends.at(-1)).toBe(expected)
  // the next line is known again
  expect(line.take('ls\r')).toBe('ls')
})
