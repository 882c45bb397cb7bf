import type { Node, Taint } from '../api/generated/types.ts'
import { quantityValue } from '../api/quantity.ts'
import type { HostPort, PodInfo } from './pod-info.ts'
import { addQuantity, addResources, type Resources } from './resources.ts'

const zero = (): Resources => ({ milliCpu: 0, memory: 0, ephemeralStorage: 0, scalar: undefined })

/**
 * One node and what its pods take, kept up to date pod by pod (framework.NodeInfo). A node that pods name but that
 * does not exist has an entry without `node`.
 */
export class NodeInfo {
  node: Node | undefined
  readonly pods = new Map<string, PodInfo>()
  /** Those with required anti-affinity, which keep others away. */
  readonly podsWithRequiredAntiAffinity = new Map<string, PodInfo>()
  /** Those with any (anti-)affinity, which have a say in scores. */
  readonly podsWithAffinity = new Map<string, PodInfo>()
  readonly requested: Resources = zero()
  nonZeroMilliCpu = 0
  nonZeroMemory = 0
  allocatable: Resources = zero()
  allowedPods = 0
  taints: readonly Taint[] = []
  labels: Readonly<Record<string, string>> = {}
  /** Image name → bytes. */
  images: ReadonlyMap<string, number> = new Map()
  private readonly ports = new Map<string, Map<string, number>>()

  constructor(readonly name: string) {}

  setNode(node: Node | undefined): void {
    const old = this.node
    this.node = node
    this.taints = node?.spec?.taints ?? []
    this.labels = node?.metadata.labels ?? {}
    if (node?.status?.allocatable !== old?.status?.allocatable || !old) {
      this.allocatable = zero()
      this.allowedPods = 0
      for (const [name, quantity] of Object.entries(node?.status?.allocatable ?? {})) {
        if (name === 'pods') this.allowedPods = quantityValue(quantity)
        else addQuantity(this.allocatable, name, quantity)
      }
    }
    if (node?.status?.images !== old?.status?.images || !old) {
      const images = new Map<string, number>()
      for (const image of node?.status?.images ?? []) for (const name of image.names ?? []) images.set(name, image.sizeBytes ?? 0)
      this.images = images
    }
  }

  addPod(info: PodInfo): void {
    this.pods.set(info.uid, info)
    if (info.requiredAntiAffinity.length) this.podsWithRequiredAntiAffinity.set(info.uid, info)
    if (
      info.requiredAffinity.length ||
      info.preferredAffinity.length ||
      info.preferredAntiAffinity.length ||
      info.requiredAntiAffinity.length
    )
      this.podsWithAffinity.set(info.uid, info)
    addResources(this.requested, info.requests, 1)
    this.nonZeroMilliCpu += info.nonZeroMilliCpu
    this.nonZeroMemory += info.nonZeroMemory
    for (const port of info.hostPorts) this.countPort(port, 1)
  }

  removePod(uid: string): PodInfo | undefined {
    const info = this.pods.get(uid)
    if (!info) return undefined
    this.pods.delete(uid)
    this.podsWithRequiredAntiAffinity.delete(uid)
    this.podsWithAffinity.delete(uid)
    addResources(this.requested, info.requests, -1)
    this.nonZeroMilliCpu -= info.nonZeroMilliCpu
    this.nonZeroMemory -= info.nonZeroMemory
    for (const port of info.hostPorts) this.countPort(port, -1)
    return info
  }

  /** Whether a pod here already uses the port on that address; 0.0.0.0 stands for all of them. */
  hasPortConflict(port: HostPort): boolean {
    const addresses = this.ports.get(`${port.protocol}/${port.port}`)
    if (!addresses) return false
    return port.hostIP === '0.0.0.0' || addresses.has('0.0.0.0') || addresses.has(port.hostIP)
  }

  private countPort(port: HostPort, by: 1 | -1): void {
    const key = `${port.protocol}/${port.port}`
    let addresses = this.ports.get(key)
    if (!addresses) {
      addresses = new Map()
      this.ports.set(key, addresses)
    }
    const count = (addresses.get(port.hostIP) ?? 0) + by
    if (count > 0) addresses.set(port.hostIP, count)
    else addresses.delete(port.hostIP)
    if (addresses.size === 0) this.ports.delete(key)
  }
}
