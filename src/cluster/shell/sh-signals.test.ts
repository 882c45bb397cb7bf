import { describe, expect, it } from 'vitest'
import { program, TestMachine, testPrograms } from '../machine/testing/test-machine.ts'
import { sh } from './sh.ts'

const kill = program('kill', function* (process, [signal = '', pid = '']) {
  process.kill(Number(pid), signal.slice(1) as 'TERM')
  yield* process.compute(0)
  return 0
})

function start(script: string) {
  const test = new TestMachine([...testPrograms, sh, kill])
  const container = test.container()
  const running = container.run(['sh', '-c', script])
  return { test, container, running }
}

describe('a shell as PID 1', () => {
  it('gives its place to a single command, as busybox does', () => {
    const { test, container } = start('sleep 3600')
    test.sim.runUntil(100)
    expect(container.pids.processes().map(({ pid, command }) => [pid, command.join(' ')])).toEqual([[1, 'sleep 3600']])
  })

  it.each(['sleep 3600; echo after', 'while true; do sleep 3600; done', 'trap : TERM; sleep 3600', 'sleep 3600 | cat'])(
    'stays for %s',
    (script) => {
      const { test, container } = start(script)
      test.sim.runUntil(100)
      expect(container.pids.processes()[0]?.command).toEqual(['sh', '-c', script])
    },
  )

  it('ignores TERM without a trap, from inside and outside; KILL from outside ends it and its children', () => {
    const { test, container, running } = start('while true; do sleep 1; done')
    test.sim.runUntil(2500)
    running.process.signal('TERM')
    container.run(['kill', '-TERM', '1'])
    container.run(['kill', '-KILL', '1'])
    test.sim.runUntil(10_000)
    expect(running.exit).toBeUndefined()
    running.process.signal('KILL')
    expect(running.exit).toEqual({ pid: 1, signal: 'KILL' })
    expect(container.pids.count).toBe(0)
  })

  it('runs a trap when the foreground command has ended, and exits by it', () => {
    const { test, running } = start(
      "trap 'echo cleaning up; sleep 3; echo bye; exit 0' TERM; echo ready; while :; do sleep 1; done",
    )
    test.sim.runUntil(3500)
    running.process.signal('TERM')
    test.sim.runUntil(3900)
    expect(running.stdout).toBe('ready\n')
    test.sim.runUntil(5000)
    expect(running.stdout).toBe('ready\ncleaning up\n')
    test.sim.runUntil(10_000)
    expect(running.stdout).toBe('ready\ncleaning up\nbye\n')
    expect(running.exit).toEqual({ pid: 1, code: 0 })
    expect(running.exitedAt).toBeGreaterThan(7000)
    expect(running.exitedAt).toBeLessThan(7100)
  })

  it('runs a trap at once during wait', () => {
    const { test, running } = start("trap 'echo got it; exit 3' TERM; sleep 1000 & wait")
    test.sim.runUntil(500)
    running.process.signal('TERM')
    test.sim.runUntil(600)
    expect(running.stdout).toBe('got it\n')
    expect(running.exit?.code).toBe(3)
  })

  it('wait returns 128 + n, and the script goes on', () => {
    const { test, running } = start('trap "echo trapped" USR1; sleep 2 & wait $!; echo $?; wait $!; echo $?')
    test.sim.runUntil(500)
    running.process.signal('USR1')
    test.sim.runUntil(5000)
    expect(running.stdout).toBe('trapped\n138\n0\n')
  })

  it("hands '' on: ignored signals stay ignored in children", () => {
    const { test, container, running } = start("trap '' TERM; sleep 5; echo survived")
    test.sim.runUntil(100)
    container.pids.signal(2, 'TERM')
    test.sim.runUntil(6000)
    expect(running.stdout).toBe('survived\n')
  })

  it('tells of a child that was killed, and its status', () => {
    const { test, container, running } = start('echo start; sleep 3600; echo rc=$?; sleep 3600; echo rc=$?; sleep 1')
    test.sim.runUntil(100)
    container.pids.signal(2, 'KILL')
    test.sim.runUntil(200)
    container.pids.signal(3, 'TERM')
    test.sim.runUntil(5000)
    expect(running.stdout).toBe('start\nrc=137\nrc=143\n')
    expect(running.stderr).toBe('Killed\nTerminated\n')
  })

  it('reaps orphans while it waits', () => {
    const { test, container } = start('(sleep 1 &) ; sleep 5; sleep 5; :')
    test.sim.runUntil(7000)
    expect(container.pids.processes().map(({ state }) => state)).toEqual(['sleeping', 'sleeping'])
  })
})

describe('limits', () => {
  it('out of memory: the child dies, the shell goes on', () => {
    const test = new TestMachine([...testPrograms, sh])
    const victims: string[] = []
    const container = test.container({ memoryLimitBytes: 64 << 20, onOom: ({ command }) => victims.push(command.join(' ')) })
    const running = container.run(['sh', '-c', 'echo start; grow 100; echo rc=$?'])
    test.sim.runUntil(1000)
    expect(running.stdout).toBe('start\nrc=137\n')
    expect(running.stderr).toBe('Killed\n')
    expect(victims).toEqual(['grow 100'])
  })

  it('out of memory: the whole group dies where the cgroup says so', () => {
    const test = new TestMachine([...testPrograms, sh])
    const container = test.container({ memoryLimitBytes: 64 << 20, oomGroup: true })
    const running = container.run(['sh', '-c', 'grow 100; echo no'])
    test.sim.runUntil(1000)
    expect(running.exit?.signal).toBe('KILL')
    expect(running.stdout).toBe('')
  })

  it('a fork bomb stops at the pids limit', () => {
    const test = new TestMachine([...testPrograms, sh])
    const container = test.container({ pidsLimit: 50 })
    const running = container.run(['sh', '-c', 'bomb() { bomb | bomb & }; bomb; sleep 1; echo alive'])
    test.sim.runUntil(20_000)
    expect(running.stderr).toContain("can't fork: Resource temporarily unavailable")
  })
})

describe('a busy loop', () => {
  it('costs the cluster a core, not us', () => {
    const test = new TestMachine([...testPrograms, sh])
    const cgroups = Array.from({ length: 12 }, (_, index) => {
      const container = test.container({ name: `spin-${index}` })
      return container.run(['sh', '-c', 'while true; do :; done'])
    })
    test.sim.runUntil(30_000)
    expect(test.machine.cgroup.cpuMs).toBeGreaterThan(4 * 25_000)
    expect(test.machine.cgroup.cpuMs).toBeLessThan(4 * 30_500)
    cgroups[0]?.process.signal('KILL')
    expect(cgroups[0]?.exit?.signal).toBe('KILL')
  })

  it('is throttled by a CPU limit', () => {
    const test = new TestMachine([...testPrograms, sh])
    test.container({ cpuLimit: 0.5 }).run(['sh', '-c', 'while true; do :; done'])
    test.sim.runUntil(20_000)
    expect(test.machine.cgroup.cpuMs).toBeGreaterThan(9000)
    expect(test.machine.cgroup.cpuMs).toBeLessThan(10_500)
  })

  it('hears a trapped signal at once', () => {
    const test = new TestMachine([...testPrograms, sh])
    const running = test.container().run(['sh', '-c', 'trap "echo bye; exit 0" TERM; while true; do :; done'])
    test.sim.runUntil(10_000)
    running.process.signal('TERM')
    test.sim.runUntil(10_100)
    expect(running.stdout).toBe('bye\n')
    expect(running.exit?.code).toBe(0)
  })
})
