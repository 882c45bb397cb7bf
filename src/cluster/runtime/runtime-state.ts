import type { Cgroup, Machine } from '../machine/machine.ts'
import type { NetworkNamespace } from '../machine/network.ts'
import { Errno } from '../machine/program.ts'
import type { PodIdentity } from './config.ts'
import type { Container } from './container.ts'
import { RuntimeError } from './image-store.ts'
import type { ContainerUsage } from './interface.ts'
import type { LogLine } from './log.ts'
import type { ObservedPod } from './observed.ts'
import type { Sandbox } from './sandbox.ts'

export interface PodRecord {
  readonly identity: PodIdentity
  /** Newest first. */
  readonly sandboxes: Sandbox[]
  readonly containers: Container[]
}

/** What a runtime knows of its sandboxes and containers, and what can be asked of them. */
export class RuntimeState {
  protected readonly pods = new Map<string, PodRecord>()
  protected readonly containers = new Map<string, Container>()
  protected readonly sandboxes = new Map<string, Sandbox>()
  private readonly cgroups = new Map<string, Cgroup>()

  constructor(protected readonly machine: Machine) {}

  observe(podUid: string): ObservedPod {
    const pod = this.pods.get(podUid)
    if (!pod) return { uid: podUid, sandboxes: [], containers: [] }
    return {
      uid: podUid,
      sandboxes: pod.sandboxes.map((sandbox) => sandbox.observe()),
      containers: pod.containers.map((container) => container.observe()),
    }
  }

  networkOf(sandboxId: string): NetworkNamespace | undefined {
    return this.sandboxes.get(sandboxId)?.network
  }

  podCgroup(podUid: string): Cgroup {
    let cgroup = this.cgroups.get(podUid)
    if (!cgroup) {
      cgroup = this.machine.newCgroup({ name: `kubepods/pod${podUid}` })
      this.cgroups.set(podUid, cgroup)
    }
    return cgroup
  }

  podsWithSandboxes(): readonly PodIdentity[] {
    return [...this.pods.values()].map((pod) => pod.identity)
  }

  log(id: string): readonly LogLine[] {
    return this.containers.get(id)?.log.all() ?? []
  }

  followLog(id: string, handler: (line: LogLine | undefined) => void): () => void {
    return this.containerOf(id).log.follow(handler)
  }

  usage(id: string): ContainerUsage {
    const container = this.containers.get(id)
    if (!container) return { memoryBytes: 0, cpuMs: 0, processes: [] }
    return {
      memoryBytes: container.cgroup.memoryBytes,
      cpuMs: container.cgroup.cpuMs,
      processes: container.pids
        .processes()
        .map((process) => ({ pid: process.pid, command: process.command.join(' '), state: process.state })),
    }
  }

  lastPid(id: string): number {
    return this.containers.get(id)?.pids.nextPid ?? 0
  }

  storageOf(id: string): number {
    const container = this.containers.get(id)
    return container ? container.rootfs.usedBytes + container.log.sizeBytes : 0
  }

  readFile(id: string, path: string, limit: number): string | undefined {
    const container = this.containers.get(id)
    try {
      return container?.mounts.read(path).slice(0, limit)
    } catch (error) {
      if (error instanceof Errno) return undefined
      throw error
    }
  }

  protected podOf(identity: PodIdentity): PodRecord {
    let pod = this.pods.get(identity.uid)
    if (!pod) {
      pod = { identity, sandboxes: [], containers: [] }
      this.pods.set(identity.uid, pod)
    }
    return pod
  }

  protected sandboxOf(id: string): Sandbox {
    const sandbox = this.sandboxes.get(id)
    if (!sandbox) throw new RuntimeError(`rpc error: code = NotFound desc = sandbox "${id}" not found`)
    return sandbox
  }

  protected containerOf(id: string): Container {
    const container = this.containers.get(id)
    if (!container)
      throw new RuntimeError(`rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`)
    return container
  }

  protected forgetIfEmpty(pod: PodRecord): void {
    if (pod.sandboxes.length > 0 || pod.containers.length > 0) return
    this.pods.delete(pod.identity.uid)
    this.cgroups.delete(pod.identity.uid)
  }
}
