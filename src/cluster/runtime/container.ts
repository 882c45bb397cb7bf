import type { Cgroup, FileSystem, MountTable, PidNamespace, StartedProcess } from '../machine/machine.ts'
import type { Signal } from '../machine/program.ts'
import type { Terminal } from '../machine/terminal.ts'
import type { ContainerConfig } from './config.ts'
import { ContainerLog } from './log.ts'
import type { ObservedContainer } from './observed.ts'
import type { Sandbox } from './sandbox.ts'
import type { ResolvedUser } from './user.ts'

/** One run of a container, from its making to its removal. */
export class Container {
  state: ObservedContainer['state'] = 'created'
  startedAt = 0
  finishedAt = 0
  exitCode = 0
  reason = ''
  message = ''
  oomKilled = false
  process: StartedProcess | undefined
  terminal: Terminal | undefined
  /** A stop signal was sent: what ended it, for the history. */
  lastSignal: Signal | undefined
  readonly log = new ContainerLog()
  /** Called at the end of the container. */
  readonly exitWaiters = new Set<() => void>()
  /** Who sees the output as it comes: attached sessions. */
  readonly outputs = new Set<{ stdout(data: string): void; stderr(data: string): void; end(): void }>()
  private seen: ObservedContainer | undefined

  constructor(
    readonly id: string,
    readonly sandbox: Sandbox,
    readonly config: ContainerConfig,
    readonly createdAt: number,
    readonly rootfs: FileSystem,
    readonly mounts: MountTable,
    readonly pids: PidNamespace,
    readonly cgroup: Cgroup,
    readonly user: ResolvedUser,
    readonly env: Readonly<Record<string, string>>,
    readonly argv: readonly string[],
    readonly cwd: string,
    readonly capabilities: readonly string[],
  ) {}

  /** Something about it changed: the next look makes a new observation. */
  touch(): void {
    this.seen = undefined
  }

  observe(): ObservedContainer {
    this.seen ??= {
      id: this.id,
      sandboxId: this.sandbox.id,
      name: this.config.name,
      attempt: this.config.attempt,
      state: this.state,
      createdAt: this.createdAt,
      startedAt: this.startedAt,
      finishedAt: this.finishedAt,
      exitCode: this.exitCode,
      reason: this.reason,
      message: this.message,
      image: this.config.image.name,
      imageId: this.config.image.id,
      specHash: this.config.specHash,
      user: { uid: this.user.uid, gid: this.user.gid, supplementalGroups: this.user.groups },
    }
    return this.seen
  }
}
