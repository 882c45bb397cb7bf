import { describe, expect, it } from 'vitest'
import { type Flag, parseDuration, parseFlags } from './flags.ts'

const known: readonly Flag[] = [
  { name: 'output', shorthand: 'o', type: 'string', usage: '' },
  { name: 'watch', shorthand: 'w', type: 'bool', usage: '' },
  { name: 'stdin', shorthand: 'i', type: 'bool', usage: '' },
  { name: 'tty', shorthand: 't', type: 'bool', usage: '' },
  { name: 'replicas', type: 'int', usage: '' },
  { name: 'timeout', type: 'duration', usage: '' },
  { name: 'filename', shorthand: 'f', type: 'stringSlice', usage: '' },
  { name: 'env', type: 'stringArray', usage: '' },
  { name: 'dry-run', type: 'string', default: 'none', withoutValue: 'unchanged', usage: '' },
]

describe('flags', () => {
  it.each([
    ['get -o yaml pods', { output: 'yaml' }, ['get', 'pods']],
    ['-oyaml', { output: 'yaml' }, []],
    ['--output=a=b', { output: 'a=b' }, []],
    ['-it pod', { stdin: 'true', tty: 'true' }, ['pod']],
    ['--watch=false x', { watch: 'false' }, ['x']],
    ['--dry-run x', { 'dry-run': 'unchanged' }, ['x']],
    ['--dry_run=client', { 'dry-run': 'client' }, []],
    ['a -- -o b', {}, ['a', '-o', 'b']],
  ])('%s', (line, values, args) => {
    const parsed = parseFlags(line.split(' '), known)
    expect(Object.fromEntries(parsed.flags.names.map((name) => [name, parsed.flags.string(name)]))).toEqual(values)
    expect(parsed.args).toEqual(args)
  })

  it('collects lists: slices by commas, arrays whole', () => {
    const { flags } = parseFlags(['-f', 'a,b', '-f', 'c', '--env', 'A=1,2', '--env=B=3'], known)
    expect(flags.list('filename')).toEqual(['a', 'b', 'c'])
    expect(flags.list('env')).toEqual(['A=1,2', 'B=3'])
  })

  it.each([
    ['--nope', 'unknown flag: --nope'],
    ['-x', "unknown shorthand flag: 'x' in -x"],
    ['-wx', "unknown shorthand flag: 'x' in -wx"],
    ['-o', "flag needs an argument: 'o' in -o"],
    ['--output', 'flag needs an argument: --output'],
    ['--replicas=abc', 'invalid argument "abc" for "--replicas" flag: strconv.ParseInt: parsing "abc": invalid syntax'],
    ['--watch=maybe', 'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
    ['--timeout=30', 'invalid argument "30" for "--timeout" flag: time: missing unit in duration "30"'],
  ])('refuses %s', (word, message) => expect(() => parseFlags([word], known)).toThrow(message))

  it.each([
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['100ms', 100],
    ['-1s', -1000],
    ['0', 0],
    ['x', undefined],
  ])('reads the duration %s', (text, ms) => expect(parseDuration(text)).toBe(ms))
})
