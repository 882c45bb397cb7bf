import { decode } from '../machine/bytes.ts'
import type { FileStat } from '../machine/program.ts'
import { newestContainer } from '../runtime/observed.ts'
import type { KubeletContext } from './context.ts'
import type { ContainerInsides, PodInsides, VolumeInsides } from './insides.ts'
import { type AnyContainer, type ContainerRole, isSidecar, nameOf, namespaceOf, specOf } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import { probeOf } from './prober/probe-manager.ts'
import type { MountedVolume } from './volumes/mounted-volume.ts'

const maxFiles = 20
const previewCharacters = 200

/** Looks into one Pod. Worked out on demand: nothing is kept up to date for it. */
export function gatherInsides(context: KubeletContext, worker: PodWorker, uid: string): PodInsides {
  const { pod } = worker
  const spec = specOf(pod)
  const all: (readonly [AnyContainer, ContainerRole])[] = [
    ...(spec.initContainers ?? []).map((one) => [one, isSidecar(one) ? 'sidecar' : 'init'] as const),
    ...spec.containers.map((one) => [one, 'app'] as const),
    ...(spec.ephemeralContainers ?? []).map((one) => [one, 'ephemeral'] as const),
  ]
  return {
    uid,
    namespace: namespaceOf(pod),
    name: nameOf(pod),
    node: context.nodeName,
    containers: all.map(([container, role]) => containerInsides(context, worker, container, role)),
    volumes: context.volumes.volumesOf(worker.uid).map((volume) => volumeInsides(volume, all)),
    termination: worker.termination,
  }
}

function containerInsides(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  role: ContainerRole,
): ContainerInsides {
  const newest = newestContainer(context.runtime.observe(worker.uid), container.name)
  const usage = newest?.state === 'running' ? context.runtime.usage(newest.id) : undefined
  const restart = worker.backOffs.get(container.name)
  const pull = context.images.backOffOf(worker.pod, container.image ?? '')
  const backOff = restart
    ? { kind: 'restart' as const, ...restart }
    : pull && newest === undefined
      ? { kind: 'image-pull' as const, ...pull }
      : undefined
  return {
    name: container.name,
    role,
    processes: usage?.processes ?? [],
    ...(backOff ? { backOff } : undefined),
    probes: (['startup', 'readiness', 'liveness'] as const).flatMap((type) => {
      if (!probeOf(container, type)) return []
      const last = context.probes.worker(worker.uid, container.name, type)?.lastTry
      const state =
        last === undefined ? ('not-run' as const) : last.result === 'success' ? ('passing' as const) : ('failing' as const)
      return [{ type, state, ...(last ? { output: last.output, at: last.at } : undefined) }]
    }),
    standIn: context.runtime.images.get(container.image ?? '')?.image.standIn,
    memoryBytes: usage?.memoryBytes ?? 0,
    cpuMs: usage?.cpuMs ?? 0,
  }
}

function volumeInsides(volume: MountedVolume, containers: readonly (readonly [AnyContainer, ContainerRole])[]): VolumeInsides {
  const found: { readonly path: string; readonly stat: FileStat }[] = []
  let sizeBytes = 0
  const root = volume.path === '/' ? '' : volume.path
  if (volume.fileSystem.exists(volume.path)) {
    volume.fileSystem.walk(volume.path, (path, stat) => {
      // The files behind `..data` are shown under the names that people know.
      if (stat.type !== 'file') return
      sizeBytes += stat.size
      found.push({ path: shownPath(path.slice(root.length + 1)), stat })
    })
  }
  const newest = [...found].sort((a, b) => b.stat.mtime - a.stat.mtime || (a.path < b.path ? -1 : 1)).slice(0, maxFiles)
  return {
    name: volume.name,
    type: volume.type,
    mounts: containers.flatMap(([container]) =>
      (container.volumeMounts ?? [])
        .filter((mount) => mount.name === volume.name)
        .map((mount) => ({
          container: container.name,
          path: mount.mountPath,
          readOnly: mount.readOnly === true || volume.readOnly,
          ...(mount.subPath ? { subPath: mount.subPath } : undefined),
        })),
    ),
    files: newest.map(({ path, stat }) => ({
      path,
      sizeBytes: stat.size,
      modifiedAt: stat.mtime,
      preview: preview(volume, root, path),
    })),
    fileCount: found.length,
    sizeBytes,
  }
}

/** `..2026_11_21_09_00_00.123456789/app.properties` → `app.properties` */
function shownPath(path: string): string {
  return /^\.\.\d{4}_/.test(path) ? path.slice(path.indexOf('/') + 1) : path
}

function preview(volume: MountedVolume, root: string, path: string): string {
  const full = `${root}/${path}`
  if (!volume.fileSystem.exists(full)) return ''
  return decode(volume.fileSystem.read(full).slice(0, previewCharacters * 4)).slice(0, previewCharacters)
}

/**
 * A text that differs when the insides of a Pod may have changed: its processes, and the files of the volumes that
 * containers write to.
 */
export function insidesMark(context: KubeletContext, worker: PodWorker): string {
  let mark = ''
  for (const container of context.runtime.observe(worker.uid).containers) {
    if (container.state === 'running') mark += `${context.runtime.lastPid(container.id)},`
  }
  for (const volume of context.volumes.volumesOf(worker.uid)) {
    if (volume.refresh || volume.readOnly || !volume.fileSystem.exists(volume.path)) continue
    volume.fileSystem.walk(volume.path, (path, stat) => {
      mark += `${path}:${stat.size}:${stat.mtime};`
    })
  }
  return mark
}
