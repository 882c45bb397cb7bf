import type { Pod, PodStatus } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { podLimits } from '../../api/pods.ts'
import { formatQuantity, parseQuantity } from '../../api/quantity.ts'
import { newestContainer } from '../../runtime/observed.ts'
import { recordAbout } from '../container-recorder.ts'
import type { KubeletContext } from '../context.ts'
import type { NodeAgent } from '../node/node-agent.ts'
import { isCriticalPod, specOf } from '../pod-spec.ts'
import type { PodWorker } from '../pod-worker.ts'
import { amountOf } from '../resources.ts'
import { compareForEviction } from './rank.ts'

const memoryThresholdBytes = 100 * 2 ** 20
const diskThresholdFraction = 0.1
/** How long a condition stays after the pressure has gone. */
const pressureTransitionMs = 300_000
/** Hard thresholds leave a Pod one second. */
const hardEvictionGraceSeconds = 1

/**
 * Ends Pods that use more than they may, or more than the node has: kubelet/eviction. Looks every 10 s, with the
 * kubelet's heartbeat; one Pod at a time for pressure.
 *
 * Simplified: inodes and process numbers are not watched, and freeing images or dead containers first gains nothing
 * here, since neither takes room on the simulated disk.
 */
export class EvictionManager {
  private memorySince: number | undefined
  private diskSince: number | undefined
  private diskRevision = -1

  constructor(
    private readonly get: () => KubeletContext,
    private readonly node: NodeAgent,
    private readonly workers: () => Iterable<PodWorker>,
  ) {}

  /** One pass. */
  synchronize(): void {
    const { machine } = this.get()
    // Nothing was written since the last look: no limit on storage can have been passed.
    if (machine.disk.revision !== this.diskRevision || this.anyStorageLimit()) this.evictForStorageLimits()
    this.diskRevision = machine.disk.revision
    const memoryFree = machine.memoryBytes - machine.cgroup.memoryBytes
    const diskSize = machine.disk.sizeLimitBytes ?? Number.POSITIVE_INFINITY
    const memoryLow = memoryFree < memoryThresholdBytes
    const diskLow = diskSize - machine.disk.usedBytes < diskSize * diskThresholdFraction
    this.tellPressure(memoryLow, diskLow)
    if (memoryLow) this.evictForMemory(memoryFree)
    else if (diskLow) this.evictForDisk(diskSize - machine.disk.usedBytes, diskSize)
  }

  private anyStorageLimit(): boolean {
    for (const worker of this.workers()) if (podLimits(worker.pod.spec)['ephemeral-storage'] !== undefined) return true
    return false
  }

  private tellPressure(memoryLow: boolean, diskLow: boolean): void {
    const { events, nodeName, sim } = this.get()
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, uid: nodeName } }
    const begun = (resource: string) => events.event(node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`)
    if (memoryLow && this.memorySince === undefined) begun('memory')
    if (diskLow && this.diskSince === undefined) begun('ephemeral-storage')
    if (memoryLow) this.memorySince = sim.now
    if (diskLow) this.diskSince = sim.now
    const memory = this.memorySince !== undefined && sim.now - this.memorySince < pressureTransitionMs
    const disk = this.diskSince !== undefined && sim.now - this.diskSince < pressureTransitionMs
    if (!memory) this.memorySince = undefined
    if (!disk) this.diskSince = undefined
    const before = this.node.underPressure
    if (before.memory !== memory || before.disk !== disk) this.node.setPressure({ ...before, memory, disk })
  }

  private evictForMemory(free: number): void {
    const context = this.get()
    const usageOf = (worker: PodWorker, name: string) => {
      const container = newestContainer(context.runtime.observe(worker.uid), name)
      return container?.state === 'running' ? context.runtime.usage(container.id).memoryBytes : 0
    }
    this.evictOne('memory', 'memory', formatQuantity(memoryThresholdBytes, 'BinarySI'), free, usageOf)
  }

  private evictForDisk(free: number, size: number): void {
    const usageOf = (worker: PodWorker, name: string) => this.storageOf(worker, name)
    const threshold = formatQuantity(Math.floor(size * diskThresholdFraction))
    this.evictOne('ephemeral-storage', 'ephemeral-storage', threshold, free, usageOf)
  }

  /** Ranks the Pods and ends the first. */
  private evictOne(
    resource: string,
    requestName: string,
    threshold: string,
    free: number,
    usageOf: (worker: PodWorker, container: string) => number,
  ): void {
    const candidates = [...this.workers()]
      .filter((worker) => worker.stage === 'syncing' && !isCriticalPod(worker.pod))
      .map((worker) => {
        const containers = specOf(worker.pod).containers.map((container) => ({
          name: container.name,
          usage: usageOf(worker, container.name),
          request: amountOf(container.resources?.requests?.[requestName]),
          text: container.resources?.requests?.[requestName],
        }))
        return {
          worker,
          containers,
          priority: worker.pod.spec?.priority ?? 0,
          usage: containers.reduce((sum, one) => sum + one.usage, 0),
          request: containers.reduce((sum, one) => sum + one.request, 0),
        }
      })
      .sort(compareForEviction)
    const first = candidates[0]
    if (!first) return
    let message = `The node was low on resource: ${resource}. Threshold quantity: ${threshold}, available: ${kibibytes(free)}. `
    const over = first.containers.filter((container) => container.usage > container.request)
    for (const container of over) {
      message += `Container ${container.name} was using ${kibibytes(container.usage)}, request is ${container.text ?? '0'}, has larger consumption of ${resource}. `
    }
    this.evict(first.worker, message, hardEvictionGraceSeconds, true, {
      offending_containers: over.map((container) => container.name).join(','),
      offending_containers_usage: over.map((container) => kibibytes(container.usage)).join(','),
      starved_resource: resource,
    })
  }

  private evictForStorageLimits(): void {
    for (const worker of this.workers()) {
      if (worker.stage !== 'syncing') continue
      const message = this.storageViolation(worker)
      if (message !== undefined) this.evict(worker, message, 0, false, {})
    }
  }

  /** localStorageEviction: emptyDir limits, then the Pod's, then each container's. */
  private storageViolation(worker: PodWorker): string | undefined {
    const { volumes } = this.get()
    const { pod } = worker
    let shared = 0
    for (const volume of volumes.volumesOf(worker.uid)) {
      if (volume.type !== 'emptyDir' || volume.path === '/') continue
      const usage = volume.fileSystem.sizeOf(volume.path)
      shared += usage
      if (volume.sizeLimitBytes === undefined || usage <= volume.sizeLimitBytes) continue
      const limit = specOf(pod).volumes?.find((one) => one.name === volume.name)?.emptyDir?.sizeLimit
      return `Usage of EmptyDir volume "${volume.name}" exceeds the limit "${parseQuantity(limit).text}". `
    }
    const total = podLimits(pod.spec)['ephemeral-storage']
    if (total === undefined) return undefined
    const usages = specOf(pod).containers.map((container) => ({ container, usage: this.storageOf(worker, container.name) }))
    const sum = usages.reduce((all, one) => all + one.usage, shared)
    if (sum > parseQuantity(total).value) {
      return `Pod ephemeral local storage usage exceeds the total limit of containers ${parseQuantity(total).text}. `
    }
    for (const { container, usage } of usages) {
      const limit = container.resources?.limits?.['ephemeral-storage']
      if (limit === undefined || usage <= parseQuantity(limit).value) continue
      return `Container ${container.name} exceeded its local ephemeral storage limit "${parseQuantity(limit).text}". `
    }
    return undefined
  }

  /** The writable layer and the logs of a container. */
  private storageOf(worker: PodWorker, name: string): number {
    const { runtime } = this.get()
    const container = newestContainer(runtime.observe(worker.uid), name)
    return container ? runtime.storageOf(container.id) : 0
  }

  private evict(
    worker: PodWorker,
    message: string,
    gracePeriodSeconds: number,
    disrupts: boolean,
    annotations: Readonly<Record<string, string>>,
  ): void {
    const { by, events, sim } = this.get()
    const record = recordAbout(sim, by, worker.pod, 'pod-evicted', undefined, { message })
    sim.becauseOf(record, () => {
      events.event(worker.pod, 'Warning', 'Evicted', message, { annotations })
      worker.kill({ gracePeriodSeconds, amend: (status) => evicted(status, worker.pod, message, disrupts, sim.wallTime) })
    })
  }
}

function evicted(status: PodStatus, pod: Pod, message: string, disrupts: boolean, wallTime: number): PodStatus {
  const before = status.conditions ?? []
  const disruption = {
    type: 'DisruptionTarget',
    ...(pod.metadata.generation === undefined ? undefined : { observedGeneration: pod.metadata.generation }),
    status: 'True',
    lastTransitionTime: formatTime(wallTime),
    reason: 'TerminationByKubelet',
    message,
  }
  const known = before.some((condition) => condition.type === 'DisruptionTarget')
  return {
    ...status,
    phase: 'Failed',
    reason: 'Evicted',
    message,
    ...(disrupts && !known ? { conditions: [disruption, ...before] } : undefined),
  }
}

function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)}Ki`
}
