import type { Pod, Volume } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { resources } from '../../client/resources.ts'
import { delays } from '../../delays.ts'
import { Errno } from '../../machine/program.ts'
import { drawDelay } from '../../runtime/image-store.ts'
import { pause, type Task } from '../../runtime/task.ts'
import { ConfigError } from '../config-error.ts'
import { recordAbout } from '../container-recorder.ts'
import type { KubeletContext } from '../context.ts'
import { specOf, uidOf } from '../pod-spec.ts'
import { type MountedVolume, VolumeError, volumeType } from './mounted-volume.ts'
import { setUpVolume } from './set-up.ts'

interface PodVolumes {
  pod: Pod
  readonly mounted: Map<string, MountedVolume>
  /** `configmap/ns/name` → the version that is mounted. */
  readonly sources: Map<string, string>
  /** Something it was made from has changed since. */
  stale: boolean
  /** By volume: when a mount that failed is tried again (virtual ms), and how long it waits after that. */
  readonly retries: Map<string, { at: number; nextMs: number }>
}

const firstRetryMs = 500
const maxRetryMs = 122_000
const waitAtMostMs = 123_000

/**
 * Mounts what Pods ask for, and keeps it up to date: kubelet/volumemanager with its reconciler. Content that comes
 * from the API is looked at again with the Pod's next regular sync after a change, which is why updates take a minute.
 */
export class VolumeManager {
  private readonly pods = new Map<string, PodVolumes>()
  private readonly users = new Map<string, Set<string>>()
  private watching = false

  constructor(
    private readonly context: () => KubeletContext,
    /** News for this Pod, to be taken in with its next regular sync. */
    private readonly onNews: (uid: string) => void,
  ) {}

  mounted(pod: Pod, name: string): MountedVolume | undefined {
    return this.pods.get(uidOf(pod))?.mounted.get(name)
  }

  volumesOf(uid: string): readonly MountedVolume[] {
    return [...(this.pods.get(uid)?.mounted.values() ?? [])]
  }

  hasNews(uid: string): boolean {
    return this.pods.get(uid)?.stale === true
  }

  /** WaitForAttachAndMount. False: it gave up for now; the reasons stand in events. */
  *mountAll(pod: Pod): Task<boolean> {
    // Image volumes come with the container that needs them, since pulling is its start's business.
    const volumes = (specOf(pod).volumes ?? []).filter((volume) => volumeType(volume) !== 'image')
    const known = this.pods.get(uidOf(pod))
    if (known) {
      this.takeIn(known, pod)
      if (volumes.every((volume) => known.mounted.has(volume.name))) return true
    }
    if (volumes.length === 0) return true
    const context = this.context()
    const entry: PodVolumes = known ?? { pod, mounted: new Map(), sources: new Map(), stale: false, retries: new Map() }
    this.pods.set(uidOf(pod), entry)
    yield* pause(context.sim, drawDelay(context.random, delays.volumeMount))
    const giveUpAt = context.sim.now + waitAtMostMs
    for (;;) {
      let missing = 0
      let soonest = giveUpAt
      for (const volume of volumes) {
        if (entry.mounted.has(volume.name)) continue
        const retry = entry.retries.get(volume.name)
        if ((!retry || retry.at <= context.sim.now) && this.mount(context, entry, volume)) continue
        missing++
        soonest = Math.min(soonest, entry.retries.get(volume.name)?.at ?? giveUpAt)
      }
      if (missing === 0) return true
      if (context.sim.now >= giveUpAt) return false
      yield* pause(context.sim, soonest - context.sim.now)
    }
  }

  /** Mounts an image volume whose image is on the node. */
  mountImage(pod: Pod, volume: Volume): void {
    const uid = uidOf(pod)
    let entry = this.pods.get(uid)
    if (!entry) {
      entry = { pod, mounted: new Map(), sources: new Map(), stale: false, retries: new Map() }
      this.pods.set(uid, entry)
    }
    if (!entry.mounted.has(volume.name)) this.mount(this.context(), entry, volume)
  }

  /** Unmounts and forgets; polled every 100 ms upstream. */
  *unmountAll(pod: Pod): Task<void> {
    const uid = uidOf(pod)
    const entry = this.pods.get(uid)
    if (!entry) return
    const context = this.context()
    yield* pause(context.sim, 100)
    for (const volume of entry.mounted.values()) volume.tearDown?.()
    for (const source of entry.sources.keys()) this.users.get(source)?.delete(uid)
    this.pods.delete(uid)
    context.machine.disk.remove(`/var/lib/kubelet/pods/${uid}`)
  }

  /** The path of a subPath within a volume, made if it is missing. Throws ConfigError. */
  subPath(pod: Pod, volume: MountedVolume, subPath: string): string {
    if (subPath.split('/').includes('..')) throw new ConfigError(`failed to prepare subPath for volumeMount "${volume.name}"`)
    const path = `${volume.path === '/' ? '' : volume.path}/${subPath}`
    try {
      if (!volume.fileSystem.exists(path)) {
        const group = specOf(pod).securityContext?.fsGroup
        volume.fileSystem.mkdir(path, { mode: 0o755, ...(group === undefined ? undefined : { gid: group }) })
      }
      return path
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      throw new ConfigError(`failed to create subPath directory for volumeMount "${volume.name}" of container`)
    }
  }

  readFile(pod: Pod, volumeName: string, path: string): string | undefined {
    const volume = this.mounted(pod, volumeName)
    const full = `${volume?.path === '/' ? '' : volume?.path}/${path}`
    return volume?.fileSystem.exists(full) ? volume.fileSystem.read(full) : undefined
  }

  private mount(context: KubeletContext, entry: PodVolumes, volume: Volume): boolean {
    const { pod } = entry
    try {
      const { volume: mounted, sources } = setUpVolume(context, volume, () => entry.pod)
      entry.mounted.set(volume.name, mounted)
      entry.retries.delete(volume.name)
      this.follow(context, entry, sources)
      recordAbout(context.sim, context.by, pod, 'volume-mounted', volume.name, { type: mounted.type })
      return true
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error
      const waitMs = entry.retries.get(volume.name)?.nextMs ?? firstRetryMs
      entry.retries.set(volume.name, { at: context.sim.now + waitMs, nextMs: Math.min(waitMs * 2, maxRetryMs) })
      const what = `MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`
      recordAbout(context.sim, context.by, pod, 'volume-mount-failed', volume.name, { error: error.message })
      context.events.event(pod, 'Warning', 'FailedMount', what)
      return false
    }
  }

  private follow(context: KubeletContext, entry: PodVolumes, sources: ReadonlyMap<string, string>): void {
    const namespace = entry.pod.metadata.namespace ?? 'default'
    for (const [source, version] of sources) {
      const slash = source.indexOf('/')
      const key = `${source.slice(0, slash)}/${namespace}/${source.slice(slash + 1)}`
      entry.sources.set(key, version)
      let users = this.users.get(key)
      if (!users) {
        users = new Set()
        this.users.set(key, users)
      }
      users.add(uidOf(entry.pod))
    }
    if (this.watching || sources.size === 0) return
    this.watching = true
    const changed = (kind: string) => (object: KubeObject) =>
      this.changed(`${kind}/${object.metadata.namespace}/${object.metadata.name}`, object.metadata.resourceVersion ?? '')
    context.informers.for(resources.configmaps).onChange({ added: changed('configmap'), updated: changed('configmap') })
    context.informers.for(resources.secrets).onChange({ added: changed('secret'), updated: changed('secret') })
  }

  private changed(key: string, version: string): void {
    for (const uid of this.users.get(key) ?? []) {
      const entry = this.pods.get(uid)
      if (!entry || entry.sources.get(key) === version) continue
      entry.sources.set(key, version)
      entry.stale = true
      this.onNews(uid)
    }
  }

  /** Labels and annotations come with the Pod itself; the rest if something it depends on has changed. */
  private takeIn(entry: PodVolumes, pod: Pod): void {
    const moved = entry.pod.metadata.labels !== pod.metadata.labels || entry.pod.metadata.annotations !== pod.metadata.annotations
    entry.pod = pod
    if (!entry.stale && !moved) return
    entry.stale = false
    const context = this.context()
    for (const volume of entry.mounted.values()) {
      try {
        if (volume.refresh?.()) recordAbout(context.sim, context.by, pod, 'volume-updated', volume.name, { type: volume.type })
      } catch (error) {
        if (!(error instanceof VolumeError)) throw error
        context.events.event(
          pod,
          'Warning',
          'FailedMount',
          `MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`,
        )
      }
    }
  }
}
