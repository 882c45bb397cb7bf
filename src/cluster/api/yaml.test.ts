import { describe, expect, it } from 'vitest'
import { golden, goldenNames } from '../../testing/golden-fixture.ts'
import { parseManifest, parseYaml, printYaml } from './yaml.ts'

describe('parseManifest', () => {
  it.each([
    ['a: yes', { a: true }],
    ['a: on', { a: true }],
    ['a: off', { a: false }],
    ['a: "yes"', { a: 'yes' }],
    ['a: 0777', { a: 511 }],
    ['a: 0x1f', { a: 31 }],
    ['a: 1_000', { a: 1000 }],
    ['a: 12:30', { a: '12:30' }],
    ['a: 2026-11-21', { a: '2026-11-21' }],
    ['a: 2026-11-21T09:00:00Z', { a: '2026-11-21T09:00:00Z' }],
    ['a: 1.5', { a: 1.5 }],
    ['a: 1e3', { a: 1000 }],
    ['a: ~', { a: null }],
    ['a:', { a: null }],
    ['1: x', { '1': 'x' }],
    ['y: x', { true: 'x' }],
    ['a: 100m', { a: '100m' }],
    ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    ['a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ['args: ["a",\n  "b"\n]\nz: 1', { args: ['a', 'b'], z: 1 }],
    ['{"a": [1, "x"]}', { a: [1, 'x'] }],
    ['a: |\n  x\n  y\nb: >-\n  p\n  q', { a: 'x\ny\n', b: 'p q' }],
  ])('%j', (text, value) => expect(parseYaml(text)).toEqual(value))

  it.each([
    ['apiVersion: v1\nkind: Pod\nmetadata:\n  name: m12\n spec:\n  containers:\n', 'line 4: did not find expected key', 5],
    ['apiVersion: v1\nkind: Pod\nmetadata:\n\tname: m12\n', 'line 4: found character that cannot start any token', 4],
    ['a: b: c', 'line 1: mapping values are not allowed in this context', 1],
    ['key: value\n  sub: x\n', 'line 2: mapping values are not allowed in this context', 2],
    ['apiVersion: v1\nkind Pod\nmetadata:\n  a: b\n', "line 3: could not find expected ':'", 3],
    ['a: [x, y\nb: c\n', "line 1: did not find expected ',' or ']'", 2],
    ['a: {b: c\nd: e\n', "line 1: did not find expected ',' or '}'", 2],
    ['a: "x\nb: c\n', 'line 2: found unexpected end of stream', 2],
    ['a: @foo\n', 'line 1: found character that cannot start any token', 1],
    ['a: *x\n', "unknown anchor 'x' referenced", 1],
    ['a: &x [*x]\n', "anchor 'x' value contains itself", 1],
    ['a: 1\nb: 2\na: 3\n', 'unmarshal errors:\n  line 3: key "a" already set in map', 3],
  ])('refuses %j', (text, message, line) => {
    const [document] = parseManifest(text)
    expect(document?.error).toEqual({ message: `error converting YAML to JSON: yaml: ${message}`, line })
    expect(document?.value).toBeUndefined()
  })

  it('splits documents, skips empty ones, and keeps going after a broken one', () => {
    const documents = parseManifest('# only a comment\n---\na: 1\n---\n\n---\nb: [\n---\nc: 3\n')
    expect(documents.map(({ index, startLine, value, error }) => [index, startLine, value, error?.line])).toEqual([
      [0, 3, { a: 1 }, undefined],
      [1, 7, undefined, 7],
      [2, 9, { c: 3 }, undefined],
    ])
  })

  it('stops an alias bomb', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n'
    for (let i = 1; i < 9; i++)
      text += `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`
    expect(parseManifest(text)[0]?.error?.message).toContain('document contains excessive aliasing')
  })

  it('refuses what is larger than a request may be', () => {
    expect(parseManifest(`a: ${'x'.repeat(5_000_000)}`)[0]?.error?.message).toContain('limit is 3145728')
  })

  it('keeps __proto__ as plain data', () => {
    const value = parseYaml('__proto__:\n  polluted: true\na: 1\n') as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  it.each([
    ['kind', { line: 2, startColumn: 1, endColumn: 5 }],
    ['spec.containers[0].image', { line: 6, startColumn: 5, endColumn: 10 }],
    ['spec.containers[1].name', { line: 7, startColumn: 6, endColumn: 10 }],
    ['spec.containers[0]', { line: 5, startColumn: 5, endColumn: 15 }],
    ['spec.containers[0].ports[0].hostPort', { line: 5, startColumn: 5, endColumn: 15 }],
    ['spec.volumes', { line: 3, startColumn: 1, endColumn: 5 }],
  ])('locates %s', (path, place) => {
    const text = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: main\n    image: nginx\n  - {name: b}\n'
    expect(parseManifest(text)[0]?.locate(path)).toEqual(place)
  })

  it('locates in later documents', () => {
    expect(parseManifest('a: 1\n---\nb:\n  c: 2\n')[1]?.locate('b.c')?.line).toBe(4)
  })
})

describe('printYaml', () => {
  it.each([
    [{ b: 1, a: 'x' }, 'a: x\nb: 1\n'],
    [{ a: [], b: {} }, 'a: []\nb: {}\n'],
    [
      { a: 'true', b: '1', c: 'null', d: '', e: '2026-11-21T09:00:00Z' },
      'a: "true"\nb: "1"\nc: "null"\nd: ""\ne: "2026-11-21T09:00:00Z"\n',
    ],
    [{ a: 'x: y', b: '@x', c: "it's: so", d: '- x', e: 'a #b' }, "a: 'x: y'\nb: '@x'\nc: 'it''s: so'\nd: '- x'\ne: 'a #b'\n"],
    [{ a: '*/5 * * * *', b: 'http://x', c: '12:30' }, 'a: \'*/5 * * * *\'\nb: http://x\nc: "12:30"\n'],
    [{ a: 'x\ny\n', b: 'x\ny', c: 'x\n\n' }, 'a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\n'],
    [{ a: [{ c: 1, b: 2 }, 'x', [1]] }, 'a:\n- b: 2\n  c: 1\n- x\n- - 1\n'],
    [{ a: 'tab\there', b: true, c: null, d: 0.5 }, 'a: "tab\\there"\nb: true\nc: null\nd: 0.5\n'],
    [{ a10: 1, a9: 2, A: 3, 'a.b': 4 }, 'A: 3\na.b: 4\na9: 2\na10: 1\n'],
  ])('%j', (value, text) => expect(printYaml(value)).toBe(text))

  it.each(goldenNames().map((name) => ({ name })))('prints what kubectl printed in $name', ({ name }) => {
    const text = golden(name).final.podsYaml
    if (!text) return
    expect(printYaml(parseYaml(text))).toBe(text)
  })
})
