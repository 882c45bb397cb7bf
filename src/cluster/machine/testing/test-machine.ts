import { Simulation } from '../../sim/simulation.ts'
import { createMachine } from '../kernel.ts'
import type { CgroupOptions, Machine, MountTable, PidNamespace, StartedProcess, StartOptions } from '../machine.ts'
import type { NetworkNamespace } from '../network.ts'
import type { Bytes, ExitStatus, Process, Program, Run } from '../program.ts'

/** A program from a function. */
export function program(name: string, run: (process: Process, args: readonly Bytes[]) => Run<number>): Program {
  return { name, run }
}

const sleep = program('sleep', function* (process, args) {
  yield* process.sleep(Number(args[0]) * 1000)
  return 0
})

const cat = program('cat', function* (process, args) {
  for (const path of args.length > 0 ? args : ['-']) {
    const fd = path === '-' ? 0 : process.open(path, { read: true })
    for (let data = yield* process.read(fd); data !== ''; data = yield* process.read(fd)) yield* process.write(1, data)
  }
  return 0
})

const yes = program('yes', function* (process) {
  for (;;) yield* process.print('y\n'.repeat(512))
})

const date = program('date', function* (process) {
  yield* process.print(`${process.now}\n`)
  return 0
})

const env = program('env', function* (process) {
  for (const [key, value] of process.env) yield* process.print(`${key}=${value}\n`)
  return 0
})

const ls = program('ls', function* (process, args) {
  for (const name of process.readDirectory(args[0] ?? '.')) yield* process.print(`${name}\n`)
  return 0
})

const args = program('args', function* (process, words) {
  yield* process.print(`${words.length}:${words.map((word) => `<${word}>`).join('')}\n`)
  return 0
})

const grow = program('grow', function* (process, words) {
  process.setMemory(Number(words[0]) * 1024 * 1024)
  yield* process.print('grown\n')
  return 0
})

const head = program('head', function* (process) {
  const data = yield* process.read(0)
  yield* process.print(data.slice(0, data.indexOf('\n') + 1))
  return 0
})

/** The programs that tests of machine/ and shell/ have on their PATH. */
export const testPrograms: readonly Program[] = [sleep, cat, yes, date, env, ls, args, grow, head]

export interface Container {
  readonly mounts: MountTable
  readonly pids: PidNamespace
  readonly network: NetworkNamespace
  readonly run: (argv: readonly Bytes[], options?: Partial<StartOptions>) => Running
}

export interface Running {
  readonly process: StartedProcess
  stdout: string
  stderr: string
  exit: ExitStatus | undefined
  exitedAt: number | undefined
}

/** One machine, and containers on it, for tests. */
export class TestMachine {
  readonly sim = new Simulation(1, Date.UTC(2026, 10, 21, 8))
  readonly machine: Machine

  constructor(private readonly programs: readonly Program[] = testPrograms) {
    this.machine = createMachine(this.sim, 'node-1')
  }

  container(cgroup: Partial<CgroupOptions> = {}, more: readonly Program[] = []): Container {
    const { machine } = this
    const pids = machine.newPidNamespace()
    const network = machine.newNetworkNamespace({ addresses: [{ name: 'eth0', address: '10.244.0.5', prefix: 24 }] })
    const layer = {
      files: {
        '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
        '/tmp': { directory: true as const, mode: 0o1777 },
        '/root': { directory: true as const, mode: 0o700 },
      },
      programs: Object.fromEntries([...this.programs, ...more].map((each) => [`/bin/${each.name}`, each])),
    }
    const mounts = machine.newMountTable([{ target: '/', fileSystem: machine.newFileSystem({ type: 'overlay', layer }) }], pids)
    const group = machine.newCgroup({ name: 'test', ...cgroup })
    const run = (argv: readonly Bytes[], options: Partial<StartOptions> = {}): Running => {
      const running: { -readonly [Key in keyof Running]: Running[Key] } = {
        process: undefined as unknown as StartedProcess,
        stdout: '',
        stderr: '',
        exit: undefined,
        exitedAt: undefined,
      }
      running.process = machine.start({
        argv,
        env: { PATH: '/bin', HOME: '/root' },
        hostname: 'box',
        mounts,
        pids,
        network,
        cgroup: group,
        stdout: (data) => {
          running.stdout += data
        },
        stderr: (data) => {
          running.stderr += data
        },
        onExit: (status) => {
          running.exit = status
          running.exitedAt = this.sim.now
        },
        ...options,
      })
      return running
    }
    return { mounts, pids, network, run }
  }
}
