import type { SchedulerCache } from './cache.ts'
import { isFilters, preFilter, refusalOf } from './cycle.ts'
import type { Plugin, Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

/** Pods that preempted others and have a node in view, but are not there yet (backend/queue/nominator.go). */
export class Nominations {
  private readonly byNode = new Map<string, Map<string, PodInfo>>()
  private readonly nodeOf = new Map<string, string>()

  set(pod: PodInfo, nodeName: string): void {
    this.delete(pod.uid)
    this.nodeOf.set(pod.uid, nodeName)
    let pods = this.byNode.get(nodeName)
    if (!pods) {
      pods = new Map()
      this.byNode.set(nodeName, pods)
    }
    pods.set(pod.uid, pod)
  }

  delete(uid: string): void {
    const nodeName = this.nodeOf.get(uid)
    if (nodeName === undefined) return
    this.nodeOf.delete(uid)
    const pods = this.byNode.get(nodeName)
    pods?.delete(uid)
    if (pods?.size === 0) this.byNode.delete(nodeName)
  }

  nodeNameOf(uid: string): string | undefined {
    return this.nodeOf.get(uid)
  }

  on(nodeName: string): Iterable<PodInfo> {
    return this.byNode.get(nodeName)?.values() ?? []
  }

  /**
   * Refusal of a node as if the pods nominated to it, of the same or a higher priority, were there already. Nothing
   * to say (undefined) where there are none: the node has to be asked as it is as well.
   */
  refusalWith(plugins: readonly Plugin[], pod: PodInfo, cluster: SchedulerCache, node: NodeInfo): Rejection | undefined {
    if (this.byNode.size === 0) return undefined
    const others: PodInfo[] = []
    for (const other of this.on(node.name)) {
      if (other.uid !== pod.uid && other.priority >= pod.priority && cluster.nodeNameOf(other.uid) === undefined)
        others.push(other)
    }
    if (others.length === 0) return undefined
    for (const other of others) cluster.addPod(other, node.name)
    const filters = preFilter(plugins, pod, cluster)
    const rejection = isFilters(filters) ? refusalOf(filters, node) : filters
    for (const other of others) cluster.removePod(other.uid)
    return rejection
  }
}
