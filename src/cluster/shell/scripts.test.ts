import { describe, expect, it } from 'vitest'
import { program, TestMachine, testPrograms } from '../machine/testing/test-machine.ts'
import { bash, dashAsSh, sh } from './sh.ts'

const env = program('env', function* (process, args) {
  return yield* process.exec(args)
})

function run(argv: readonly string[], files: Readonly<Record<string, string>>, stdin?: string) {
  const test = new TestMachine([
    ...testPrograms.filter(({ name }) => name !== 'env'),
    sh,
    bash,
    { ...dashAsSh, name: 'dash' },
    env,
  ])
  const container = test.container()
  const write = (path: string, text: string) => {
    test.machine.disk.write(path, text, { mode: 0o755 })
    container.mounts.add({ target: path, fileSystem: test.machine.disk, path })
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  const running = container.run(argv, stdin === undefined ? {} : { stdin: 'open' })
  if (stdin !== undefined) {
    running.process.writeStdin(stdin)
    running.process.closeStdin()
  }
  test.sim.runUntil(60_000)
  return [running.stdout, running.stderr, running.exit?.code]
}

describe('scripts', () => {
  it('names itself and its lines', () => {
    const files = { '/s.sh': 'echo $0 $1\n\nnosuch\ncd /nosuch\nexit 5\n' }
    expect(run(['sh', '/s.sh', 'arg'], files)).toEqual([
      '/s.sh arg\n',
      "/s.sh: line 3: nosuch: not found\n/s.sh: cd: line 4: can't cd to /nosuch: No such file or directory\n",
      5,
    ])
    expect(run(['dash', '/s.sh'], files)[1]).toBe("/s.sh: 3: nosuch: not found\n/s.sh: 4: cd: can't cd to /nosuch\n")
    expect(run(['bash', '/s.sh'], files)[1]).toBe(
      '/s.sh: line 3: nosuch: command not found\n/s.sh: line 4: cd: /nosuch: No such file or directory\n',
    )
  })

  it.each([
    ['#!/bin/sh', 'from /s.sh: a b\n'],
    ['#!/bin/env bash', 'from /s.sh: a b\n'],
    ['#!/bin/sh -e', 'from /s.sh: a b\n'],
  ])('%s', (shebang, out) => {
    expect(run(['/s.sh', 'a', 'b'], { '/s.sh': `${shebang}\necho "from $0: $*"\nfalse\n` })).toEqual([out, '', 1])
  })

  it('without #! it is run by the shell that tried', () => {
    expect(run(['sh', '-c', '/s.sh x; echo $?'], { '/s.sh': 'echo plain $1; exit 3' })).toEqual(['plain x\n3\n', '', 0])
  })

  it('that do not exist', () => {
    expect(run(['sh', '/nosuch'], {})).toEqual(['', "sh: can't open '/nosuch': No such file or directory\n", 2])
    expect(run(['bash', '/nosuch'], {})).toEqual(['', 'bash: /nosuch: No such file or directory\n', 127])
    expect(run(['sh', '-c', '/s.sh'], { '/s.sh': '#!/no/such\n' })[2]).toBe(127)
  })

  it('run what comes before a syntax error', () => {
    expect(run(['sh', '/s.sh'], { '/s.sh': 'echo one\necho two\nif then\nfi\n' })).toEqual([
      'one\ntwo\n',
      '/s.sh: line 3: syntax error: unexpected "then"\n',
      2,
    ])
  })

  it('from standard input: line by line, sharing it with their commands', () => {
    expect(run(['sh'], {}, 'echo a\nread x\nfrom stdin\necho "<$x>"\nfor i in 1 2\ndo echo $i\ndone\nexit 4\necho no\n')).toEqual(
      ['a\n<from stdin>\n1\n2\n', '', 4],
    )
    expect(run(['sh', '-s', 'p1'], {}, 'echo $1\n')).toEqual(['p1\n', '', 0])
  })

  it('options of the command line', () => {
    expect(run(['sh', '-ec', 'false; echo no'], {})).toEqual(['', '', 1])
    expect(run(['sh', '-c', 'echo $0 $1', 'name', 'one'], {})).toEqual(['name one\n', '', 0])
    expect(run(['sh', '-c'], {})).toEqual(['', 'sh: -c requires an argument\n', 2])
    expect(run(['bash', '-euo', 'pipefail', '-c', 'false | true; echo no'], {})).toEqual(['', '', 1])
  })
})
