import type { Cgroup, FileSystem, PidNamespace, StartedProcess } from '../machine/machine.ts'
import type { NetworkNamespace } from '../machine/network.ts'
import type { PodNetwork } from '../network/cluster-network.ts'
import type { SandboxConfig } from './config.ts'
import type { ObservedSandbox } from './observed.ts'

/** A Pod's shell: its network namespace, its shared memory, its cgroup; and PID 1 where processes are shared. */
export class Sandbox {
  ready = true
  pause: StartedProcess | undefined
  private seen: ObservedSandbox | undefined

  constructor(
    readonly id: string,
    readonly config: SandboxConfig,
    readonly createdAt: number,
    readonly network: NetworkNamespace,
    /** Absent on the host's network. */
    readonly podNetwork: PodNetwork | undefined,
    readonly cgroup: Cgroup,
    readonly sharedMemory: FileSystem,
    /** Absent: each container has processes of its own. */
    readonly pids: PidNamespace | undefined,
  ) {}

  touch(): void {
    this.seen = undefined
  }

  observe(): ObservedSandbox {
    this.seen ??= {
      id: this.id,
      attempt: this.config.attempt,
      ready: this.ready,
      createdAt: this.createdAt,
      hostNetwork: this.config.hostNetwork,
      ips: this.podNetwork ? [this.podNetwork.address] : [],
    }
    return this.seen
  }
}
