import type { FileSystem } from '../../machine/machine.ts'
import { VolumeError } from './mounted-volume.ts'

/** Checks or makes what a hostPath volume asks for: pkg/volume/hostpath. Throws {@link VolumeError}. */
export function checkHostPath(disk: FileSystem, path: string, type: string | undefined): void {
  const fail = (what: string): never => {
    throw new VolumeError(`hostPath type check failed: ${path} is not ${what}`)
  }
  const found = disk.exists(path) ? disk.stat(path).type : undefined
  switch (type ?? '') {
    case '':
      // The runtime makes a missing bind source a directory.
      if (!found) disk.mkdir(path, { mode: 0o755 })
      return
    case 'DirectoryOrCreate':
      if (!found) disk.mkdir(path, { mode: 0o755 })
      else if (found !== 'directory') fail('a directory')
      return
    case 'Directory':
      if (found !== 'directory') fail('a directory')
      return
    case 'FileOrCreate':
      if (!found) {
        const parent = path.slice(0, path.lastIndexOf('/')) || '/'
        if (!disk.exists(parent)) throw new VolumeError(`open ${path}: no such file or directory`)
        disk.write(path, '', { mode: 0o644 })
      } else if (found !== 'file') fail('a file')
      return
    case 'File':
      if (found !== 'file') fail('a file')
      return
    case 'Socket':
      if (found !== 'socket') fail('a socket file')
      return
    case 'CharDevice':
      if (found !== 'character-device') fail('a character device')
      return
    case 'BlockDevice':
      if (found !== 'block-device') fail('a block device')
      return
    default:
      throw new VolumeError(`${type} is an invalid volume type`)
  }
}
