import { describe, expect, it } from 'vitest'
import { parseJson } from './json.ts'

describe('parseJson', () => {
  it.each(['{}', '[]', ' {"a": [1, -2.5e3, "x\\n\\u00e9\\"", true, false, null, {}]} ', '"x"', '0'])('reads %s', (text) => {
    expect(parseJson(text).value).toEqual(JSON.parse(text))
  })

  it.each([
    ['{bad', "invalid character 'b' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a":x}', "invalid character 'x' looking for beginning of value"],
    ['nul', 'unexpected end of JSON input'],
    ['trux', "invalid character 'x' in literal true (expecting 'e')"],
    ['"a\\q"', "invalid character 'q' in string escape code"],
    ['{"a":', 'unexpected end of JSON input'],
    ['{} x', "invalid character 'x' after top-level value"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
    ['', 'unexpected end of JSON input'],
  ])('refuses %j', (text, message) => expect(() => parseJson(text)).toThrow(new Error(message)))

  it('tells fields that stand twice', () => {
    const { value, duplicates } = parseJson('{"spec":{"a":1,"a":2,"l":[{"x":1},{"x":1,"x":2}]}}')
    expect(duplicates).toEqual(['spec.a', 'spec.l[1].x'])
    expect(value).toEqual({ spec: { a: 2, l: [{ x: 1 }, { x: 2 }] } })
  })

  it('keeps __proto__ as plain data', () => {
    expect(Object.keys(parseJson('{"__proto__": 1}').value as object)).toEqual(['__proto__'])
  })
})
