import type { Pod, PodStatus } from '../api/generated/types.ts'
import { resources } from '../client/resources.ts'
import type { KubeletContext } from './context.ts'
import type { NodeAgent } from './node/node-agent.ts'
import { isCriticalPod, isMirrorPod, isStaticPod, nameOf, namespaceOf, uidOf } from './pod-spec.ts'
import { PodWorker } from './pod-worker.ts'
import { preempt, victimsFor } from './preemption.ts'

/**
 * Hears of the Pods of a node, from the API and from files, and gives each a worker: the sync loop and the pod
 * manager of kubelet.go.
 */
export class PodDispatcher {
  private readonly workers = new Map<string, PodWorker>()
  /** The API's uid of a mirror → the uid of its static Pod. */
  private readonly mirrors = new Map<string, string>()
  /** Static Pods that wait for the end of the one they replace. */
  private readonly successors = new Map<string, Pod>()
  /** Critical Pods, by uid, for which others are being ended. */
  private readonly waitingForRoom = new Map<string, Pod>()
  /** Changes that came while nobody listened. */
  private missed = false
  /** Whether the kubelet runs and hears of changes. */
  listening = true

  constructor(
    private readonly get: () => KubeletContext,
    private readonly node: NodeAgent,
    private readonly onChanged: (uid: string) => void,
  ) {}

  worker(uid: string): PodWorker | undefined {
    return this.workers.get(uid)
  }

  all(): Iterable<PodWorker> {
    return this.workers.values()
  }

  /** The uids of the Pods here, as the API has them. */
  apiUids(): readonly string[] {
    const own = new Map([...this.mirrors].map(([mirror, pod]) => [pod, mirror]))
    return [...this.workers.keys()].map((uid) => own.get(uid) ?? uid)
  }

  /** The uid by which the API knows a Pod of ours. */
  apiUidOf(uid: string): string {
    const worker = this.workers.get(uid)
    if (!worker || !isStaticPod(worker.pod)) return uid
    for (const [mirror, pod] of this.mirrors) if (pod === uid) return mirror
    return uid
  }

  private get context(): KubeletContext {
    return this.get()
  }

  start(): void {
    const { informers, nodeName } = this.context
    informers.for<Pod>(resources.pods).onIndexChange('node', nodeName, {
      added: (pod) => this.podChanged(pod),
      updated: (pod) => this.podChanged(pod),
      deleted: (pod) => this.podRemoved(pod),
    })
  }

  private podChanged(pod: Pod): void {
    if (!this.listening) {
      this.missed = true
      return
    }
    if (isMirrorPod(pod)) {
      this.mirrorChanged(pod)
      return
    }
    const worker = this.workers.get(uidOf(pod))
    if (worker) {
      const ownWrite = worker.pod.metadata.generation === pod.metadata.generation && !meaningfulChange(worker.pod, pod)
      if (ownWrite) worker.pod = pod
      else worker.update(pod)
      return
    }
    if (this.waitingForRoom.has(uidOf(pod))) {
      this.waitingForRoom.set(uidOf(pod), pod)
      return
    }
    // A Pod that had come to its end before this kubelet knew of it has nothing left to do.
    if (isEndedFor(pod)) return
    this.admit(pod)
  }

  private admit(pod: Pod): void {
    const refusal = pod.metadata.deletionTimestamp === undefined ? this.node.admit(pod, this.activePods()) : undefined
    if (refusal?.reason.startsWith('OutOf') && isCriticalPod(pod) && this.makeRoom(pod)) return
    if (refusal) {
      const { statuses, events } = this.context
      events.event(pod, 'Warning', refusal.reason, refusal.message)
      const status: PodStatus = {
        ...pod.status,
        ...(pod.metadata.generation === undefined ? undefined : { observedGeneration: pod.metadata.generation }),
        phase: 'Failed',
        reason: refusal.reason,
        message: `Pod was rejected: ${refusal.message}`,
        startTime: pod.status?.startTime ?? this.node.timeNow(),
      }
      statuses.set(pod, status)
      statuses.finish(pod)
      return
    }
    const worker = new PodWorker(this.context, pod, (finished) => this.finished(finished))
    worker.resize.admit(pod)
    this.workers.set(worker.uid, worker)
    worker.update(pod)
  }

  /** Pushes others off the node for a critical Pod, which is admitted when they have gone. @returns whether it can be */
  private makeRoom(pod: Pod): boolean {
    const leaving = (worker: PodWorker) => worker.stage !== 'syncing'
    const victims = victimsFor(this.workers.values(), (without) => {
      const staying = [...this.workers.values()].filter((worker) => !leaving(worker) && !without.has(worker))
      return (
        this.node.admit(
          pod,
          staying.map((worker) => worker.allocatedPod),
        ) === undefined
      )
    })
    if (!victims) return false
    this.waitingForRoom.set(uidOf(pod), pod)
    for (const victim of victims) preempt(this.context, victim)
    return true
  }

  /** A mirror was made, written or is going: the static Pod's worker sees to it. */
  private mirrorChanged(mirror: Pod): void {
    const { staticPods } = this.context
    const pod = staticPods.ofMirror(mirror)
    const worker = this.workers.get(pod ? uidOf(pod) : '')
    this.mirrors.set(uidOf(mirror), mirror.metadata.annotations?.['kubernetes.io/config.mirror'] ?? '')
    // Nobody runs this any more: the mirror is an orphan.
    if (!worker) staticPods.deleteMirror(mirror, uidOf(mirror))
    if (worker?.stage !== 'syncing') return
    // The worker's sync makes a new mirror, and tells it the status with the one after.
    if (mirror.metadata.deletionTimestamp !== undefined || !mirror.status?.containerStatuses) worker.wake()
  }

  /** Looks whether the node's manifests have changed. */
  checkManifests(): void {
    const { staticPods } = this.context
    if (!this.listening || !staticPods.mayHaveChanged) return
    const { added, removed } = staticPods.look()
    for (const pod of removed) this.workers.get(uidOf(pod))?.remove()
    for (const pod of added) {
      // One of the same name has to be gone before its successor starts.
      const before = [...this.workers.values()].find(
        (worker) => nameOf(worker.pod) === nameOf(pod) && namespaceOf(worker.pod) === namespaceOf(pod),
      )
      if (before) this.successors.set(before.uid, pod)
      else this.admit(pod)
    }
  }

  /** By the API's uid or the kubelet's own: a mirror and its static Pod are one. */
  find(uid: string): PodWorker | undefined {
    return this.workers.get(uid) ?? this.workers.get(this.mirrors.get(uid) ?? '')
  }

  /** Pods that have or may get running containers, with what was granted to them. */
  activePods(): readonly Pod[] {
    const active: Pod[] = []
    for (const worker of this.workers.values()) if (worker.couldHaveRunningContainers) active.push(worker.allocatedPod)
    return active
  }

  private podRemoved(pod: Pod): void {
    if (!this.listening) {
      this.missed = true
      return
    }
    if (isMirrorPod(pod)) {
      this.mirrors.delete(uidOf(pod))
      const origin = this.context.staticPods.ofMirror(pod)
      const owner = origin && this.workers.get(uidOf(origin))
      if (owner?.stage === 'syncing') owner.wake()
      return
    }
    this.waitingForRoom.delete(uidOf(pod))
    const worker = this.workers.get(uidOf(pod))
    if (!worker) return
    if (worker.stage === 'finished') this.forget(worker)
    else worker.remove()
  }

  /** Back on the network: what happened meanwhile is seen in one look. */
  catchUp(): void {
    if (!this.missed) return
    this.missed = false
    const pods = this.context.informers.for<Pod>(resources.pods)
    const present = pods.byIndex('node', this.context.nodeName)
    const uids = new Set(present.map(uidOf))
    for (const worker of this.workers.values()) {
      if (!uids.has(worker.uid) && !isStaticPod(worker.pod)) this.podRemoved(worker.pod)
    }
    for (const pod of present) this.podChanged(pod)
  }

  private finished(worker: PodWorker): void {
    this.onChanged(worker.uid)
    for (const [uid, pod] of [...this.waitingForRoom]) {
      this.waitingForRoom.delete(uid)
      this.admit(pod)
    }
    if (isStaticPod(worker.pod)) {
      const successor = this.successors.get(worker.uid)
      this.successors.delete(worker.uid)
      if (worker.removed) this.context.staticPods.deleteMirror(worker.pod)
      if (worker.removed) this.forget(worker)
      if (successor) this.admit(successor)
      return
    }
    const live = this.context.informers.for<Pod>(resources.pods).get(namespaceOf(worker.pod), nameOf(worker.pod))
    if (worker.removed || !live || uidOf(live) !== worker.uid) this.forget(worker)
  }

  private forget(worker: PodWorker): void {
    // What it used is free: resizes that wait for room may have it now.
    for (const other of this.workers.values()) if (other.resize.isDeferred) other.wake()
    worker.stop()
    this.workers.delete(worker.uid)
    const { statuses, pleg, probes, runtime } = this.context
    probes.removePod(worker.uid)
    statuses.forget(worker.uid)
    for (const container of runtime.observe(worker.uid).containers) runtime.removeContainer(container.id)
    for (const sandbox of runtime.observe(worker.uid).sandboxes) runtime.removeSandbox(sandbox.id)
    pleg.forget(worker.uid)
    this.onChanged(worker.uid)
  }
}

function isEndedFor(pod: Pod): boolean {
  return pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded'
}

/** Whether something else than the status, which is our own, has changed. */
function meaningfulChange(before: Pod, after: Pod): boolean {
  return (
    before.spec !== after.spec ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    before.metadata.deletionGracePeriodSeconds !== after.metadata.deletionGracePeriodSeconds ||
    before.metadata.labels !== after.metadata.labels ||
    before.metadata.annotations !== after.metadata.annotations ||
    gatesOf(before) !== gatesOf(after)
  )
}

/** The conditions that others own and readiness gates look at. */
function gatesOf(pod: Pod): string {
  if (!pod.spec?.readinessGates) return ''
  return pod.spec.readinessGates
    .map((gate) => pod.status?.conditions?.find((condition) => condition.type === gate.conditionType)?.status ?? '')
    .join()
}
