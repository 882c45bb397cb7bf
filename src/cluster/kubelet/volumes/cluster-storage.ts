import type { FileSystem, Machine } from '../../machine/machine.ts'

/**
 * Storage that is no node's own: NFS exports, network block devices, cloud disks. One object for the whole cluster,
 * so that a Pod finds its data again on another node.
 *
 * Simplified: every server and target exists and starts out empty.
 */
export class ClusterStorage {
  private readonly volumes = new Map<string, FileSystem>()

  /** @param machine the first that mounts it: it makes the file system */
  open(key: string, type: 'nfs' | 'ext4', machine: Machine, sizeLimitBytes?: number): FileSystem {
    let found = this.volumes.get(key)
    if (!found) {
      found = machine.newFileSystem({ type, ...(sizeLimitBytes === undefined ? undefined : { sizeLimitBytes }) })
      found.chmod('/', 0o777)
      this.volumes.set(key, found)
    }
    return found
  }

  /** The volume was deleted for good. */
  discard(key: string): void {
    this.volumes.delete(key)
  }
}
