import type { Pod } from '../api/generated/types.ts'
import { formatTime, type KubeObject } from '../api/object.ts'
import type { MetricsSource } from '../apiserver/interface.ts'
import { resources } from '../client/resources.ts'
import type { PodInsides } from '../kubelet/insides.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { ControlPlane } from './control-plane.ts'
import type { Nodes } from './nodes.ts'

/** What a reading of CPU time is compared with. */
interface Sample {
  readonly at: number
  readonly cpuMs: number
}

/** metrics-server scrapes the kubelets this often, and averages over as much. */
const windowMs = 15_000
const apiVersion = 'metrics.k8s.io/v1beta1'

/**
 * What metrics-server would tell. Upstream scrapes all the time; here a reading is taken when somebody asks (HPA does
 * every 15 s), against one at least a window old, or against the container's start.
 */
export function createMetrics(sim: Simulation, plane: ControlPlane, nodes: Nodes): MetricsSource {
  const samples = new Map<string, { older: Sample; newer: Sample }>()

  /** Cores used lately. @param key one container's life */
  function cores(key: string, startedAt: number, cpuMs: number): number {
    const now: Sample = { at: sim.now, cpuMs }
    let known = samples.get(key)
    if (!known || known.newer.cpuMs > cpuMs) {
      const start: Sample = { at: startedAt, cpuMs: 0 }
      known = { older: start, newer: start }
    }
    if (now.at - known.newer.at >= windowMs) known = { older: known.newer, newer: now }
    samples.set(key, known)
    const since = now.at - known.older.at
    return since > 0 ? (cpuMs - known.older.cpuMs) / since : 0
  }

  function usageOf(insides: PodInsides, pod: Pod) {
    return insides.containers.flatMap((container) => {
      const status = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(
        (one) => one.name === container.name,
      )
      const startedAt = status?.state?.running?.startedAt
      if (!startedAt) return []
      const key = `${insides.uid}/${container.name}/${status?.containerID}`
      const used = cores(key, Date.parse(startedAt) - sim.startTime, container.cpuMs)
      return [{ name: container.name, cores: used, memoryBytes: container.memoryBytes }]
    })
  }

  const quantities = (usedCores: number, memoryBytes: number) => ({
    cpu: usedCores === 0 ? '0' : `${Math.round(usedCores * 1e9)}n`,
    memory: `${Math.ceil(memoryBytes / 1024)}Ki`,
  })
  const stamp = () => ({ timestamp: formatTime(sim.wallTime), window: `${windowMs / 1000}s` })

  function* running(namespace: string | undefined) {
    for (const pod of plane.informers.for<Pod>(resources.pods).list(namespace)) {
      const insides = pod.status?.phase === 'Running' ? nodes.insides(String(pod.metadata.uid)) : undefined
      if (insides) yield { pod, containers: usageOf(insides, pod) }
    }
  }

  return {
    pods: (namespace) =>
      [...running(namespace)].map(({ pod, containers }) => {
        const { name, namespace: inNamespace, labels } = pod.metadata
        const metrics = {
          kind: 'PodMetrics',
          apiVersion,
          metadata: { name, namespace: inNamespace, ...(labels ? { labels } : {}), creationTimestamp: formatTime(sim.wallTime) },
          ...stamp(),
          containers: containers.map((one) => ({ name: one.name, usage: quantities(one.cores, one.memoryBytes) })),
        }
        return metrics satisfies KubeObject
      }),
    nodes() {
      const sums = new Map<string, { cores: number; memoryBytes: number }>()
      // the system's own share: kubelet, container runtime
      for (const node of nodes.kubelets.keys()) sums.set(node, { cores: 0.03, memoryBytes: 350 * 1024 * 1024 })
      for (const { pod, containers } of running(undefined)) {
        const sum = sums.get(String(pod.spec?.nodeName))
        if (!sum) continue
        for (const one of containers) {
          sum.cores += one.cores
          sum.memoryBytes += one.memoryBytes
        }
      }
      return [...sums].map(([name, sum]) => {
        const metrics = {
          kind: 'NodeMetrics',
          apiVersion,
          metadata: { name, creationTimestamp: formatTime(sim.wallTime) },
          ...stamp(),
          usage: quantities(sum.cores, sum.memoryBytes),
        }
        return metrics satisfies KubeObject
      })
    },
  }
}
