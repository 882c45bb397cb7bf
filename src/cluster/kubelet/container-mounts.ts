import type { Pod } from '../api/generated/types.ts'
import { encode } from '../machine/bytes.ts'
import type { MountConfig } from '../runtime/config.ts'
import type { ObservedSandbox } from '../runtime/observed.ts'
import { ConfigError } from './config-error.ts'
import type { KubeletContext } from './context.ts'
import { expandVariables } from './env/expansion.ts'
import { hostsFile, resolvConf } from './network-files.ts'
import { type AnyContainer, specOf, uidOf } from './pod-spec.ts'
import { podHostname } from './sandbox-config.ts'

/** Everything that is mounted into a container: kubelet_pods.go makeMounts, and what the runtime adds. */
export function containerMounts(
  context: KubeletContext,
  pod: Pod,
  container: AnyContainer,
  lookup: (name: string) => string | undefined,
  sandbox: ObservedSandbox,
): readonly MountConfig[] {
  const mounts: MountConfig[] = []
  for (const mount of container.volumeMounts ?? []) {
    const volume = context.volumes.mounted(pod, mount.name)
    if (!volume) throw new ConfigError(`cannot find volume "${mount.name}" to mount into container "${container.name}"`)
    let subPath = mount.subPath ?? ''
    if (mount.subPathExpr) {
      subPath = expandVariables(mount.subPathExpr, (name) => {
        const value = lookup(name)
        if (value === undefined) throw new ConfigError(`missing value for "${name}"`)
        return value
      })
    }
    const path = subPath === '' ? volume.path : context.volumes.subPath(pod, volume, subPath)
    mounts.push({
      target: normalise(mount.mountPath),
      fileSystem: volume.fileSystem,
      path,
      readOnly: mount.readOnly === true || volume.readOnly,
      source: volume.source,
    })
  }
  addManagedFiles(context, pod, container, sandbox, mounts)
  // Parents before what lies in them, as runc sorts them.
  return mounts.sort((a, b) => depth(a.target) - depth(b.target))
}

function depth(path: string): number {
  return path.split('/').length
}

function normalise(path: string): string {
  const absolute = path.startsWith('/') ? path : `/${path}`
  return absolute.length > 1 && absolute.endsWith('/') ? absolute.replace(/\/+$/, '') : absolute
}

/** /etc/hosts, /etc/hostname, /etc/resolv.conf and the termination log, unless the container mounts its own. */
function addManagedFiles(
  context: KubeletContext,
  pod: Pod,
  container: AnyContainer,
  sandbox: ObservedSandbox,
  mounts: MountConfig[],
): void {
  const { disk } = context.machine
  const podDirectory = `/var/lib/kubelet/pods/${uidOf(pod)}`
  const sandboxDirectory = `/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${sandbox.id}`
  const add = (target: string, path: string, content: string) => {
    if (mounts.some((mount) => mount.target === target)) return
    disk.write(path, encode(content), { mode: 0o644 })
    mounts.push({ target, fileSystem: disk, path, readOnly: false })
  }
  const { hostname, domain } = podHostname(pod, context.clusterDomain)
  const hostNetwork = specOf(pod).hostNetwork === true
  const ip = sandbox.ips[0] ?? context.nodeIP
  add('/etc/hosts', `${podDirectory}/etc-hosts`, hostsFile(context, pod, hostname, domain, hostNetwork, ip))
  add('/etc/hostname', `${sandboxDirectory}/hostname`, `${hostNetwork ? context.nodeName : hostname}\n`)
  add('/etc/resolv.conf', `${sandboxDirectory}/resolv.conf`, resolvConf(context, pod))
  const log = container.terminationMessagePath ?? '/dev/termination-log'
  if (log !== '' && !mounts.some((mount) => mount.target === log)) {
    const path = `${podDirectory}/containers/${container.name}/termination-log`
    disk.write(path, '', { mode: 0o666 })
    mounts.push({ target: log, fileSystem: disk, path, readOnly: false })
  }
}
