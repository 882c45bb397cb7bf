import type { ContainerInsides, PodInsides } from '../../bridge/protocol.ts'
import type { Container, ContainerStatus, Pod, Volume } from '../../cluster/api/generated/types.ts'
import { isSidecar } from '../../cluster/api/pods.ts'
import type { ContainerModel, MountModel, PodModel, ProbeModel, Role, VolumeModel } from './model.ts'
import { type Look, lookOf, podRow } from './pod-status.ts'
import { requestsOf } from './resources.ts'

interface Remembered {
  readonly insides: PodInsides | undefined
  readonly model: PodModel
}

const remembered = new WeakMap<Pod, Remembered>()

/** The drawing of one Pod; the same object again as long as neither the Pod nor its insides changed. */
export function podModel(pod: Pod, insides: PodInsides | undefined): PodModel {
  const before = remembered.get(pod)
  if (before && before.insides === insides) return before.model
  const model = makePod(pod, insides)
  remembered.set(pod, { insides, model })
  return model
}

function makePod(pod: Pod, insides: PodInsides | undefined): PodModel {
  const { metadata, spec, status } = pod
  const row = podRow(pod)
  const containers = containersOf(pod, insides)
  const hidden = new Set((spec?.volumes ?? []).filter(isToken).map((volume) => volume.name))
  const phase = status?.phase
  const owner = metadata.ownerReferences?.find((each) => each.controller)
  const waiting = containers.filter((each) => each.backOff).sort((a, b) => (b.backOff?.until ?? 0) - (a.backOff?.until ?? 0))[0]
  return {
    key: `${metadata.namespace}/${metadata.name}`,
    uid: String(metadata.uid),
    namespace: String(metadata.namespace),
    name: String(metadata.name),
    status: row.status,
    look: lookOf(row.status, Boolean(spec?.nodeName)),
    ready: row.ready,
    total: row.total,
    restarts: row.restarts,
    lastRestartAt: row.lastRestartAt,
    createdAt: Date.parse(String(metadata.creationTimestamp)),
    ip: status?.podIP,
    node: spec?.nodeName,
    restartPolicy: spec?.restartPolicy ?? 'Always',
    graceSeconds: metadata.deletionGracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? 30,
    owner: owner && { kind: String(owner.kind), name: String(owner.name) },
    labels: metadata.labels ?? {},
    containers,
    volumes: (spec?.volumes ?? []).filter((volume) => !hidden.has(volume.name)).map((volume) => makeVolume(volume, insides)),
    mounts: mountsOf(pod, hidden),
    requests: requestsOf(pod),
    finished: phase === 'Succeeded' || phase === 'Failed',
    reason: reasonOf(pod, containers),
    termination: insides?.termination,
    deleteBy: metadata.deletionTimestamp ? Date.parse(metadata.deletionTimestamp) : undefined,
    backOff: waiting?.backOff,
    backOffContainer: waiting?.name,
  }
}

/** The projected token volume that admission adds to every Pod: true, but noise on a card. */
function isToken(volume: Volume): boolean {
  return volume.name.startsWith('kube-api-access-') && volume.projected !== undefined
}

function reasonOf(pod: Pod, containers: readonly ContainerModel[]): string | undefined {
  if (!pod.spec?.nodeName) {
    return pod.status?.conditions?.find((each) => each.type === 'PodScheduled' && each.status === 'False')?.message
  }
  if (pod.status?.message) return pod.status.message
  const said = (each: ContainerModel) => each.state !== 'running' && each.message !== undefined
  return containers.find((each) => each.look === 'failing' && said(each))?.message ?? containers.find(said)?.message
}

function containersOf(pod: Pod, insides: PodInsides | undefined): ContainerModel[] {
  const inside = new Map(insides?.containers.map((each) => [each.name, each]))
  const make = (specs: readonly Container[] | undefined, statuses: readonly ContainerStatus[] | undefined, role: Role) => {
    const known = new Map(statuses?.map((each) => [each.name, each]))
    return (specs ?? []).map((spec) =>
      makeContainer(
        spec,
        known.get(spec.name),
        inside.get(spec.name),
        role === 'init' && isSidecar(spec) ? 'sidecar' : role,
        pod.spec?.nodeName !== undefined,
      ),
    )
  }
  const { spec, status } = pod
  const ephemeral = (spec?.ephemeralContainers ?? []).map((each): Container => each)
  return [
    ...make(spec?.initContainers, status?.initContainerStatuses, 'init'),
    ...make(spec?.containers, status?.containerStatuses, 'app'),
    ...make(ephemeral, status?.ephemeralContainerStatuses, 'ephemeral'),
  ]
}

function makeContainer(
  spec: Container,
  status: ContainerStatus | undefined,
  inside: ContainerInsides | undefined,
  role: Role,
  bound: boolean,
): ContainerModel {
  const { running, terminated, waiting } = status?.state ?? {}
  const reason = waiting?.reason ?? terminated?.reason ?? ''
  // a container that never ran has the epoch for its start
  const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text) || undefined)
  const image = spec.image ?? status?.image ?? ''
  return {
    name: spec.name,
    role,
    image,
    imageShort: shortImage(image),
    state: running ? 'running' : terminated ? 'terminated' : 'waiting',
    look: containerLook(status, bound),
    reason,
    message: waiting?.message ?? terminated?.message,
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    exitCode: terminated?.exitCode,
    startedAt: time(running?.startedAt ?? terminated?.startedAt),
    finishedAt: time(terminated?.finishedAt),
    lastExitCode: status?.lastState?.terminated?.exitCode,
    probes: probesOf(spec, inside),
    processes: inside?.processes ?? [],
    backOff: inside?.backOff,
    standIn: inside?.standIn,
    memoryBytes: inside?.memoryBytes ?? 0,
    ports: (spec.ports ?? []).map((port) => `:${port.containerPort}`).join(' '),
  }
}

/** A container waiting to be tried again is waiting; what failed is the Pod (tokens: one mark each). */
function containerLook(status: ContainerStatus | undefined, bound: boolean): Look {
  const { running, terminated, waiting } = status?.state ?? {}
  if (running) return 'running'
  if (terminated) return terminated.exitCode === 0 ? 'done' : 'failing'
  if (waiting?.reason && /^(Err|Invalid|Create|Run|Start|ImageInspect|RegistryUnavailable)/.test(waiting.reason)) return 'failing'
  return bound ? 'waiting' : 'pending'
}

function probesOf(spec: Container, inside: ContainerInsides | undefined): ProbeModel[] {
  const probes: ProbeModel[] = []
  for (const type of ['startup', 'readiness', 'liveness'] as const) {
    if (!spec[`${type}Probe`]) continue
    const live = inside?.probes.find((each) => each.type === type)
    probes.push({ type, state: live?.state ?? 'not-run', output: live?.output })
  }
  return probes
}

/** `nginx:1.27` → `1.27` would lose the name; registries and digests are what a card has no room for. */
function shortImage(image: string): string {
  const withoutDigest = image.replace(/@sha256:.*$/, '')
  return withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1)
}

function makeVolume(volume: Volume, insides: PodInsides | undefined): VolumeModel {
  const live = insides?.volumes.find((each) => each.name === volume.name)
  const type = Object.keys(volume).find((key) => key !== 'name' && volume[key as keyof Volume] !== undefined) ?? 'emptyDir'
  return {
    name: volume.name,
    type,
    source:
      volume.configMap?.name ??
      volume.secret?.secretName ??
      volume.persistentVolumeClaim?.claimName ??
      volume.hostPath?.path ??
      volume.emptyDir?.medium ??
      '',
    files: live?.files ?? [],
    fileCount: live?.fileCount ?? 0,
    sizeBytes: live?.sizeBytes ?? 0,
  }
}

function mountsOf(pod: Pod, hidden: ReadonlySet<string>): MountModel[] {
  const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
  return all.flatMap((container) =>
    (container.volumeMounts ?? [])
      .filter((mount) => !hidden.has(mount.name))
      .map((mount) => ({
        container: container.name,
        volume: mount.name,
        path: mount.subPath ? `${mount.mountPath} (${mount.subPath})` : mount.mountPath,
        readOnly: mount.readOnly ?? false,
      })),
  )
}
