import type { GroupVersionResource, KubeObject } from '../../api/object.ts'
import { quantityMilli, quantityValue } from '../../api/quantity.ts'
import { ApiError } from '../../client/client.ts'
import type { ControllerContext } from '../../client/controller.ts'

const resource: GroupVersionResource = { group: 'metrics.k8s.io', version: 'v1beta1', resource: 'pods' }

/** A PodMetrics object, as metrics.k8s.io serves it. */
interface PodMetricsObject extends KubeObject {
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[]
}

/** What a pod's containers use. */
export interface PodMetrics {
  readonly name: string
  readonly containers: readonly ContainerUsage[]
}

export interface ContainerUsage {
  readonly name: string
  readonly milliCpu: number
  readonly memoryBytes: number
}

/** There is no answer to be had; the message says why, as the autoscaler puts it. */
export class MetricsError extends Error {}

/** Measurements of a namespace's pods, from the metrics API. @param name of the resource that is asked for */
export function podMetrics({ api }: ControllerContext, name: string, namespace: string): readonly PodMetrics[] {
  const complaint = `unable to get metrics for resource ${name}`
  let objects: readonly PodMetricsObject[]
  try {
    objects = api.list<PodMetricsObject>(resource, { namespace })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new MetricsError(`${complaint}: unable to fetch metrics from resource metrics API: ${error.message}`)
  }
  if (objects.length === 0) throw new MetricsError(`${complaint}: no metrics returned from resource metrics API`)
  return objects.map(({ metadata, containers }) => ({
    name: String(metadata.name),
    containers: (containers ?? []).map((one) => ({
      name: one.name,
      milliCpu: quantityMilli(one.usage.cpu),
      memoryBytes: quantityValue(one.usage.memory),
    })),
  }))
}
