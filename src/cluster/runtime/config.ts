import type { Confinement, FileSystem } from '../machine/machine.ts'
import type { Bytes } from '../machine/program.ts'
import type { StoredImage } from './image-store.ts'

/** Whose sandbox or container it is. */
export interface PodIdentity {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

/** CRI PodSandboxConfig. */
export interface SandboxConfig {
  readonly pod: PodIdentity
  readonly attempt: number
  readonly hostname: string
  readonly hostNetwork: boolean
  readonly hostPID: boolean
  readonly shareProcessNamespace: boolean
  readonly hostPorts: readonly HostPort[]
  /** Of the Pod as a whole: the sum of its containers' limits, if all have one. */
  readonly memoryLimitBytes: number | undefined
}

export interface HostPort {
  readonly hostPort: number
  readonly containerPort: number
  readonly protocol: string
  /** '' for all addresses of the node. */
  readonly hostIP: string
}

/** A directory or file of a volume that shows up in a container. */
export interface MountConfig {
  readonly fileSystem: FileSystem
  /** Path in that file system. */
  readonly path: string
  readonly target: string
  /** What `mount` and `df` print as the source. */
  readonly source?: string | undefined
  readonly readOnly: boolean
}

export interface ContainerUser {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

/** CRI ContainerConfig. */
export interface ContainerConfig {
  readonly pod: PodIdentity
  readonly name: string
  readonly attempt: number
  readonly image: StoredImage
  /** Replaces the image's entrypoint (and drops its command) if not empty. */
  readonly command: readonly Bytes[]
  /** Replaces the image's command if not empty. */
  readonly args: readonly Bytes[]
  readonly env: readonly (readonly [string, Bytes])[]
  /** The image's if empty. */
  readonly workingDir: string
  readonly mounts: readonly MountConfig[]
  /** Tells the runtime which user; undefined: the image's. */
  readonly runAsUser: number | undefined
  readonly runAsGroup: number | undefined
  readonly supplementalGroups: readonly number[]
  readonly readOnlyRootFilesystem: boolean
  readonly privileged: boolean
  readonly confinement: Confinement
  /** Without `CAP_`, upper case: added to and dropped from the runtime's default set; `ALL` is all. */
  readonly addCapabilities: readonly string[]
  readonly dropCapabilities: readonly string[]
  readonly tty: boolean
  readonly stdin: boolean
  readonly stdinOnce: boolean
  readonly memoryLimitBytes: number | undefined
  /** Which the out-of-memory killer prefers: kubelet/qos. */
  readonly oomScoreAdj: number
  /** CPUs; undefined: no limit. */
  readonly cpuLimit: number | undefined
  /** Shares the process namespace of this container of the Pod. */
  readonly targetContainerId: string | undefined
  readonly terminationMessagePath: string
  /** FallbackToLogsOnError. */
  readonly terminationMessageFromLogs: boolean
  /** Ports that a stand-in for an unknown image listens on. */
  readonly declaredPorts: readonly number[]
  readonly specHash: string
}
