import type { Simulation } from '../sim/simulation.ts'
import { type Inode, zeros } from './inode.ts'
import type { Kernel } from './kernel.ts'
import { type LayerNode, layerDirectory, layerLeaf } from './layer-tree.ts'
import type { Mount } from './machine.ts'
import { DeviceFile, type OpenFile, TerminalFile } from './open-file.ts'
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

/** Of the memory devices and of the terminal: linux/Documentation/admin-guide/devices.txt. */
const numbers: Readonly<Record<string, readonly [number, number]>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
}

/** open(2) of a device; undefined if nothing is behind it. */
export function openDevice(node: Inode, path: string, task: Task): OpenFile | undefined {
  if (node.target === 'tty') {
    const { terminal } = task.group.session
    if (!terminal) throw new Errno('ENXIO', '/dev/tty')
    return new TerminalFile(terminal)
  }
  const device = devices[node.target]
  return device && new DeviceFile(node, path, device)
}

const links = {
  core: '/proc/kcore',
  fd: '/proc/self/fd',
  ptmx: 'pts/ptmx',
  stderr: '/proc/self/fd/2',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
}

/** What every /dev begins with, made once. */
const deviceTree: LayerNode = {
  ...layerDirectory(),
  children: new Map<string, LayerNode>([
    ...Object.keys(numbers).map((name): [string, LayerNode] => [
      name,
      { ...layerLeaf('character-device', '', 0o666), target: name, deviceNumber: numbers[name] },
    ]),
    ...Object.entries(links).map(([name, target]): [string, LayerNode] => [name, { ...layerLeaf('symlink', '', 0o777), target }]),
    ...['shm', 'pts', 'mqueue'].map((name): [string, LayerNode] => [name, layerDirectory()]),
  ]),
}

/** Docker and containerd give 64 MiB. */
const sharedMemoryBytes = 64 * 1024 * 1024

/** What all containers of a machine show alike, as nothing ever lies in it. */
export interface EmptyFileSystems {
  readonly pts: TreeFileSystem
  readonly mqueue: TreeFileSystem
}

export function emptyFileSystems(sim: Simulation): EmptyFileSystems {
  const mqueue = new TreeFileSystem(sim, 7, { type: 'mqueue' })
  mqueue.root.mode = 0o1777
  return { pts: new TreeFileSystem(sim, 6, { type: 'devpts' }), mqueue }
}

/** /proc, /sys and /dev of a container, as runc mounts them. Terminals have no files in /dev/pts. */
export function systemMounts(kernel: Kernel, pids: KernelPidNamespace, empty: EmptyFileSystems): readonly Mount[] {
  const dev = kernel.newFileSystem({ type: 'tmpfs', sizeLimitBytes: sharedMemoryBytes })
  dev.root.lower = deviceTree
  dev.layerTime = kernel.sim.wallTime
  return [
    {
      target: '/proc',
      fileSystem: procFileSystem(kernel, pids, new TreeFileSystem(kernel.sim, 4, { type: 'proc' })),
      source: 'proc',
    },
    { target: '/dev', fileSystem: dev, source: 'tmpfs' },
    { target: '/dev/pts', fileSystem: empty.pts, source: 'devpts' },
    { target: '/dev/mqueue', fileSystem: empty.mqueue, source: 'mqueue' },
    {
      target: '/sys',
      fileSystem: sysFileSystem(new TreeFileSystem(kernel.sim, 5, { type: 'sysfs' })),
      readOnly: true,
      source: 'sysfs',
    },
  ]
}

/** /dev/shm where nobody brings one to be shared. */
export function ownSharedMemory(kernel: Kernel): Mount {
  const shm = kernel.newFileSystem({ type: 'tmpfs', sizeLimitBytes: sharedMemoryBytes })
  shm.root.mode = 0o1777
  return { target: '/dev/shm', fileSystem: shm, source: 'shm' }
}
