import type { ControllerContext } from '../../client/controller.ts'
import type { Simulation } from '../../sim/simulation.ts'

/** What a pod's containers use, as metrics.k8s.io gives it. */
export interface PodMetrics {
  readonly name: string
  readonly containers: readonly ContainerUsage[]
}

export interface ContainerUsage {
  readonly name: string
  readonly milliCpu: number
  readonly memoryBytes: number
}

/** Measures the pods of a namespace; pods that were not measured yet are left out. */
export type MetricsSource = (namespace: string) => readonly PodMetrics[]

const sources = new WeakMap<Simulation, MetricsSource>()

/** Tells the autoscaler of a cluster where its metrics come from; without one it says that there is no metrics API. */
export function provideMetrics(sim: Simulation, source: MetricsSource): void {
  sources.set(sim, source)
}

/** The metrics API has no answer; the message is the whole of the autoscaler's complaint. */
export class MetricsError extends Error {}

export function podMetrics({ sim }: ControllerContext, resource: string, namespace: string): readonly PodMetrics[] {
  const source = sources.get(sim)
  const complaint = `unable to get metrics for resource ${resource}`
  if (!source) {
    const why = 'the server could not find the requested resource (get pods.metrics.k8s.io)'
    throw new MetricsError(`${complaint}: unable to fetch metrics from resource metrics API: ${why}`)
  }
  const metrics = source(namespace)
  if (metrics.length === 0) throw new MetricsError(`${complaint}: no metrics returned from resource metrics API`)
  return metrics
}
