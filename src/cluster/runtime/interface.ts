import type { Cgroup } from '../machine/machine.ts'
import type { NetworkNamespace } from '../machine/network.ts'
import type { Bytes } from '../machine/program.ts'
import type { ContainerConfig, PodIdentity, SandboxConfig } from './config.ts'
import type { ImageStore } from './image-store.ts'
import type { LogLine } from './log.ts'
import type { ObservedPod } from './observed.ts'
import type { Task } from './task.ts'

/** How an exec or hook command ended. */
export interface ExecResult {
  readonly exitCode: number
  /** stdout and stderr as they came, at most `limit` bytes. */
  readonly output: Bytes
  /** It did not end in time and was killed. */
  readonly timedOut: boolean
}

export interface StreamSink {
  stdout(chunk: Bytes): void
  stderr(chunk: Bytes): void
  /** Once: the exit code, or why the command could not be started. */
  end(result: { readonly exitCode: number } | { readonly error: string }): void
}

export interface StreamOptions {
  /** Absent: attach to PID 1. */
  readonly command?: readonly Bytes[] | undefined
  readonly stdin: boolean
  readonly tty: boolean
}

/** The near side of an exec or attach stream. */
export interface Stream {
  stdin(chunk: Bytes): void
  closeStdin(): void
  resize(columns: number, rows: number): void
  close(): void
}

export interface ContainerUsage {
  readonly memoryBytes: number
  readonly cpuMs: number
  readonly processes: readonly { readonly pid: number; readonly command: string; readonly state: string }[]
}

/** One node's container runtime, as the kubelet sees it: the CRI. Tasks throw RuntimeError with containerd's words. */
export interface Runtime {
  readonly images: ImageStore
  /** Who is told when something of a Pod has changed in the runtime; the kubelet finds out what by looking. */
  onChange(handler: (podUid: string) => void): void
  observe(podUid: string): ObservedPod
  /** Who pays for what all containers of a Pod share, in-memory volumes for one; made when first asked for. */
  podCgroup(podUid: string): Cgroup
  createSandbox(config: SandboxConfig): Task<string>
  /** Kills what is left in it and takes the network down. */
  stopSandbox(id: string): Task<void>
  removeSandbox(id: string): void
  createContainer(sandboxId: string, config: ContainerConfig): Task<string>
  startContainer(id: string): Task<void>
  /** The stop signal, and KILL after `timeoutMs`. Ends when the container has. */
  stopContainer(id: string, timeoutMs: number): Task<void>
  removeContainer(id: string): void
  /** Changes the limits of a live container. Throws if usage forbids it. */
  updateResources(id: string, memoryLimitBytes: number | undefined, cpuLimit: number | undefined): void
  /** Runs a command to its end or to the timeout. */
  exec(id: string, command: readonly Bytes[], timeoutMs: number, outputLimit: number): Task<ExecResult>
  stream(id: string, options: StreamOptions, sink: StreamSink): Stream
  log(id: string): readonly LogLine[]
  /** Calls for each new line, and once more with undefined when the container has ended. */
  followLog(id: string, handler: (line: LogLine | undefined) => void): () => void
  usage(id: string): ContainerUsage
  /** The number that the next process in it gets: rises with every process. */
  lastPid(id: string): number
  /** Bytes in the writable layer and the logs. */
  storageOf(id: string): number
  /** The first `limit` bytes of a file as the container sees it; undefined if there is none. */
  readFile(id: string, path: string, limit: number): Bytes | undefined
  /** The network namespace of a sandbox. */
  networkOf(sandboxId: string): NetworkNamespace | undefined
  podsWithSandboxes(): readonly PodIdentity[]
}
