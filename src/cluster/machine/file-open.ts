import { openDevice } from './devices.ts'
import { freeDescriptor, look, makeNode } from './file-calls.ts'
import type { Inode } from './inode.ts'
import { permits } from './mounts.ts'
import { type OpenFile, RegularFile } from './open-file.ts'
import { Pipe, PipeReadEnd, PipeWriteEnd } from './pipe.ts'
import { Errno, type OpenFlags } from './program.ts'
import type { Task } from './task.ts'

/** open(2). Throws ENOENT, EEXIST, EISDIR, EACCES, EROFS, ENXIO, EMFILE. */
export function openFile(task: Task, path: string, flags: OpenFlags): number {
  const place = look(task, path, !(flags.create && flags.exclusive))
  const writes = flags.write === true || flags.append === true
  let { node } = place
  if (node) {
    if (flags.create && flags.exclusive) throw new Errno('EEXIST', path)
    if (writes && node.type === 'directory') throw new Errno('EISDIR', path)
    const isData = node.type === 'file' || node.type === 'directory'
    if (writes && place.readOnly && isData) throw new Errno('EROFS', path)
    if (writes && !permits(task, node, 2)) throw new Errno('EACCES', path)
    if ((flags.read || !writes) && !permits(task, node, 4)) throw new Errno('EACCES', path)
    if (flags.truncate && writes && node.type === 'file' && !node.special) node.truncate(0)
  } else {
    if (!flags.create) throw new Errno('ENOENT', path)
    node = makeNode(task, place, path, 'file', flags.mode ?? 0o666)
  }
  const fd = freeDescriptor(task)
  task.kernel.install(task, fd, descriptionOf(task, node, flags, place.path))
  return fd
}

function descriptionOf(task: Task, node: Inode, flags: OpenFlags, path: string): OpenFile {
  if (node.special?.open) return node.special.open(task)
  if (node.type === 'fifo') {
    node.fifo ??= new Pipe(node.number)
    return flags.write || flags.append ? new PipeWriteEnd(node.fifo) : new PipeReadEnd(node.fifo)
  }
  if (node.type === 'character-device') {
    const device = openDevice(node, path, task)
    if (!device) throw new Errno('ENXIO', path)
    return device
  }
  if (node.type === 'socket') throw new Errno('ENXIO', path)
  return new RegularFile(node, flags, path)
}
