/**
 * What the container runtime, the kubelet and the laptop see of a machine: they make namespaces, file systems and
 * cgroups, start first processes in them and signal them. What programs see is in program.ts; the kernel that
 * does it all comes from createMachine() in kernel.ts.
 */
import type { Simulation } from '../sim/simulation.ts'
import type { Layer } from './layer.ts'
import type { Network, NetworkNamespace } from './network.ts'
import type { Bytes, ExitStatus, FileStat, ProcessInfo, Signal } from './program.ts'
import type { Terminal } from './terminal.ts'

export interface MachineOptions {
  /** 4 if absent. */
  readonly cores?: number | undefined
  /** 8 GiB if absent. */
  readonly memoryBytes?: number | undefined
  /** Size of the machine's own disk; 100 GiB if absent. */
  readonly diskBytes?: number | undefined
  /** The machine's own addresses, besides 127.0.0.1. */
  readonly addresses?: readonly string[] | undefined
  /** Where connections and names lead that leave a network namespace; absent: nowhere. */
  readonly network?: Network | undefined
}

/** A computer: a node of the cluster, or the laptop. */
export interface Machine {
  readonly name: string
  readonly sim: Simulation
  readonly cores: number
  readonly memoryBytes: number
  /** Every process of the machine, in any namespace, is numbered here too. */
  readonly pids: PidNamespace
  /** hostNetwork, and the kubelet's own probes. */
  readonly network: NetworkNamespace
  /** The whole machine; the parent of all others. */
  readonly cgroup: Cgroup
  /** The machine's own file system: `/var/lib/kubelet`, host paths. */
  readonly disk: FileSystem
  /** The disk with /proc, /dev and /dev/shm: the mount table of processes that are in no container. */
  readonly mounts: MountTable

  newPidNamespace(): PidNamespace
  newNetworkNamespace(options: NetworkNamespaceOptions): NetworkNamespace
  newCgroup(options: CgroupOptions): Cgroup
  newFileSystem(options: FileSystemOptions): FileSystem
  /**
   * @param mounts in order; the first must be at `/`. Mount points that are missing are made, as runc does.
   * @param pids whose processes /proc shows
   */
  newMountTable(mounts: readonly Mount[], pids: PidNamespace): MountTable

  /**
   * Starts a process that has no parent here (containerd-shim starts it).
   * Throws Errno: ENOENT or EACCES for a program that is not there or may not be executed, ENOEXEC, ENOTDIR and ENOENT for the
   * working directory (`path` tells which).
   */
  start(options: StartOptions): StartedProcess

  /** Pulls the plug: everything stops at this instant, nothing is told to anybody, tmpfs is lost. */
  powerOff(): void
}

export interface PidNamespace {
  /** Live and zombie processes, by pid. */
  processes(): readonly ProcessInfo[]
  /** Sends a signal from outside: KILL and STOP work on PID 1 too, others as PID 1's dispositions say. */
  signal(pid: number, signal: Signal): void
  readonly count: number
  /** The number that the next process gets. Raise it to leave a gap, as the threads of a runtime's own helpers do. */
  nextPid: number
}

export interface NetworkNamespaceOptions {
  /** Besides 127.0.0.1. */
  readonly addresses: readonly { readonly name: string; readonly address: string; readonly prefix: number }[]
  /** Ports below need NET_BIND_SERVICE; 1024 if absent. */
  readonly unprivilegedPortStart?: number | undefined
}

export interface CgroupOptions {
  readonly name: string
  /** The machine's root cgroup if absent. */
  readonly parent?: Cgroup | undefined
  readonly memoryLimitBytes?: number | undefined
  /** Cores: 0.5 is 500m. */
  readonly cpuLimit?: number | undefined
  readonly pidsLimit?: number | undefined
  /** memory.oom.group of cgroup v2: all processes die together. */
  readonly oomGroup?: boolean | undefined
  /** Which the out-of-memory killer prefers when the whole machine is full: −1000 (never) to 1000. */
  readonly oomScoreAdj?: number | undefined
  /** Told of every process that the out-of-memory killer ends in here, before it dies. */
  readonly onOom?: ((victim: ProcessInfo) => void) | undefined
}

/** A bill for CPU time and memory, with limits. */
export interface Cgroup {
  readonly name: string
  memoryLimitBytes: number | undefined
  cpuLimit: number | undefined
  /** Of its processes and of the tmpfs files charged to it. */
  readonly memoryBytes: number
  /** Used since the start, ms of virtual CPU time. */
  readonly cpuMs: number
  /** How long its processes waited because of the CPU limit, ms. */
  readonly throttledMs: number
  readonly processCount: number
  /** Kills every process in it. */
  kill(): void
}

export interface FileSystemOptions {
  readonly type: 'overlay' | 'tmpfs' | 'ext4' | 'xfs' | 'nfs' | 'proc' | 'sysfs' | 'devpts' | 'mqueue'
  /** The read-only files under an overlay. */
  readonly layer?: Layer | undefined
  /** Writes beyond fail with ENOSPC. */
  readonly sizeLimitBytes?: number | undefined
  /** Who pays for the memory of a tmpfs. */
  readonly cgroup?: Cgroup | undefined
}

export interface FileOwner {
  readonly mode?: number | undefined
  readonly uid?: number | undefined
  readonly gid?: number | undefined
}

/**
 * A tree of files. The methods act as the machine's root user and ask for no permission; paths are absolute within the
 * file system and follow symbolic links inside it. They throw Errno as system calls do.
 */
export interface FileSystem {
  readonly type: string
  readonly sizeLimitBytes: number | undefined
  /** Bytes in files, without what an overlay's layer holds. */
  readonly usedBytes: number
  /** Files and directories, without those of the layer. */
  readonly inodesUsed: number
  /** Rises whenever anything in it changes; compare to see whether a look is worthwhile. */
  readonly revision: number
  exists(path: string): boolean
  stat(path: string): FileStat
  lstat(path: string): FileStat
  read(path: string): Bytes
  readlink(path: string): string
  list(path: string): readonly string[]
  /** Directories above are made as needed. */
  write(path: string, data: Bytes, owner?: FileOwner): void
  append(path: string, data: Bytes): void
  /** With the directories above; fine if it is there. */
  mkdir(path: string, owner?: FileOwner): void
  symlink(target: string, path: string): void
  rename(from: string, to: string): void
  /** Whole trees too; fine if it is not there. */
  remove(path: string): void
  chmod(path: string, mode: number): void
  chown(path: string, uid: number, gid: number): void
  /** Every file and directory under `path`, parents first, names by bytes. */
  walk(path: string, visit: (path: string, stat: FileStat) => void): void
  /** Bytes in files under `path`. */
  sizeOf(path: string): number
}

export interface Mount {
  /** Absolute path in the container. */
  readonly target: string
  readonly fileSystem: FileSystem
  /** A directory or file in it (a bind mount); its root if absent. */
  readonly path?: string | undefined
  readonly readOnly?: boolean | undefined
  /** As `mount` and `df` name the source; made up from the type if absent. */
  readonly source?: string | undefined
}

/** The file tree that a container's processes see. */
export interface MountTable {
  readonly mounts: readonly Mount[]
  add(mount: Mount): void
  remove(target: string): void
  /** Reads as root, for the kubelet (termination messages) and for people to look at. */
  read(path: string): Bytes
  stat(path: string): FileStat
  list(path: string): readonly string[]
}

export interface User {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups. */
  readonly groups?: readonly number[] | undefined
}

export type Capability =
  | 'AUDIT_WRITE'
  | 'CHOWN'
  | 'DAC_OVERRIDE'
  | 'FOWNER'
  | 'FSETID'
  | 'KILL'
  | 'MKNOD'
  | 'NET_ADMIN'
  | 'NET_BIND_SERVICE'
  | 'NET_RAW'
  | 'SETFCAP'
  | 'SETGID'
  | 'SETPCAP'
  | 'SETUID'
  | 'SYS_ADMIN'
  | 'SYS_BOOT'
  | 'SYS_CHROOT'
  | 'SYS_NICE'
  | 'SYS_PTRACE'
  | 'SYS_RAWIO'
  | 'SYS_RESOURCE'
  | 'SYS_TIME'

/** What containerd gives to a container that asks for nothing. */
export const defaultCapabilities: readonly Capability[] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SYS_CHROOT',
  'MKNOD',
  'AUDIT_WRITE',
  'SETFCAP',
]

/** What seccomp, no_new_privs and AppArmor show of a process. */
export interface Confinement {
  readonly seccomp: boolean
  readonly noNewPrivileges: boolean
  /** As /proc/self/attr/current has it. */
  readonly appArmor: string
}

export interface StartOptions {
  /** The program first: a path, or a name looked up in the PATH of `env`. */
  readonly argv: readonly Bytes[]
  readonly env: Readonly<Record<string, Bytes>>
  /** `/` if absent; it must exist. */
  readonly cwd?: string | undefined
  /** root if absent. */
  readonly user?: User | undefined
  /** {@link defaultCapabilities} if absent; they are effective for uid 0 only. */
  readonly capabilities?: readonly (Capability | string)[] | undefined
  /** How the kernel holds it back, as /proc tells; nothing is enforced by it. Unconfined if absent. */
  readonly confinement?: Confinement | undefined
  readonly hostname: string
  readonly mounts: MountTable
  /** The first process in an empty namespace is its PID 1. */
  readonly pids: PidNamespace
  readonly network: NetworkNamespace
  readonly cgroup: Cgroup
  /** stdin, stdout and stderr of a tty; the callbacks below are not used then. */
  readonly terminal?: Terminal | undefined
  /** `open`: fed through StartedProcess; else it is at its end at once (/dev/null). */
  readonly stdin?: 'open' | undefined
  readonly stdout?: ((data: Bytes) => void) | undefined
  readonly stderr?: ((data: Bytes) => void) | undefined
  /** The end of this process. Where it is PID 1, all others of its namespace are gone by then. */
  readonly onExit?: ((status: ExitStatus) => void) | undefined
}

export interface StartedProcess {
  /** In its own namespace. */
  readonly pid: number
  readonly running: boolean
  /** Sends a signal from outside its pid namespace. */
  signal(signal: Signal): void
  /** Feeds stdin; false if nobody reads it any more. Unbounded: the sender's own pace limits it. */
  writeStdin(data: Bytes): boolean
  closeStdin(): void
  /** Ends this process as KILL would. */
  kill(): void
}
