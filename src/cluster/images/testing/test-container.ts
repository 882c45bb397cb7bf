import { createMachine } from '../../machine/kernel.ts'
import type { StartedProcess } from '../../machine/machine.ts'
import type { ExitStatus } from '../../machine/program.ts'
import { formatRequest, parseResponse } from '../../network/http.ts'
import { Simulation } from '../../sim/simulation.ts'
import { createRegistry } from '../registry.ts'

export interface Running {
  readonly process: StartedProcess
  stdout: string
  stderr: string
  /** Both streams, in the order they came. */
  output: string
  exit: ExitStatus | undefined
}

/** A container of a real image on a machine of its own, without cluster: for tests of programs and images. */
export class TestContainer {
  readonly sim = new Simulation(1, Date.UTC(2026, 10, 21, 7, 42, 20))
  private readonly machine = createMachine(this.sim, 'node-1')
  private readonly image
  readonly pids = this.machine.newPidNamespace()
  readonly network = this.machine.newNetworkNamespace({ addresses: [{ name: 'eth0', address: '10.244.0.5', prefix: 24 }] })
  readonly mounts
  private readonly cgroup

  constructor(
    reference = 'busybox',
    options: { readonly memoryLimitBytes?: number; readonly files?: Readonly<Record<string, string>> } = {},
  ) {
    const resolved = createRegistry().resolve(reference)
    if ('error' in resolved) throw new Error(resolved.error)
    this.image = resolved.image
    const fileSystem = this.machine.newFileSystem({ type: 'overlay', layer: this.image })
    for (const [path, text] of Object.entries(options.files ?? {})) fileSystem.write(path, text)
    this.mounts = this.machine.newMountTable([{ target: '/', fileSystem }], this.pids)
    this.cgroup = this.machine.newCgroup({ name: 'test', memoryLimitBytes: options.memoryLimitBytes })
  }

  /** Starts a program beside what runs already. */
  start(
    argv: readonly string[],
    {
      env = {},
      stdin,
      uid = 0,
    }: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string; readonly uid?: number } = {},
  ): Running {
    const running: { -readonly [Key in keyof Running]: Running[Key] } = {
      process: undefined as unknown as StartedProcess,
      stdout: '',
      stderr: '',
      output: '',
      exit: undefined,
    }
    running.process = this.machine.start({
      argv,
      env: { ...this.image.env, HOME: '/root', ...env },
      cwd: this.image.workingDir,
      hostname: 'box',
      user: { uid, gid: uid },
      mounts: this.mounts,
      pids: this.pids,
      network: this.network,
      cgroup: this.cgroup,
      stdout: (data) => {
        running.stdout += data
        running.output += data
      },
      stderr: (data) => {
        running.stderr += data
        running.output += data
      },
      onExit: (status) => {
        running.exit = status
      },
      ...(stdin === undefined ? {} : { stdin: 'open' as const }),
    })
    if (stdin !== undefined) {
      running.process.writeStdin(stdin)
      running.process.closeStdin()
    }
    return running
  }

  /** The image's own command. */
  startImage(args?: readonly string[]): Running {
    return this.start([...this.image.entrypoint, ...(args ?? this.image.cmd)])
  }

  /** Runs a command to its end, at most a minute of virtual time. */
  run(
    argv: readonly string[],
    options: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string; readonly uid?: number } = {},
  ): Running {
    const running = this.start(argv, options)
    const until = this.sim.now + 60_000
    while (!running.exit && this.sim.step(until)) {
      // each step does its own work
    }
    return running
  }

  /** The body that a server in this Pod answers to GET. */
  ask(port: number, path: string): string {
    let input = ''
    let response: string | undefined
    this.network.dial(
      { port, sourceAddress: '10.244.0.1', delayMs: 0 },
      {
        onData: (data) => {
          input += data
          response = parseResponse(input)?.response.body
        },
        onEnd: () => {
          response ??= parseResponse(input, { ended: true })?.response.body
        },
      },
      (result) => {
        if (typeof result !== 'string')
          result.write(formatRequest({ method: 'GET', target: path, headers: [['Host', 'box']], body: '' }))
      },
    )
    this.advance(5000)
    if (response === undefined) throw new Error(`nothing answers on port ${port}`)
    return response
  }

  advance(ms: number): void {
    this.sim.runUntil(this.sim.now + ms)
  }
}
