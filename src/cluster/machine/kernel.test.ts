import { describe, expect, it } from 'vitest'
import type { Process, Run } from './program.ts'
import { program, TestMachine, testPrograms } from './testing/test-machine.ts'

function start(body: (process: Process) => Run<number>) {
  const test = new TestMachine([...testPrograms, program('main', body)])
  const container = test.container()
  return { test, container, main: container.run(['main']) }
}

describe('a first process', () => {
  it('prints, sleeps and exits on virtual time', () => {
    const { test, main } = start(function* (process) {
      yield* process.print('hello\n')
      yield* process.sleep(5000)
      return 3
    })
    test.sim.runUntil(4000)
    expect(main.stdout).toBe('hello\n')
    expect(main.exit).toBeUndefined()
    test.sim.runUntil(10_000)
    expect(main.exit).toEqual({ pid: 1, code: 3 })
    expect(main.exitedAt).toBeGreaterThan(5000)
    expect(main.exitedAt).toBeLessThan(5010)
  })

  it.each([
    { name: 'nosuch', code: 'ENOENT' },
    { name: '/etc/passwd', code: 'EACCES' },
    { name: '/bin/nosuch', code: 'ENOENT' },
  ])('cannot be $name', ({ name, code }) => {
    const container = new TestMachine().container()
    expect(() => container.run([name])).toThrow(code)
  })

  it('dies by KILL of the machine, and a program that fails by itself is told', () => {
    const { test, main } = start(function* (process) {
      yield* process.sleep(1e9)
      return 0
    })
    test.sim.runUntil(1)
    main.process.signal('KILL')
    expect(main.exit).toEqual({ pid: 1, signal: 'KILL' })
    expect(test.machine.pids.count).toBe(0)
  })
})

describe('children', () => {
  it('are waited for, with their status', () => {
    const { test, main } = start(function* (process) {
      const slow = process.spawn({ what: ['sleep', '2'] })
      const fast = process.spawn({
        what: function* (child) {
          yield* child.sleep(100)
          return 9
        },
      })
      const first = yield* process.wait()
      const second = yield* process.wait(slow)
      yield* process.print(`${first?.pid === fast} ${first?.code} ${second?.code} ${process.now % 60_000 > 2000}`)
      return 0
    })
    test.sim.runUntil(10_000)
    expect(main.stdout).toBe('true 9 0 true')
  })

  it('go to PID 1 when their parent ends, and die with it', () => {
    const { test, container, main } = start(function* (process) {
      process.spawn({
        what: function* (child) {
          child.spawn({ what: ['sleep', '1000'] })
          yield* child.compute(0)
          return 0
        },
      })
      yield* process.wait()
      yield* process.sleep(1000)
      return 0
    })
    test.sim.runUntil(500)
    expect(container.pids.processes().map(({ pid, ppid }) => [pid, ppid])).toEqual([
      [1, 0],
      [3, 1],
    ])
    test.sim.runUntil(2000)
    expect(main.exit?.code).toBe(0)
    expect(container.pids.count).toBe(0)
    expect(test.machine.pids.count).toBe(0)
  })

  it('stay zombies until they are reaped', () => {
    const { test, container } = start(function* (process) {
      process.spawn({ what: ['sleep', '0'] })
      yield* process.sleep(1000)
      yield* process.print(String(process.reap().length))
      yield* process.sleep(1000)
      return 0
    })
    test.sim.runUntil(500)
    expect(container.pids.processes().map(({ state }) => state)).toEqual(['sleeping', 'zombie'])
    test.sim.runUntil(1500)
    expect(container.pids.count).toBe(1)
  })
})

describe('signals', () => {
  it.each([
    { target: 1, signal: 'TERM', from: 'inside', survives: true },
    { target: 1, signal: 'KILL', from: 'inside', survives: true },
    { target: 1, signal: 'TERM', from: 'outside', survives: true },
    { target: 1, signal: 'INT', from: 'outside', survives: true },
    { target: 1, signal: 'KILL', from: 'outside', survives: false },
    { target: 2, signal: 'TERM', from: 'inside', survives: false },
    { target: 2, signal: 'TERM', from: 'outside', survives: false },
    { target: 2, signal: 'WINCH', from: 'outside', survives: true },
  ] as const)('$signal from $from to pid $target: survives $survives', ({ target, signal, from, survives }) => {
    const { test, container } = start(function* (process) {
      process.spawn({ what: ['sleep', '1000'] })
      yield* process.sleep(1e6)
      return 0
    })
    test.sim.runUntil(10)
    if (from === 'outside') container.pids.signal(target, signal)
    else {
      const killer = program('killer', function* (process) {
        process.kill(target, signal)
        yield* process.compute(0)
        return 0
      })
      test.machine.start({
        argv: ['killer'],
        env: { PATH: '/bin' },
        hostname: 'box',
        mounts: test.container({}, [killer]).mounts,
        pids: container.pids,
        network: container.network,
        cgroup: test.machine.cgroup,
      })
    }
    test.sim.runUntil(20)
    const alive = container.pids.processes().some((info) => info.pid === target && info.state !== 'zombie')
    expect(alive).toBe(survives)
  })

  it('run handlers and end a sleep early', () => {
    const { test, container, main } = start(function* (process) {
      process.onSignal('TERM', () => {})
      const by = yield* process.sleep(1e6)
      yield* process.print(`${by} at ${process.now % 1000}`)
      return 0
    })
    test.sim.runUntil(250)
    container.pids.signal(1, 'TERM')
    test.sim.runUntil(300)
    expect(main.stdout).toBe('TERM at 250')
  })

  it('stop and continue', () => {
    const { test, container, main } = start(function* (process) {
      yield* process.sleep(100)
      yield* process.print('woke')
      return 0
    })
    test.sim.runUntil(50)
    container.pids.signal(1, 'STOP')
    test.sim.runUntil(1000)
    expect(main.stdout).toBe('')
    container.pids.signal(1, 'CONT')
    test.sim.runUntil(1001)
    expect(main.stdout).toBe('woke')
  })
})

describe('pipes', () => {
  it('hold 64 KiB, then the writer waits; a write without readers ends it', () => {
    const { test, main } = start(function* (process) {
      const pipe = process.pipe()
      const writer = process.spawn({ what: ['yes'], fds: { 1: pipe.write } })
      process.close(pipe.write)
      yield* process.sleep(1000)
      const data = yield* process.read(pipe.read, 1_000_000)
      process.close(pipe.read)
      const status = yield* process.wait(writer)
      yield* process.print(`${data.length} ${status?.signal}`)
      return 0
    })
    test.sim.runUntil(5000)
    expect(main.stdout).toBe('65536 PIPE')
  })

  it('end when the last writer is gone', () => {
    const { test, main } = start(function* (process) {
      const pipe = process.pipe()
      process.spawn({
        what: function* (child) {
          yield* child.print('a')
          return 0
        },
        fds: { 1: pipe.write },
      })
      process.close(pipe.write)
      const first = yield* process.read(pipe.read)
      const second = yield* process.read(pipe.read)
      yield* process.print(`${first}|${second}`)
      return 0
    })
    test.sim.runUntil(100)
    expect(main.stdout).toBe('a|')
  })
})
