import type { Node } from '../../api/generated/types.ts'
import { nodeAddedOrTaintsChanged, type Plugin } from '../framework.ts'
import { NodeInfo } from '../node-info.ts'
import { newPodInfo, type PodInfo } from '../pod-info.ts'

/** Requests against what is left of the node, all shortages at once; LeastAllocated scores (plugins/noderesources/fit.go). */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  preFilter: (pod) => (node) => {
    const reasons: string[] = []
    const unresolvable = insufficient(pod, node, reasons)
    return reasons.length ? { plugin: 'NodeResourcesFit', reasons, unresolvable } : undefined
  },
  preScore: (pod) => ({ score: (node) => leastAllocated(pod, node) }),
  queueingHint: (event, pod) => {
    switch (event.kind) {
      case 'AssignedPod':
        return event.action === 'delete' || (event.action === 'update' && requestsLess(event.pod, event.old))
      case 'UnscheduledPod':
        return requestsLess(event.pod, event.old)
      case 'Node':
        if (event.action === 'update' && event.allocatableChanged) return fitsAllocatable(pod, event.node)
        return nodeAddedOrTaintsChanged(event)
      default:
        return false
    }
  },
}

/** Adds the shortages to `reasons`; says whether an empty node would not do either. */
function insufficient(pod: PodInfo, node: NodeInfo, reasons: string[]): boolean {
  let unresolvable = false
  if (node.pods.size + 1 > node.allowedPods) {
    reasons.push('Too many pods')
    if (node.allowedPods === 0) unresolvable = true
  }
  const { requests } = pod
  const { allocatable, requested } = node
  if (requests.milliCpu > 0 && requests.milliCpu > allocatable.milliCpu - requested.milliCpu) {
    reasons.push('Insufficient cpu')
    if (requests.milliCpu > allocatable.milliCpu) unresolvable = true
  }
  if (requests.memory > 0 && requests.memory > allocatable.memory - requested.memory) {
    reasons.push('Insufficient memory')
    if (requests.memory > allocatable.memory) unresolvable = true
  }
  if (requests.ephemeralStorage > 0 && requests.ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage) {
    reasons.push('Insufficient ephemeral-storage')
    if (requests.ephemeralStorage > allocatable.ephemeralStorage) unresolvable = true
  }
  if (requests.scalar) {
    for (const [name, asked] of requests.scalar) {
      const has = allocatable.scalar?.get(name) ?? 0
      if (asked > 0 && asked > has - (requested.scalar?.get(name) ?? 0)) {
        reasons.push(`Insufficient ${name}`)
        if (asked > has) unresolvable = true
      }
    }
  }
  return unresolvable
}

/** The mean of what would be left of CPU and memory, in percent (least_allocated.go). */
export function leastAllocated(pod: PodInfo, node: NodeInfo): number {
  const cpu = left(node.allocatable.milliCpu, node.nonZeroMilliCpu + pod.nonZeroMilliCpu)
  const memory = left(node.allocatable.memory, node.nonZeroMemory + pod.nonZeroMemory)
  let sum = 0
  let weights = 0
  if (cpu !== undefined) {
    sum += cpu
    weights++
  }
  if (memory !== undefined) {
    sum += memory
    weights++
  }
  return weights ? Math.floor(sum / weights) : 0
}

function left(allocatable: number, requested: number): number | undefined {
  if (allocatable === 0) return undefined
  return requested > allocatable ? 0 : Math.floor(((allocatable - requested) * 100) / allocatable)
}

function requestsLess(pod: PodInfo['pod'], old: PodInfo['pod']): boolean {
  if (pod.spec === old.spec) return false
  const now = newPodInfo(pod).requests
  const before = newPodInfo(old).requests
  return now.milliCpu < before.milliCpu || now.memory < before.memory || now.ephemeralStorage < before.ephemeralStorage
}

/** Whether an otherwise empty node would do. */
function fitsAllocatable(pod: PodInfo, node: Node): boolean {
  const empty = new NodeInfo('')
  empty.setNode(node)
  const reasons: string[] = []
  insufficient(pod, empty, reasons)
  return reasons.length === 0
}
