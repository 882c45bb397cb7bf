import type { Pod, Probe } from '../../api/generated/types.ts'
import type { ObservedContainer } from '../../runtime/observed.ts'
import type { KubeletContext } from '../context.ts'
import type { ProbeResult, ProbeResults } from '../pod-actions.ts'
import { type AnyContainer, initContainersOf, isSidecar, specOf, uidOf } from '../pod-spec.ts'
import { type ProbeType, ProbeWorker } from './probe-worker.ts'

interface PodProbes {
  readonly workers: Map<string, ProbeWorker>
}

/** Runs the probes of all Pods of a node, and knows what they found: kubelet/prober/prober_manager.go. */
export class ProbeManager implements ProbeResults {
  private readonly pods = new Map<string, PodProbes>()
  private readonly results: Readonly<Record<ProbeType, Map<string, ProbeResult>>> = {
    startup: new Map(),
    readiness: new Map(),
    liveness: new Map(),
  }

  constructor(
    private readonly context: () => KubeletContext,
    private readonly startedAt: () => number,
    /** A result has changed: the Pod's worker has to look. */
    private readonly onResult: (uid: string, type: ProbeType, containerId: string, result: ProbeResult) => void,
  ) {}

  liveness(containerId: string): ProbeResult | undefined {
    return this.results.liveness.get(containerId)
  }

  startup(containerId: string): ProbeResult | undefined {
    return this.results.startup.get(containerId)
  }

  /** Makes workers for the probes of a Pod that have none yet. */
  addPod(pod: Pod): void {
    const uid = uidOf(pod)
    for (const container of probedContainers(pod)) {
      for (const type of ['startup', 'readiness', 'liveness'] as const) {
        const probe = probeOf(container, type)
        if (!probe) continue
        let probes = this.pods.get(uid)
        if (!probes) {
          probes = { workers: new Map() }
          this.pods.set(uid, probes)
        }
        const key = `${container.name}/${type}`
        if (probes.workers.has(key)) continue
        const worker = new ProbeWorker(this.context(), uid, container, type, probe, {
          set: (containerId, result) => this.set(uid, type, containerId, result),
          forget: (containerId) => this.results[type].delete(containerId),
          ended: () => this.pods.get(uid)?.workers.delete(key),
        })
        probes.workers.set(key, worker)
        worker.start(this.startedAt())
      }
    }
  }

  hasProbes(uid: string): boolean {
    return this.pods.has(uid)
  }

  worker(uid: string, container: string, type: ProbeType): ProbeWorker | undefined {
    return this.pods.get(uid)?.workers.get(`${container}/${type}`)
  }

  /** Whether a running container has started, as its startup probe has it. */
  isStarted(container: AnyContainer, status: ObservedContainer): boolean {
    if (!container.startupProbe) return true
    return this.results.startup.get(status.id) === 'success'
  }

  /** Whether a running container is ready. One that is not yet is probed at once. */
  isReady(container: AnyContainer, status: ObservedContainer, uid?: string): boolean {
    if (!this.isStarted(container, status)) return false
    if (!container.readinessProbe) return true
    if (this.results.readiness.get(status.id) === 'success') return true
    if (uid !== undefined) this.worker(uid, container.name, 'readiness')?.trigger()
    return false
  }

  /** The Pod is being stopped: only readiness of its main containers goes on. */
  stopLivenessAndStartup(pod: Pod): void {
    const probes = this.pods.get(uidOf(pod))
    if (!probes) return
    for (const container of specOf(pod).containers) {
      for (const type of ['liveness', 'startup'] as const) {
        probes.workers.get(`${container.name}/${type}`)?.stop()
        probes.workers.delete(`${container.name}/${type}`)
      }
    }
  }

  removePod(uid: string): void {
    for (const worker of this.pods.get(uid)?.workers.values() ?? []) worker.stop()
    this.pods.delete(uid)
  }

  /** The kubelet stops or loses power. */
  stopAll(): void {
    for (const uid of [...this.pods.keys()]) this.removePod(uid)
  }

  private set(uid: string, type: ProbeType, containerId: string, result: ProbeResult): void {
    const results = this.results[type]
    if (results.get(containerId) === result) return
    results.set(containerId, result)
    this.onResult(uid, type, containerId, result)
  }
}

function probedContainers(pod: Pod): readonly AnyContainer[] {
  const inits = initContainersOf(pod)
  return inits.length === 0 ? specOf(pod).containers : [...specOf(pod).containers, ...inits.filter(isSidecar)]
}

export function probeOf(container: AnyContainer, type: ProbeType): Probe | undefined {
  if (type === 'startup') return container.startupProbe
  return type === 'readiness' ? container.readinessProbe : container.livenessProbe
}
