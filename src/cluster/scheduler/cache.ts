import type { Node } from '../api/generated/types.ts'
import { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'
import type { Labels, Selector } from './selectors.ts'

interface Count {
  readonly namespace: string
  readonly selector: Selector
  readonly byNode: Map<string, number>
}

/** Selectors kept counted at a time; the longest unused falls out. */
const keptCounts = 128

/**
 * Nodes and their pods, the assumed ones among them (backend/cache). It is always current: a scheduling cycle reads
 * it within one instant, so that no snapshot has to be taken.
 */
export class SchedulerCache {
  /** Nodes that exist, in order of their names. */
  nodes: readonly NodeInfo[] = []
  private readonly byName = new Map<string, NodeInfo>()
  /** pod uid → name of its node */
  private readonly nodeOf = new Map<string, string>()
  private readonly imageSpread = new Map<string, number>()
  private readonly counts = new Map<string, Count>()
  /** Pods with an affinity of any kind: most clusters have none, which spares a look at every pod. */
  podsWithAffinity = 0
  podsWithRequiredAntiAffinity = 0

  /** @param namespaceLabels labels of a namespace, for the namespaceSelector of affinity terms */
  constructor(readonly namespaceLabels: (namespace: string) => Labels) {}

  get(name: string): NodeInfo | undefined {
    const info = this.byName.get(name)
    return info?.node ? info : undefined
  }

  /** The node a pod is on, or assumed on. */
  nodeNameOf(uid: string): string | undefined {
    return this.nodeOf.get(uid)
  }

  setNode(node: Node): void {
    const name = String(node.metadata.name)
    const info = this.entry(name)
    const isNew = !info.node
    const images = info.images
    info.setNode(node)
    if (info.images !== images) {
      this.countImages(images, -1)
      this.countImages(info.images, 1)
    }
    if (isNew) this.relist()
  }

  removeNode(name: string): void {
    const info = this.byName.get(name)
    if (!info) return
    this.countImages(info.images, -1)
    info.setNode(undefined)
    if (info.pods.size === 0) this.byName.delete(name)
    this.relist()
  }

  addPod(info: PodInfo, nodeName: string): void {
    if (this.nodeOf.has(info.uid)) this.removePod(info.uid)
    this.nodeOf.set(info.uid, nodeName)
    this.entry(nodeName).addPod(info)
    this.count(info, nodeName, 1)
  }

  removePod(uid: string): PodInfo | undefined {
    const nodeName = this.nodeOf.get(uid)
    if (nodeName === undefined) return undefined
    this.nodeOf.delete(uid)
    const entry = this.entry(nodeName)
    const info = entry.removePod(uid)
    if (info) this.count(info, nodeName, -1)
    if (!entry.node && entry.pods.size === 0) this.byName.delete(nodeName)
    return info
  }

  /** On how many nodes an image lies. */
  nodesWithImage(name: string): number {
    return this.imageSpread.get(name) ?? 0
  }

  /**
   * Pods of a namespace per node that a selector matches and that are not terminating. Counted once and kept up to
   * date from then on. @param text names the selector: equal texts are equal selectors
   * @param any false for a selector that selects nothing, whose text is that of one that selects everything
   */
  countMatching(namespace: string, text: string, selector: Selector, any = true): ReadonlyMap<string, number> {
    const key = `${namespace}\n${any}\n${text}`
    let count = this.counts.get(key)
    if (count) {
      this.counts.delete(key)
    } else {
      count = { namespace, selector, byNode: new Map() }
      for (const info of this.byName.values()) {
        let n = 0
        for (const pod of info.pods.values()) if (isCounted(pod, count)) n++
        if (n) count.byNode.set(info.name, n)
      }
      if (this.counts.size >= keptCounts) this.counts.delete(this.counts.keys().next().value as string)
    }
    this.counts.set(key, count)
    return count.byNode
  }

  private entry(name: string): NodeInfo {
    let info = this.byName.get(name)
    if (!info) {
      info = new NodeInfo(name)
      this.byName.set(name, info)
    }
    return info
  }

  private relist(): void {
    this.nodes = [...this.byName.values()].filter((info) => info.node).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  private countImages(images: ReadonlyMap<string, number>, by: 1 | -1): void {
    for (const name of images.keys()) this.imageSpread.set(name, (this.imageSpread.get(name) ?? 0) + by)
  }

  private count(info: PodInfo, nodeName: string, by: 1 | -1): void {
    if (info.requiredAntiAffinity.length) this.podsWithRequiredAntiAffinity += by
    if (
      info.requiredAntiAffinity.length ||
      info.requiredAffinity.length ||
      info.preferredAffinity.length ||
      info.preferredAntiAffinity.length
    )
      this.podsWithAffinity += by
    for (const count of this.counts.values()) {
      if (isCounted(info, count)) count.byNode.set(nodeName, (count.byNode.get(nodeName) ?? 0) + by)
    }
  }
}

function isCounted(pod: PodInfo, count: Count): boolean {
  return pod.namespace === count.namespace && !pod.terminating && count.selector(pod.labels)
}
