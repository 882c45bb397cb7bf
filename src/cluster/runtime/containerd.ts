import { delays } from '../delays.ts'
import type { Registry } from '../images/image.ts'
import type { Machine } from '../machine/machine.ts'
import { Errno, type ExitStatus, type Signal } from '../machine/program.ts'
import { signalNumbers } from '../machine/signals.ts'
import { Terminal } from '../machine/terminal.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import type { Random } from '../sim/random.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { ContainerConfig, SandboxConfig } from './config.ts'
import type { Container } from './container.ts'
import { execToEnd } from './exec-to-end.ts'
import { drawDelay, ImageStore, RuntimeError } from './image-store.ts'
import type { ExecResult, Runtime, Stream, StreamOptions, StreamSink } from './interface.ts'
import { makeContainer } from './make-container.ts'
import { skipThreads } from './runc-threads.ts'
import { RuntimeState } from './runtime-state.ts'
import { Sandbox } from './sandbox.ts'
import { startErrorText } from './start-error.ts'
import { startPause } from './start-pause.ts'
import { openStream } from './stream.ts'
import { pause, type Task, wait } from './task.ts'
import { terminationMessage } from './termination-message.ts'

export interface RuntimeOptions {
  readonly sim: Simulation
  readonly machine: Machine
  readonly network: ClusterNetwork
  readonly registry: Registry
}

const sharedMemoryBytes = 64 * 1024 * 1024

/** The container runtime of one node. */
export function createRuntime(options: RuntimeOptions): Containerd {
  return new Containerd(options)
}

/** containerd with its CRI plugin, over one machine. */
export class Containerd extends RuntimeState implements Runtime {
  readonly images: ImageStore
  private readonly sim: Simulation
  private readonly network: ClusterNetwork
  private readonly random: Random
  private readonly by: string
  private readonly handlers: ((podUid: string) => void)[] = []
  private powered = true

  constructor(options: RuntimeOptions) {
    super(options.machine)
    this.sim = options.sim
    this.network = options.network
    this.by = `containerd/${options.machine.name}`
    this.random = options.sim.random.stream(`runtime/${options.machine.name}`)
    this.images = new ImageStore(options.sim, options.machine.name, options.registry)
  }

  onChange(handler: (podUid: string) => void): void {
    this.handlers.push(handler)
  }

  *createSandbox(config: SandboxConfig): Task<string> {
    yield* this.takes(delays.sandbox)
    const { machine } = this
    const id = this.random.hex(64)
    let sandboxNetwork = machine.network
    let podNetwork: Sandbox['podNetwork']
    if (!config.hostNetwork) {
      podNetwork = this.network.attachPod(machine.name, config.pod, (address, prefix) =>
        machine.newNetworkNamespace({ addresses: [{ name: 'eth0', address, prefix }] }),
      )
      sandboxNetwork = podNetwork.namespace
      for (const port of config.hostPorts) this.network.addHostPort(machine.name, port, podNetwork)
    }
    const cgroup = this.podCgroup(config.pod.uid)
    cgroup.memoryLimitBytes = config.memoryLimitBytes
    const pids = config.shareProcessNamespace ? machine.newPidNamespace() : config.hostPID ? machine.pids : undefined
    const sharedMemory = machine.newFileSystem({ type: 'tmpfs', sizeLimitBytes: sharedMemoryBytes, cgroup })
    sharedMemory.chmod('/', 0o1777)
    const sandbox = new Sandbox(id, config, this.sim.wallTime, sandboxNetwork, podNetwork, cgroup, sharedMemory, pids)
    if (config.shareProcessNamespace && pids) sandbox.pause = startPause(machine, this.images, sandbox, pids)
    this.sandboxes.set(id, sandbox)
    const pod = this.podOf(config.pod)
    pod.sandboxes.unshift(sandbox)
    this.changed(config.pod.uid)
    return id
  }

  *stopSandbox(id: string): Task<void> {
    const sandbox = this.sandboxes.get(id)
    if (!sandbox?.ready) return
    for (const container of this.podOf(sandbox.config.pod).containers) {
      if (container.sandbox === sandbox) container.process?.kill()
    }
    sandbox.pause?.kill()
    sandbox.ready = false
    sandbox.touch()
    if (sandbox.podNetwork) {
      this.network.detachPod(sandbox.podNetwork)
      sandbox.network.close()
    }
    this.changed(sandbox.config.pod.uid)
    yield* pause(this.sim, 5)
  }

  removeSandbox(id: string): void {
    const sandbox = this.sandboxes.get(id)
    if (!sandbox) return
    const pod = this.podOf(sandbox.config.pod)
    pod.sandboxes.splice(pod.sandboxes.indexOf(sandbox), 1)
    this.sandboxes.delete(id)
    this.forgetIfEmpty(pod)
  }

  *createContainer(sandboxId: string, config: ContainerConfig): Task<string> {
    const sandbox = this.sandboxOf(sandboxId)
    yield* this.takes(delays.containerCreate)
    const id = this.random.hex(64)
    const target = config.targetContainerId === undefined ? undefined : this.containers.get(config.targetContainerId)
    this.containers.set(id, makeContainer(this.machine, sandbox, config, id, target))
    this.podOf(config.pod).containers.unshift(this.containerOf(id))
    return id
  }

  *startContainer(id: string): Task<void> {
    const container = this.containerOf(id)
    yield* this.takes(delays.containerStart)
    const { config } = container
    try {
      container.process = this.machine.start({
        argv: container.argv,
        env: container.env,
        cwd: container.cwd,
        user: container.user,
        capabilities: container.capabilities,
        confinement: config.confinement,
        hostname: container.sandbox.config.hostname,
        mounts: container.mounts,
        pids: container.pids,
        network: container.sandbox.network,
        cgroup: container.cgroup,
        ...(config.tty
          ? { terminal: this.openTerminal(container) }
          : {
              ...(config.stdin ? { stdin: 'open' as const } : undefined),
              stdout: (data: string) => this.output(container, 'stdout', data),
              stderr: (data: string) => this.output(container, 'stderr', data),
            }),
        onExit: (status) => this.exited(container, status),
      })
      skipThreads(container.pids, container.process.pid)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      const message = startErrorText(container, error)
      container.state = 'exited'
      container.reason = 'StartError'
      container.exitCode = 128
      container.message = message
      container.finishedAt = this.sim.wallTime
      container.touch()
      container.log.end(this.sim.wallTime)
      this.changed(config.pod.uid)
      throw new RuntimeError(message)
    }
    if (container.state === 'created') container.state = 'running'
    container.startedAt = this.sim.wallTime
    container.touch()
    this.changed(config.pod.uid)
  }

  *stopContainer(id: string, timeoutMs: number): Task<void> {
    const container = this.containers.get(id)
    if (!container || container.state === 'exited') return
    const { sim } = this
    yield* wait<void>((done) => {
      let timer: ReturnType<Simulation['after']> | undefined
      container.exitWaiters.add(done)
      const signal = container.config.image.image.stopSignal
      if (timeoutMs > 0) {
        this.signal(container, signal, { graceMs: timeoutMs })
        timer = sim.after(timeoutMs, () => {
          const fired = this.record(container, 'grace-timer-fired', { graceMs: timeoutMs })
          sim.becauseOf(fired, () => this.signal(container, 'KILL'))
        })
      } else this.signal(container, 'KILL')
      return () => {
        container.exitWaiters.delete(done)
        sim.cancel(timer)
      }
    })
    yield* this.takes(delays.containerStop)
  }

  removeContainer(id: string): void {
    const container = this.containers.get(id)
    if (!container) return
    container.process?.kill()
    for (const { target } of container.config.mounts.toReversed()) {
      // A privileged process may have unmounted it itself.
      if (container.mounts.mounts.some((mount) => mount.target === target)) container.mounts.remove(target)
    }
    this.containers.delete(id)
    const pod = this.podOf(container.config.pod)
    pod.containers.splice(pod.containers.indexOf(container), 1)
    this.forgetIfEmpty(pod)
  }

  updateResources(id: string, memoryLimitBytes: number | undefined, cpuLimit: number | undefined): void {
    const { cgroup } = this.containerOf(id)
    cgroup.memoryLimitBytes = memoryLimitBytes
    cgroup.cpuLimit = cpuLimit
  }

  *exec(id: string, command: readonly string[], timeoutMs: number, outputLimit: number): Task<ExecResult> {
    const container = this.containers.get(id)
    if (container?.state !== 'running') throw new RuntimeError('container not running')
    const { sim } = this
    yield* this.takes(delays.execStart)
    return yield* execToEnd(sim, this.machine, container, command, timeoutMs, outputLimit)
  }

  stream(id: string, options: StreamOptions, sink: StreamSink): Stream {
    return openStream(this.machine, this.containerOf(id), options, sink)
  }

  /** The node lost power: what ran is gone. After the return the runtime finds only dead containers. */
  powerOff(): void {
    this.powered = false
    this.machine.powerOff()
    const now = this.sim.wallTime
    for (const container of this.containers.values()) {
      if (container.state === 'exited') continue
      container.state = 'exited'
      container.exitCode = 255
      container.reason = 'Unknown'
      container.finishedAt = now
      container.touch()
      container.log.end(now)
      container.exitWaiters.clear()
    }
    for (const sandbox of this.sandboxes.values()) {
      if (!sandbox.ready) continue
      sandbox.ready = false
      sandbox.touch()
      if (sandbox.podNetwork) this.network.detachPod(sandbox.podNetwork)
    }
  }

  powerOn(): void {
    this.powered = true
    for (const uid of this.pods.keys()) this.changed(uid)
  }

  private openTerminal(container: Container): Terminal {
    container.terminal = new Terminal({ output: (data) => this.output(container, 'stdout', data) })
    return container.terminal
  }

  private output(container: Container, stream: 'stdout' | 'stderr', data: string): void {
    container.log.write(this.sim.wallTime, stream, data)
    for (const output of container.outputs) output[stream](data)
  }

  private exited(container: Container, status: ExitStatus): void {
    if (!this.powered || container.state === 'exited') return
    const { sim } = this
    const finishedAt = sim.wallTime
    const exitCode = status.signal ? 128 + signalNumbers[status.signal] : (status.code ?? 0)
    const recordId = this.record(container, 'process-exited', {
      exitCode,
      ...(status.signal ? { signal: `SIG${status.signal}` } : undefined),
      ...(container.oomKilled ? { oomKilled: true } : undefined),
    })
    sim.becauseOf(recordId, () =>
      sim.after(drawDelay(this.random, delays.containerExit), () => {
        if (container.state === 'exited') return
        container.state = 'exited'
        container.finishedAt = finishedAt
        container.exitCode = exitCode
        container.reason = container.oomKilled ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error'
        container.touch()
        container.log.end(sim.wallTime)
        container.message = terminationMessage(container)
        for (const output of container.outputs) output.end()
        container.outputs.clear()
        const waiters = [...container.exitWaiters]
        container.exitWaiters.clear()
        this.changed(container.config.pod.uid)
        for (const waiter of waiters) waiter()
      }),
    )
  }

  private signal(container: Container, signal: Signal, detail?: Readonly<Record<string, unknown>>): void {
    container.lastSignal = signal
    const sent = this.record(container, 'signal-sent', { signal: `SIG${signal}`, ...detail })
    this.sim.becauseOf(sent, () => container.process?.signal(signal))
  }

  private *takes(delay: (typeof delays)[keyof typeof delays]): Task<void> {
    yield* pause(this.sim, drawDelay(this.random, delay))
  }

  private record(container: Container, what: string, detail: Readonly<Record<string, unknown>>): number {
    const { namespace, name, uid } = container.config.pod
    return this.sim.record({
      by: this.by,
      what,
      subject: { kind: 'Pod', namespace, name, uid, part: container.config.name },
      detail,
    }).id
  }

  private changed(podUid: string): void {
    for (const handler of this.handlers) handler(podUid)
  }
}
