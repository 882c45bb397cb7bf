import { Inode, type Special } from './inode.ts'
import type { Kernel } from './kernel.ts'
import type { KernelPidNamespace } from './pid-namespace.ts'
import type { Bytes } from './program.ts'
import type { Task } from './task.ts'
import type { TreeFileSystem } from './tree-file-system.ts'

/**
 * proc(5), as far as programs and people look into it. Everything is made at the moment it is read.
 * /proc/<pid>/root shows the root file system without what is mounted in it.
 */
export function procFileSystem(kernel: Kernel, pids: KernelPidNamespace, fileSystem: TreeFileSystem): TreeFileSystem {
  const file = (content: (task: Task | undefined) => Bytes, mode = 0o444) => specialNode(fileSystem, 'file', mode, { content })
  const link = (target: (task: Task | undefined) => string) => specialNode(fileSystem, 'symlink', 0o777, { target })
  const top: Readonly<Record<string, () => Inode>> = {
    self: () => link((task) => String(task ? pidIn(pids, task) : 1)),
    mounts: () => link(() => 'self/mounts'),
    net: () => link(() => 'self/net'),
    meminfo: () => file(() => memoryInfo(kernel)),
    cpuinfo: () => file(() => cpuInfo(kernel)),
    uptime: () => file(() => `${seconds(kernel.sim.now)} ${seconds(kernel.sim.now * kernel.cores * 0.9)}\n`),
    loadavg: () => file(() => loadAverage(kernel, pids)),
    stat: () => file(() => `btime ${Math.floor(kernel.sim.startTime / 1000)}\nprocesses ${kernel.pids.nextPid}\n`),
    version: () => file(() => 'Linux version 6.12.0 (podarium) #1 SMP PREEMPT_DYNAMIC\n'),
    filesystems: () => file(() => 'nodev\tproc\nnodev\ttmpfs\n\text4\nnodev\toverlay\n'),
    cmdline: () => file(() => 'BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet\n'),
    sys: () =>
      specialDirectory(fileSystem, {
        kernel: () =>
          specialDirectory(fileSystem, {
            hostname: () => file((task) => `${task?.context.hostname ?? kernel.name}\n`),
            ostype: () => file(() => 'Linux\n'),
            osrelease: () => file(() => '6.12.0\n'),
            pid_max: () => file(() => '32768\n'),
          }),
      }),
  }
  fileSystem.root.mode = 0o555
  fileSystem.root.special = {
    child: (name) => {
      const make = top[name]
      if (make) return make()
      const task = /^\d+$/.test(name) ? pids.tasks.get(Number(name)) : undefined
      return task && processDirectory(fileSystem, task, Number(name))
    },
    list: () => [...Object.keys(top), ...[...pids.tasks.keys()].map(String)],
  }
  return fileSystem
}

function pidIn(pids: KernelPidNamespace, task: Task): number {
  return pids.isMachine ? task.machinePid : task.pid
}

export function specialNode(
  fileSystem: TreeFileSystem,
  type: 'file' | 'directory' | 'symlink',
  mode: number,
  special: Special,
): Inode {
  const made = new Inode(fileSystem, type, mode, 0, 0)
  made.special = special
  return made
}

export function specialDirectory(fileSystem: TreeFileSystem, entries: Readonly<Record<string, () => Inode>>): Inode {
  return specialNode(fileSystem, 'directory', 0o555, {
    child: (name) => (Object.hasOwn(entries, name) ? entries[name]?.() : undefined),
    list: () => Object.keys(entries),
  })
}

function processDirectory(fileSystem: TreeFileSystem, task: Task, pid: number): Inode {
  const file = (content: () => Bytes, mode = 0o444) => owned(task, specialNode(fileSystem, 'file', mode, { content }))
  const link = (target: () => string) => owned(task, specialNode(fileSystem, 'symlink', 0o777, { target }))
  const command = () => (task.title === undefined ? task.argv : [task.title])
  const short = () => (command()[0] ?? '').split(' ')[0]?.split('/').pop()?.slice(0, 15) ?? ''
  return owned(
    task,
    specialDirectory(fileSystem, {
      cmdline: () =>
        file(() =>
          task.hasEnded
            ? ''
            : command()
                .map((part) => `${part}\0`)
                .join(''),
        ),
      comm: () => file(() => `${short()}\n`),
      environ: () => file(() => [...task.environment].map(([key, value]) => `${key}=${value}\0`).join(''), 0o400),
      status: () => file(() => statusText(task, pid, short())),
      stat: () => file(() => statText(task, pid, short())),
      cwd: () => link(() => task.cwd),
      exe: () => link(() => task.argv[0] ?? ''),
      mounts: () => file(() => mountsText(task)),
      cgroup: () => file(() => '0::/\n'),
      attr: () =>
        specialDirectory(fileSystem, { current: () => file(() => `${task.context.confinement?.appArmor ?? 'unconfined'}\n`) }),
      root: () => task.context.mounts.rootInode,
      net: () => specialDirectory(fileSystem, { dev: () => file(() => networkText(task)) }),
      fd: () =>
        owned(
          task,
          specialNode(fileSystem, 'directory', 0o500, {
            list: () => task.files.flatMap((opened, fd) => (opened ? [String(fd)] : [])),
            child: (name) => {
              const opened = /^\d+$/.test(name) ? task.files[Number(name)] : undefined
              if (!opened) return undefined
              return owned(task, specialNode(fileSystem, 'file', 0o700, { open: () => opened, content: () => '' }))
            },
          }),
        ),
    }),
  )
}

function owned(task: Task, inode: Inode): Inode {
  inode.uid = task.user.uid
  inode.gid = task.user.gid
  return inode
}

const stateLetters = { running: 'R', sleeping: 'S', stopped: 'T', zombie: 'Z' } as const
const stateWords = { running: 'R (running)', sleeping: 'S (sleeping)', stopped: 'T (stopped)', zombie: 'Z (zombie)' } as const

function statusText(task: Task, pid: number, name: string): Bytes {
  const info = task.info(pid)
  const { user } = task
  const { confinement } = task.context
  const kilobytes = Math.ceil(info.memoryBytes / 1024)
  const capabilities = user.uid === 0 ? capabilityMask(user.effective) : '0000000000000000'
  return [
    `Name:\t${name}`,
    `Umask:\t${task.umask.toString(8).padStart(4, '0')}`,
    `State:\t${stateWords[info.state]}`,
    `Tgid:\t${pid}`,
    `Pid:\t${pid}`,
    `PPid:\t${info.ppid}`,
    `Uid:\t${user.uid}\t${user.uid}\t${user.uid}\t${user.uid}`,
    `Gid:\t${user.gid}\t${user.gid}\t${user.gid}\t${user.gid}`,
    `Groups:\t${user.groups.join(' ')} `,
    `VmSize:\t${String(kilobytes + 2000).padStart(8)} kB`,
    `VmRSS:\t${String(kilobytes).padStart(8)} kB`,
    'Threads:\t1',
    'CapInh:\t0000000000000000',
    `CapPrm:\t${capabilities}`,
    `CapEff:\t${capabilities}`,
    `CapBnd:\t${capabilityMask(user.capabilities)}`,
    'CapAmb:\t0000000000000000',
    `NoNewPrivs:\t${confinement?.noNewPrivileges ? 1 : 0}`,
    `Seccomp:\t${confinement?.seccomp ? 2 : 0}`,
    `Seccomp_filters:\t${confinement?.seccomp ? 1 : 0}`,
    '',
  ].join('\n')
}

function statText(task: Task, pid: number, name: string): Bytes {
  const info = task.info(pid)
  const ticks = Math.floor(info.cpuMs / 10)
  const started = Math.floor(task.startedAt / 10)
  return `${pid} (${name}) ${stateLetters[info.state]} ${info.ppid} ${task.group.pid} ${task.group.session.id} 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${started} ${info.memoryBytes} ${Math.ceil(info.memoryBytes / 4096)}\n`
}

function mountsText(task: Task): Bytes {
  return task.context.mounts
    .info()
    .map(({ source, target, type, readOnly }) => `${source} ${target} ${type} ${readOnly ? 'ro' : 'rw'},relatime 0 0\n`)
    .join('')
}

function networkText(task: Task): Bytes {
  const rows = task.context.network.addresses.map(({ name }) => `${name.padStart(6)}:${' 0'.repeat(16)}\n`)
  return `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n${rows.join('')}`
}

/** include/uapi/linux/capability.h */
const capabilityNames =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE ' +
  'NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT ' +
  'SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE ' +
  'AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ ' +
  'PERFMON BPF CHECKPOINT_RESTORE'

/** By name; their order is that of their numbers. */
const capabilityBits: ReadonlyMap<string, number> = new Map(capabilityNames.split(' ').map((name, bit) => [name, bit]))

function capabilityMask(capabilities: ReadonlySet<string>): string {
  let mask = 0n
  for (const capability of capabilities) {
    const bit = capabilityBits.get(capability)
    if (bit !== undefined) mask |= 1n << BigInt(bit)
  }
  return mask.toString(16).padStart(16, '0')
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}

function loadAverage(kernel: Kernel, pids: KernelPidNamespace): Bytes {
  const load = kernel.burning.toFixed(2)
  return `${load} ${load} ${load} ${Math.max(1, kernel.burning)}/${kernel.pids.count} ${pids.nextPid - 1}\n`
}

function memoryInfo(kernel: Kernel): Bytes {
  const total = Math.floor(kernel.memoryBytes / 1024)
  const free = total - Math.floor(kernel.cgroup.memoryBytes / 1024)
  const row = (name: string, kilobytes: number) => `${`${name}:`.padEnd(16)}${String(kilobytes).padStart(8)} kB\n`
  return (
    row('MemTotal', total) +
    row('MemFree', free) +
    row('MemAvailable', free) +
    row('Buffers', 0) +
    row('Cached', 0) +
    row('SwapTotal', 0) +
    row('SwapFree', 0)
  )
}

function cpuInfo(kernel: Kernel): Bytes {
  let out = ''
  for (let i = 0; i < kernel.cores; i++) {
    out += `processor\t: ${i}\nvendor_id\t: Podarium\nmodel name\t: Simulated CPU @ 2.00GHz\ncpu MHz\t\t: 2000.000\ncpu cores\t: ${kernel.cores}\n\n`
  }
  return out
}
