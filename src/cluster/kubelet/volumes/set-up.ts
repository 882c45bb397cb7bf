import type { PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../../api/generated/types.ts'
import { parseQuantity } from '../../api/quantity.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import type { KubeletContext } from '../context.ts'
import { nameOf, namespaceOf, specOf, uidOf } from '../pod-spec.ts'
import { amountOf } from '../resources.ts'
import { type Payload, writeAtomically } from './atomic-writer.ts'
import { checkHostPath } from './host-path.ts'
import { type MountedVolume, VolumeError, volumeType } from './mounted-volume.ts'
import { configMapPayload, downwardPayload, projectedPayload, type Sources, secretPayload, type Tokens } from './projections.ts'

export interface SetUp {
  readonly volume: MountedVolume
  /** The objects of the API that its content depends on. */
  readonly sources: Sources
}

/** Mounts one volume of a Pod. Throws {@link VolumeError}. `pod` is asked for anew at each refresh. */
export function setUpVolume(context: KubeletContext, volume: Volume, pod: () => Pod): SetUp {
  const type = volumeType(volume)
  const sources: Sources = new Map()
  const maker = makers[type]
  if (!maker) return { volume: unknownDriver(type, volume), sources }
  return { volume: maker({ context, volume, pod, sources, type }), sources }
}

interface Making {
  readonly context: KubeletContext
  readonly volume: Volume
  readonly pod: () => Pod
  readonly sources: Sources
  readonly type: string
}

type Maker = (making: Making) => MountedVolume

const makers: Readonly<Record<string, Maker>> = {
  emptyDir,
  hostPath: ({ context, volume, type }) => {
    const path = volume.hostPath?.path ?? '/'
    checkHostPath(context.machine.disk, path, volume.hostPath?.type)
    return { name: volume.name, type, fileSystem: context.machine.disk, path, source: '/dev/vda1', readOnly: false }
  },
  configMap: (making) =>
    projected(making, 'configmap', 'disk', () => {
      const { context, volume, pod, sources } = making
      const source = volume.configMap
      return configMapPayload(context, pod(), { ...source, name: source?.name ?? '' }, source?.defaultMode ?? 0o644, sources)
    }),
  secret: (making) =>
    projected(making, 'secret', 'memory', () => {
      const { context, volume, pod, sources } = making
      const source = volume.secret
      return secretPayload(context, pod(), { ...source, name: source?.secretName ?? '' }, source?.defaultMode ?? 0o644, sources)
    }),
  downwardAPI: (making) =>
    projected(making, 'downward-api', 'memory', () => {
      const { context, volume, pod } = making
      return downwardPayload(context, pod(), volume.downwardAPI?.items ?? [], volume.downwardAPI?.defaultMode ?? 0o644)
    }),
  projected: (making) => {
    const { context, volume, pod, sources } = making
    const tokens: Tokens = new Map()
    return projected(making, 'projected', 'memory', () =>
      projectedPayload(context, pod(), volume.projected ?? {}, sources, tokens),
    )
  },
  persistentVolumeClaim: (making) =>
    claimed(making, making.volume.persistentVolumeClaim?.claimName ?? '', making.volume.persistentVolumeClaim?.readOnly === true),
  ephemeral: (making) => claimed(making, `${nameOf(making.pod())}-${making.volume.name}`, false),
  nfs: ({ context, volume, type }) => {
    const { server = '', path = '/', readOnly } = volume.nfs ?? {}
    return shared(context, volume.name, type, `${server}:${path}`, 'nfs', readOnly === true)
  },
  iscsi: ({ context, volume, type }) => {
    const { targetPortal = '', iqn = '', lun = 0, readOnly } = volume.iscsi ?? {}
    return shared(context, volume.name, type, `ip-${targetPortal}-iscsi-${iqn}-lun-${lun}`, 'ext4', readOnly === true)
  },
  fc: ({ context, volume, type }) => {
    const { targetWWNs = [], lun = 0, readOnly } = volume.fc ?? {}
    return shared(context, volume.name, type, `fc-${targetWWNs.join('-')}-lun-${lun}`, 'ext4', readOnly === true)
  },
  image: ({ context, volume, type }) => {
    const stored = context.runtime.images.get(volume.image?.reference ?? '')
    if (!stored) throw new VolumeError(`image "${volume.image?.reference}" is not present`)
    const fileSystem = context.machine.newFileSystem({ type: 'overlay', layer: stored.image })
    return { name: volume.name, type, fileSystem, path: '/', source: 'overlay', readOnly: true }
  },
}

/** In-tree drivers that are gone, and those that became CSI drivers which nobody installed here. */
const removedDrivers = new Set([
  'cephfs',
  'rbd',
  'glusterfs',
  'scaleIO',
  'storageos',
  'flocker',
  'quobyte',
  'photonPersistentDisk',
  'gitRepo',
])
const migratedDrivers: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'ebs.csi.aws.com',
  azureDisk: 'disk.csi.azure.com',
  azureFile: 'file.csi.azure.com',
  cinder: 'cinder.csi.openstack.org',
  gcePersistentDisk: 'pd.csi.storage.gke.io',
  portworxVolume: 'pxd.portworx.com',
  vsphereVolume: 'csi.vsphere.vmware.com',
}

function unknownDriver(type: string, volume: Volume): never {
  const driver = migratedDrivers[type] ?? volume.csi?.driver
  if (driver !== undefined) {
    throw new VolumeError(
      `kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name ${driver} not found in the list of registered CSI drivers`,
    )
  }
  const gone = removedDrivers.has(type) ? ' (this in-tree driver was removed from Kubernetes)' : ''
  throw new VolumeError(`failed to get Plugin from volumeSpec for volume "${volume.name}" err=no volume plugin matched${gone}`)
}

function podDirectory(pod: Pod, plugin: string, name: string): string {
  return `/var/lib/kubelet/pods/${uidOf(pod)}/volumes/kubernetes.io~${plugin}/${name}`
}

function emptyDir({ context, volume, pod, type }: Making): MountedVolume {
  const { machine } = context
  const source = volume.emptyDir ?? {}
  const sizeLimitBytes = source.sizeLimit === undefined ? undefined : parseQuantity(source.sizeLimit).value
  const group = specOf(pod()).securityContext?.fsGroup
  const mode = group === undefined ? 0o777 : 0o2777
  if (source.medium === 'Memory') {
    const limit = memoryLimit(context, pod(), sizeLimitBytes)
    const fileSystem = machine.newFileSystem({
      type: 'tmpfs',
      sizeLimitBytes: limit,
      cgroup: context.runtime.podCgroup(uidOf(pod())),
    })
    fileSystem.chmod('/', mode)
    if (group !== undefined) fileSystem.chown('/', 0, group)
    return { name: volume.name, type, fileSystem, path: '/', source: 'tmpfs', readOnly: false }
  }
  const path = podDirectory(pod(), 'empty-dir', volume.name)
  machine.disk.mkdir(path, { mode, ...(group === undefined ? undefined : { gid: group }) })
  return { name: volume.name, type, fileSystem: machine.disk, path, source: '/dev/vda1', readOnly: false, sizeLimitBytes }
}

/** A tmpfs is as big as its limit, the Pod's memory limit or the node's allocatable memory, whichever is least. */
function memoryLimit(context: KubeletContext, pod: Pod, sizeLimitBytes: number | undefined): number {
  const limits = specOf(pod).containers.map((container) => container.resources?.limits?.memory)
  const candidates = [amountOf(context.allocatable('memory'))]
  if (sizeLimitBytes !== undefined) candidates.push(sizeLimitBytes)
  if (limits.every((limit) => limit !== undefined))
    candidates.push(limits.reduce<number>((sum, limit) => sum + amountOf(limit), 0))
  return Math.min(...candidates)
}

function projected(making: Making, plugin: string, on: 'disk' | 'memory', payload: () => Payload): MountedVolume {
  const { context, volume, pod, type } = making
  const { machine, sim, random } = context
  const group = specOf(pod()).securityContext?.fsGroup
  const inMemory = on === 'memory'
  // Before anything is made: what is missing must leave nothing behind.
  const first = payload()
  const fileSystem = inMemory ? machine.newFileSystem({ type: 'tmpfs' }) : machine.disk
  const path = inMemory ? '/' : podDirectory(pod(), plugin, volume.name)
  const owner = group === undefined ? undefined : { gid: group }
  if (inMemory) {
    fileSystem.chmod('/', group === undefined ? 0o1777 : 0o3777)
    if (group !== undefined) fileSystem.chown('/', 0, group)
  } else fileSystem.mkdir(path, { mode: 0o777, ...owner })
  const root = path === '/' ? '' : path
  const write = (content: Payload) => writeAtomically(fileSystem, root, content, sim.wallTime, random.below(1_000_000_000), group)
  write(first)
  return {
    name: volume.name,
    type,
    fileSystem,
    path,
    source: inMemory ? 'tmpfs' : '/dev/vda1',
    readOnly: false,
    refresh: () => write(payload()),
    ...(inMemory ? undefined : { tearDown: () => fileSystem.remove(path) }),
  }
}

function shared(
  context: KubeletContext,
  name: string,
  type: string,
  key: string,
  kind: 'nfs' | 'ext4',
  readOnly: boolean,
): MountedVolume {
  const fileSystem = context.storage.open(key, kind, context.machine)
  return { name, type, fileSystem, path: '/', source: kind === 'nfs' ? key : `/dev/disk/by-path/${key}`, readOnly }
}

/** A claim, by way of the volume that it is bound to. */
function claimed(making: Making, claimName: string, readOnly: boolean): MountedVolume {
  const { context, volume, pod, type } = making
  const namespace = namespaceOf(pod())
  const claim = fetch(() => context.api.get<PersistentVolumeClaim>(resources.persistentvolumeclaims, namespace, claimName))
  if (!claim) throw new VolumeError(`error getting PVC ${namespace}/${claimName}: could not find v1.PersistentVolumeClaim`)
  const volumeName = claim.spec?.volumeName
  if (!volumeName || claim.status?.phase !== 'Bound') throw new VolumeError(`PVC ${namespace}/${claimName} is not bound`)
  const persistent = fetch(() => context.api.get<PersistentVolume>(resources.persistentvolumes, undefined, volumeName))
  if (!persistent?.spec) throw new VolumeError(`failed to fetch PV ${volumeName} from API server`)
  return { ...persistentSource(context, volume.name, persistent, readOnly, pod()), type }
}

function persistentSource(
  context: KubeletContext,
  name: string,
  persistent: PersistentVolume,
  readOnly: boolean,
  pod: Pod,
): MountedVolume {
  const { disk } = context.machine
  const spec = persistent.spec ?? {}
  const group = specOf(pod).securityContext?.fsGroup
  const own = (mounted: MountedVolume): MountedVolume => {
    if (group !== undefined) {
      mounted.fileSystem.chown(mounted.path, 0, group)
      mounted.fileSystem.chmod(mounted.path, 0o2775)
    }
    return mounted
  }
  const base = { name, type: 'persistentVolumeClaim', readOnly }
  if (spec.hostPath) {
    checkHostPath(disk, spec.hostPath.path, spec.hostPath.type)
    return { ...base, fileSystem: disk, path: spec.hostPath.path, source: '/dev/vda1' }
  }
  if (spec.local) {
    const { path } = spec.local
    if (!disk.exists(path)) throw new VolumeError(`path "${path}" does not exist`)
    return own({ ...base, fileSystem: disk, path, source: '/dev/vda1' })
  }
  if (spec.nfs) return { ...shared(context, name, 'nfs', `${spec.nfs.server}:${spec.nfs.path}`, 'nfs', readOnly), ...base }
  if (spec.iscsi || spec.fc || spec.csi) {
    // A block device of its own, as large as the volume says.
    const size = parseQuantity(spec.capacity?.storage).value
    const fileSystem = context.storage.open(`pv/${persistent.metadata.uid}`, 'ext4', context.machine, size || undefined)
    return own({ ...base, fileSystem, path: '/', source: '/dev/sdb' })
  }
  for (const driver in migratedDrivers) {
    if (driver in spec) return unknownDriver(driver, { name })
  }
  return unknownDriver(Object.keys(spec).find((key) => removedDrivers.has(key)) ?? 'unknown', { name })
}

function fetch<T>(get: () => T): T | undefined {
  try {
    return get()
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return undefined
    throw error
  }
}
