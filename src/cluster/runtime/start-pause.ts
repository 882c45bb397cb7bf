import type { Machine, PidNamespace, StartedProcess } from '../machine/machine.ts'
import type { ImageStore } from './image-store.ts'
import { defaultPath } from './make-container.ts'
import { skipThreads } from './runc-threads.ts'
import type { Sandbox } from './sandbox.ts'

const pauseImage = 'registry.k8s.io/pause:3.10.1'

/**
 * PID 1 of a Pod whose containers share their processes. Other Pods have a pause process too, but nobody can see it:
 * there we do without.
 */
export function startPause(machine: Machine, images: ImageStore, sandbox: Sandbox, pids: PidNamespace): StartedProcess {
  const { image } = images.get(pauseImage) ?? images.preload(pauseImage)
  const rootfs = machine.newFileSystem({ type: 'overlay', layer: image })
  const started = machine.start({
    argv: image.entrypoint,
    env: { PATH: defaultPath },
    user: { uid: 65535, gid: 65535 },
    hostname: sandbox.config.hostname,
    mounts: machine.newMountTable([{ target: '/', fileSystem: rootfs, readOnly: true }], pids),
    pids,
    network: sandbox.network,
    cgroup: sandbox.cgroup,
  })
  skipThreads(pids, started.pid)
  return started
}
