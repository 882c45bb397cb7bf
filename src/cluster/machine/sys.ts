import type { Inode } from './inode.ts'
import { specialDirectory, specialNode } from './proc.ts'
import type { Bytes } from './program.ts'
import type { Task } from './task.ts'
import type { TreeFileSystem } from './tree-file-system.ts'

/** sysfs(5), as far as containers look into it: their cgroup (version 2) and the names of their network devices. */
export function sysFileSystem(fileSystem: TreeFileSystem): TreeFileSystem {
  const file = (content: (task: Task | undefined) => Bytes) => () => specialNode(fileSystem, 'file', 0o444, { content })
  const directory = (entries: Readonly<Record<string, () => Inode>>) => () => specialDirectory(fileSystem, entries)
  const cgroup = directory({
    'cpu.max': file((task) => {
      const limit = task?.context.cgroup.cpuLimit
      return `${limit === undefined ? 'max' : Math.round(limit * 100_000)} 100000\n`
    }),
    'cpu.stat': file((task) => {
      const group = task?.context.cgroup
      return `usage_usec ${micro(group?.cpuMs)}\nthrottled_usec ${micro(group?.throttledMs)}\n`
    }),
    'memory.current': file((task) => `${task?.context.cgroup.memoryBytes ?? 0}\n`),
    'memory.max': file((task) => `${task?.context.cgroup.memoryLimitBytes ?? 'max'}\n`),
    'pids.current': file((task) => `${task?.context.cgroup.processCount ?? 0}\n`),
    'pids.max': file((task) => `${task?.context.cgroup.pidsLimit ?? 'max'}\n`),
    'cgroup.procs': file((task) => [...(task?.context.namespace.tasks.keys() ?? [])].map((pid) => `${pid}\n`).join('')),
  })
  const network = () =>
    specialNode(fileSystem, 'directory', 0o555, {
      list: (task) => task?.context.network.addresses.map(({ name }) => name) ?? [],
      child: (name, task) =>
        task?.context.network.addresses.some((one) => one.name === name) ? specialDirectory(fileSystem, {}) : undefined,
    })
  const top = specialDirectory(fileSystem, { fs: directory({ cgroup }), class: directory({ net: network }) })
  fileSystem.root.mode = 0o555
  fileSystem.root.special = top.special
  return fileSystem
}

function micro(ms: number | undefined): number {
  return Math.round((ms ?? 0) * 1000)
}
