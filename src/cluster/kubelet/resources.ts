import type { Pod } from '../api/generated/types.ts'
import type { QosClass } from '../api/pods.ts'
import { parseQuantity, type QuantityText } from '../api/quantity.ts'
import { type AnyContainer, type ContainerRole, specOf } from './pod-spec.ts'

/** A quantity as a number: `500m` → 0.5, `64Mi` → 67108864. */
export function amountOf(quantity: QuantityText | undefined): number {
  return parseQuantity(quantity).milli / 1000
}

/** The class that the API server settled at creation. */
export function qosOf(pod: Pod): QosClass {
  const known = pod.status?.qosClass
  return known === 'Guaranteed' || known === 'Burstable' ? known : 'BestEffort'
}

/** kubelet/qos/policy.go GetContainerOOMScoreAdjust. */
export function oomScoreAdj(pod: Pod, container: AnyContainer, role: ContainerRole, nodeMemoryBytes: number): number {
  if (specOf(pod).priorityClassName === 'system-node-critical') return -997
  const qos = qosOf(pod)
  if (qos === 'Guaranteed') return -997
  if (qos === 'BestEffort') return 1000
  const scoreOf = (request: number) => Math.min(999, Math.max(3, 1000 - Math.floor((1000 * request) / nodeMemoryBytes)))
  const memoryRequest = (one: AnyContainer) => amountOf(one.resources?.requests?.memory)
  const own = scoreOf(memoryRequest(container))
  if (role !== 'sidecar') return own
  const smallest = Math.min(...specOf(pod).containers.map(memoryRequest))
  return Math.min(own, scoreOf(smallest))
}
