import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { ApiError, type Client } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import type { Simulation } from '../../sim/simulation.ts'
import { isMirrorPod, isStaticPod, isTerminalPhase, nameOf, namespaceOf, uidOf } from '../pod-spec.ts'
import { containersReadyCondition, datedConditions, isOwnedCondition, readyCondition } from './conditions.ts'

interface Entry {
  readonly pod: Pod
  status: PodStatus
  /** What the API has of it, so that the same is not written twice. */
  written: PodStatus | undefined
  /** No container of it can run any more and its resources are freed: it may be deleted. */
  finished: boolean
  deleted: boolean
}

/**
 * Keeps the latest status of each Pod and writes it to the API: kubelet/status/status_manager.go. A write goes out
 * at once; what failed for lack of a connection goes out when that is back.
 */
export class StatusManager {
  private readonly entries = new Map<string, Entry>()
  /** While the node is cut off nothing can be written. */
  private online = true

  constructor(
    private readonly sim: Simulation,
    private readonly api: Client,
    /** API uid of the mirror of a static Pod. */
    private readonly mirrorOf: (pod: Pod) => Pod | undefined,
    /** Whether containers of this Pod may still be running: until then no terminal phase is told. */
    private readonly couldHaveRunningContainers: (uid: string) => boolean,
  ) {}

  get(uid: string): PodStatus | undefined {
    return this.entries.get(uid)?.status
  }

  /** SetPodStatus. Says whether anything changed. */
  set(pod: Pod, status: PodStatus): boolean {
    const uid = uidOf(pod)
    const entry = this.entries.get(uid)
    if (!entry) {
      const fresh: Entry = { pod, status, written: undefined, finished: false, deleted: false }
      this.entries.set(uid, fresh)
      this.sync(fresh)
      return true
    }
    const changed = !sameStatus(entry.status, status)
    // The mirror of a static Pod may be another one by now.
    if (!changed && entry.written === entry.status && !isStaticPod(pod)) return false
    entry.status = status
    this.sync(entry)
    return changed
  }

  /**
   * A probe has spoken: told at once, without waiting for a sync (SetContainerReadiness, SetContainerStartup). Ready
   * and ContainersReady follow.
   */
  setProbed(pod: Pod, containerId: string, change: { readonly ready?: boolean; readonly started?: boolean }): void {
    const entry = this.entries.get(uidOf(pod))
    if (!entry || isTerminalPhase(entry.status.phase)) return
    const id = `containerd://${containerId}`
    let found = false
    const changed = (statuses: readonly ContainerStatus[] | undefined) =>
      statuses?.map((status) => {
        if (status.containerID !== id || !status.state?.running) return status
        const next = { ...status, ...change }
        if (next.ready === status.ready && next.started === status.started) return status
        found = true
        return next
      })
    const main = changed(entry.status.containerStatuses)
    const init = changed(entry.status.initContainerStatuses)
    if (!found) return
    const before = entry.status.conditions ?? []
    const containersReady = containersReadyCondition(pod, [...(init ?? []), ...(main ?? [])], entry.status.phase)
    const drafts = [readyCondition(pod, containersReady, before), containersReady]
    const dated = datedConditions(drafts, before, pod.metadata.generation, formatTime(this.sim.wallTime))
    this.set(pod, {
      ...entry.status,
      conditions: before.map((condition) => dated.find((one) => one.type === condition.type) ?? condition),
      ...(main ? { containerStatuses: main } : undefined),
      ...(init ? { initContainerStatuses: init } : undefined),
    })
  }

  /** The worker is done with the Pod: its final status goes out, and with it the object if it is being deleted. */
  finish(pod: Pod): void {
    const entry = this.entries.get(uidOf(pod))
    if (!entry) return
    entry.finished = true
    this.sync(entry)
  }

  /** A deletion was asked for after the Pod had finished. */
  deletionAsked(pod: Pod): void {
    const entry = this.entries.get(uidOf(pod))
    if (entry?.finished) this.deleteIfDone(entry)
  }

  forget(uid: string): void {
    this.entries.delete(uid)
  }

  setOnline(online: boolean): void {
    this.online = online
    if (online) for (const entry of this.entries.values()) this.sync(entry)
  }

  private sync(entry: Entry): void {
    if (!this.online || entry.deleted) return
    const pod = isStaticPod(entry.pod) ? this.mirrorOf(entry.pod) : entry.pod
    if (!pod) return
    try {
      const live = this.api.get<Pod>(resources.pods, namespaceOf(pod), nameOf(pod))
      if (uidOf(live) !== uidOf(pod)) {
        this.entries.delete(uidOf(entry.pod))
        return
      }
      const merged = mergedStatus(live.status ?? {}, entry.status, this.couldHaveRunningContainers(uidOf(entry.pod)))
      if (!live.status || !sameStatus(live.status, merged)) {
        this.api.update<Pod>(resources.pods, { ...live, status: merged }, { subresource: 'status' })
      }
      entry.written = entry.status
      this.deleteIfDone(entry)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.is('NotFound')) return
      // As upstream: what could not be written is tried again with the next full reconcile, every 10 s.
      this.sim.after(10_000, () => {
        if (this.entries.get(uidOf(entry.pod)) === entry && entry.written !== entry.status) this.sync(entry)
      })
    }
  }

  /** canBeDeleted: ended, freed, asked for. Mirror Pods are the API's own affair. */
  private deleteIfDone(entry: Entry): void {
    if (!entry.finished || !this.online || entry.deleted || isStaticPod(entry.pod) || isMirrorPod(entry.pod)) return
    try {
      const live = this.api.get<Pod>(resources.pods, namespaceOf(entry.pod), nameOf(entry.pod))
      if (uidOf(live) !== uidOf(entry.pod) || live.metadata.deletionTimestamp === undefined) return
      if (!isTerminalPhase(live.status?.phase)) return
      entry.deleted = true
      this.api.delete(resources.pods, namespaceOf(entry.pod), nameOf(entry.pod), {
        gracePeriodSeconds: 0,
        preconditions: { uid: uidOf(entry.pod) },
      })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }
}

/** mergePodStatus: what others own stays theirs. */
export function mergedStatus(live: PodStatus, mine: PodStatus, couldHaveRunningContainers: boolean): PodStatus {
  const foreign = (live.conditions ?? []).filter((condition) => !isOwnedCondition(condition.type))
  const own = mine.conditions ?? []
  // DisruptionTarget is the kubelet's too when it evicts; it goes out with the rest.
  const added = own.filter((condition) => !isOwnedCondition(condition.type))
  const kept = foreign.filter((condition) => !added.some((mineToo) => mineToo.type === condition.type))
  const conditions: readonly PodCondition[] = [...kept, ...added, ...own.filter((condition) => isOwnedCondition(condition.type))]
  const wait = couldHaveRunningContainers && isTerminalPhase(mine.phase) && !isTerminalPhase(live.phase)
  return {
    ...mine,
    ...(wait ? { phase: live.phase, reason: live.reason, message: live.message } : undefined),
    conditions,
    ...(live.qosClass ? { qosClass: live.qosClass } : undefined),
    ...(live.nominatedNodeName ? { nominatedNodeName: live.nominatedNodeName } : undefined),
    ...(live.resourceClaimStatuses ? { resourceClaimStatuses: live.resourceClaimStatuses } : undefined),
  }
}

/** Whether two statuses say the same; plain data, key order apart. */
export function sameStatus(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // Null and absent are the same on the wire of a strategic patch.
    return (a ?? undefined) === (b ?? undefined)
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!sameStatus(a[i], b[i])) return false
    return true
  }
  const left = a as Readonly<Record<string, unknown>>
  const right = b as Readonly<Record<string, unknown>>
  for (const key in left) if (!sameStatus(left[key], right[key])) return false
  for (const key in right) if (!(key in left) && (right[key] ?? undefined) !== undefined) return false
  return true
}
