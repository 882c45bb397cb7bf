import type { KernelCgroup } from './cgroup.ts'
import type { Confinement } from './machine.ts'
import type { KernelMountTable } from './mounts.ts'
import type { KernelNetworkNamespace } from './network-namespace.ts'
import type { KernelPidNamespace } from './pid-namespace.ts'

/** What a task is started with; a child inherits most of its parent's. */
export interface TaskContext {
  readonly namespace: KernelPidNamespace
  readonly mounts: KernelMountTable
  readonly network: KernelNetworkNamespace
  readonly cgroup: KernelCgroup
  readonly hostname: string
  readonly confinement: Confinement | undefined
}
