import { type Inode, zeros } from './inode.ts'
import type { Kernel } from './kernel.ts'
import type { Mount } from './machine.ts'
import { TerminalFile } from './open-file.ts'
import type { KernelPidNamespace } from './pid-namespace.ts'
import { procFileSystem } from './proc.ts'
import { type Bytes, Errno } from './program.ts'
import { sysFileSystem } from './sys.ts'
import type { Task } from './task.ts'
import { TreeFileSystem } from './tree-file-system.ts'

interface Device {
  readonly read: (max: number, task: Task) => Bytes
  readonly write: (data: Bytes) => void
}

function random(max: number, task: Task): Bytes {
  let out = ''
  for (let i = 0; i < max; i++) out += String.fromCharCode(Math.floor(task.kernel.chance() * 256))
  return out
}

const swallow = () => {}
const devices: Readonly<Record<string, Device>> = {
  null: { read: () => '', write: swallow },
  zero: { read: (max) => zeros(max), write: swallow },
  full: {
    read: (max) => zeros(max),
    write: () => {
      throw new Errno('ENOSPC')
    },
  },
  random: { read: random, write: swallow },
  urandom: { read: random, write: swallow },
}

const deviceNames = new WeakMap<Inode, string>()

export function deviceOf(node: Inode): Device | undefined {
  return devices[deviceNames.get(node) ?? '']
}

const links: readonly (readonly [string, string])[] = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
]

/** Docker and containerd give 64 MiB. */
const sharedMemoryBytes = 64 * 1024 * 1024

/** /proc, /sys, /dev and /dev/shm of a container. */
export function systemMounts(kernel: Kernel, pids: KernelPidNamespace): readonly Mount[] {
  const dev = kernel.newFileSystem({ type: 'tmpfs', sizeLimitBytes: sharedMemoryBytes })
  for (const name of Object.keys(devices)) {
    deviceNames.set(dev.create(dev.root, name, 'character-device', 0o666, 0, 0), name)
  }
  const tty = dev.create(dev.root, 'tty', 'character-device', 0o666, 0, 5)
  tty.special = {
    open: (task) => {
      const { terminal } = task.group.session
      if (!terminal) throw new Errno('ENXIO', '/dev/tty')
      return new TerminalFile(terminal)
    },
  }
  for (const [name, target] of links) dev.symlink(target, `/${name}`)
  dev.mkdir('/shm', { mode: 0o1777 })
  const shm = kernel.newFileSystem({ type: 'tmpfs', sizeLimitBytes: sharedMemoryBytes })
  shm.root.mode = 0o1777
  return [
    {
      target: '/proc',
      fileSystem: procFileSystem(kernel, pids, new TreeFileSystem(kernel.sim, 4, { type: 'proc' })),
      source: 'proc',
    },
    {
      target: '/sys',
      fileSystem: sysFileSystem(new TreeFileSystem(kernel.sim, 5, { type: 'sysfs' })),
      readOnly: true,
      source: 'sysfs',
    },
    { target: '/dev', fileSystem: dev, source: 'tmpfs' },
    { target: '/dev/shm', fileSystem: shm, source: 'shm' },
  ]
}
