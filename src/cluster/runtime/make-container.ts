import type { Machine } from '../machine/machine.ts'
import { argvOf } from './argv.ts'
import { capabilitiesOf } from './capabilities.ts'
import type { ContainerConfig } from './config.ts'
import { Container } from './container.ts'
import { RuntimeError } from './image-store.ts'
import type { Sandbox } from './sandbox.ts'
import { resolveUser } from './user.ts'

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Prepares all that a container's first process needs: root file system, mounts, user, environment, cgroup. Throws
 * RuntimeError with containerd's words.
 *
 * @param target whose process namespace it joins (ephemeral containers)
 */
export function makeContainer(
  machine: Machine,
  sandbox: Sandbox,
  config: ContainerConfig,
  id: string,
  target: Container | undefined,
): Container {
  const { image } = config.image
  const argv = argvOf(config)
  if (argv.length === 0) throw new RuntimeError('failed to generate container spec: no command specified')
  const rootfs = machine.newFileSystem({ type: 'overlay', layer: image })
  const user = resolveUser(rootfs, image, config.runAsUser, config.runAsGroup, config.supplementalGroups)
  if (image.standIn !== undefined) {
    rootfs.write('/etc/podarium/ports', config.declaredPorts.map((port) => `${port}\n`).join(''))
  }
  const cgroup = machine.newCgroup({
    name: config.name,
    parent: sandbox.cgroup,
    memoryLimitBytes: config.memoryLimitBytes,
    cpuLimit: config.cpuLimit,
    oomGroup: true,
    oomScoreAdj: config.oomScoreAdj,
    onOom: () => {
      container.oomKilled = true
    },
  })
  const pids = target?.pids ?? sandbox.pids ?? machine.newPidNamespace()
  const mounts = machine.newMountTable(
    [
      { target: '/', fileSystem: rootfs, readOnly: config.readOnlyRootFilesystem, source: 'overlay' },
      { target: '/dev/shm', fileSystem: sandbox.sharedMemory, source: 'shm' },
      ...config.mounts,
    ],
    pids,
  )
  const container = new Container(
    id,
    sandbox,
    config,
    machine.sim.wallTime,
    rootfs,
    mounts,
    pids,
    cgroup,
    user,
    environment(sandbox, config, user.home),
    argv,
    config.workingDir || image.workingDir || '/',
    capabilitiesOf(config),
  )
  return container
}

/** The runtime's own variables, then the image's, then the Pod's; HOME where nobody said. */
function environment(sandbox: Sandbox, config: ContainerConfig, home: string): Readonly<Record<string, string>> {
  const env: Record<string, string> = { PATH: defaultPath, HOSTNAME: sandbox.config.hostname }
  if (config.tty) env.TERM = 'xterm'
  Object.assign(env, config.image.image.env)
  for (const [name, value] of config.env) env[name] = value
  env.HOME ??= home
  return env
}
