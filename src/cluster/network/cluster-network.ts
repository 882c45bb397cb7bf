import type { Informers } from '../client/informer.ts'
import { type Delay, delays } from '../delays.ts'
import type { NameAnswer, Network, NetworkNamespace, Route } from '../machine/network.ts'
import type { Random } from '../sim/random.ts'
import type { Simulation } from '../sim/simulation.ts'
import { AddressPool } from './address-pool.ts'
import { ClusterDns } from './dns.ts'
import { KubeProxy } from './kube-proxy.ts'
import { NetworkPolicies } from './network-policy.ts'

/** A Pod's place in the network. */
export interface PodNetwork {
  readonly kind: 'pod'
  readonly address: string
  readonly node: string
  readonly pod: PodName
  readonly namespace: NetworkNamespace
}

export interface PodName {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

interface NodeNetwork {
  readonly kind: 'node'
  readonly name: string
  readonly address: string
  readonly namespace: NetworkNamespace
  readonly pool: AddressPool
  readonly podCidr: string
  readonly hostPorts: Map<string, HostPortTarget>
  /** Cut off from everybody else, or without power. */
  cut: boolean
}

interface HostPortTarget {
  readonly pod: PodNetwork
  readonly port: number
}

/** Anything else with an address: the laptop, a host on the internet. */
interface OtherHost {
  readonly kind: 'host'
  readonly name: string
  readonly address: string
  readonly namespace: NetworkNamespace
}

export type Member = PodNetwork | NodeNetwork | OtherHost

/** How long it takes to learn that there is nobody at an address of the local network (ARP). */
const unreachableMs = 3000

/**
 * The network between all machines: Pod addresses as a CNI plugin gives them, Services as kube-proxy translates them,
 * policies, and names. One object for the whole cluster; each machine asks it where its connections lead.
 */
export class ClusterNetwork implements Network {
  private readonly nodes = new Map<string, NodeNetwork>()
  /** Ranges that were given to nodes: none is given twice. */
  private ranges = 0
  private readonly byNamespace = new Map<NetworkNamespace, Member>()
  private readonly byAddress = new Map<string, Member>()
  private readonly random: Random
  /** Names of hosts outside the cluster. */
  private readonly hostNames = new Map<string, string>()
  private proxy: KubeProxy | undefined
  private dns: ClusterDns | undefined
  private policies: NetworkPolicies | undefined

  constructor(private readonly sim: Simulation) {
    this.random = sim.random.stream('network')
  }

  /** Begins to follow Services, endpoints and policies; before, there are only bare addresses. */
  start(informers: Informers, clusterDomain = 'cluster.local'): void {
    this.proxy = new KubeProxy(this.sim, informers, (address) => this.byAddress.get(address)?.kind === 'node')
    this.dns = new ClusterDns(informers, clusterDomain, (name) => {
      const address = this.hostNames.get(name)
      return address === undefined ? undefined : [address]
    })
    this.policies = new NetworkPolicies(informers)
  }

  /** A node with its machine's namespace; gets a /24 of 10.244.0.0/16. @returns its pod CIDR */
  addNode(name: string, address: string, namespace: NetworkNamespace): string {
    const known = this.nodes.get(name)
    if (known) return known.podCidr
    const number = this.ranges++
    const prefix = `10.244.${number}`
    const node: NodeNetwork = {
      kind: 'node',
      name,
      address,
      namespace,
      pool: new AddressPool(prefix),
      podCidr: `${prefix}.0/24`,
      hostPorts: new Map(),
      cut: false,
    }
    namespace.label = `node/${name}`
    this.nodes.set(name, node)
    this.byNamespace.set(namespace, node)
    this.byAddress.set(address, node)
    return node.podCidr
  }

  removeNode(name: string): void {
    const node = this.nodes.get(name)
    if (!node) return
    this.byNamespace.delete(node.namespace)
    this.byAddress.delete(node.address)
    this.nodes.delete(name)
  }

  /** A machine outside: the laptop, a host on the pretended internet, found under its name too. */
  addHost(name: string, address: string, namespace: NetworkNamespace): void {
    const host: OtherHost = { kind: 'host', name, address, namespace }
    namespace.label = `host/${name}`
    this.byNamespace.set(namespace, host)
    this.byAddress.set(address, host)
    this.hostNames.set(name.toLowerCase(), address)
  }

  podCidrOf(node: string): string | undefined {
    return this.nodes.get(node)?.podCidr
  }

  /** Cuts a node off, or joins it again. */
  setCut(nodeName: string, cut: boolean): void {
    const node = this.nodes.get(nodeName)
    if (node) node.cut = cut
  }

  isCut(nodeName: string): boolean {
    return this.nodes.get(nodeName)?.cut === true
  }

  /** CNI ADD: an address, and the namespace that `make` builds for it. Throws if the node's range is used up. */
  attachPod(nodeName: string, pod: PodName, make: (address: string, prefix: number) => NetworkNamespace): PodNetwork {
    const node = this.nodes.get(nodeName)
    if (!node) throw new Error(`network: no node ${nodeName}`)
    const address = node.pool.take()
    const namespace = make(address, 24)
    namespace.label = `pod/${pod.namespace}/${pod.name}`
    const member: PodNetwork = { kind: 'pod', address, node: nodeName, pod, namespace }
    this.byNamespace.set(namespace, member)
    this.byAddress.set(address, member)
    return member
  }

  /** CNI DEL. */
  detachPod(pod: PodNetwork): void {
    if (this.byAddress.get(pod.address) !== pod) return
    this.byAddress.delete(pod.address)
    this.byNamespace.delete(pod.namespace)
    const node = this.nodes.get(pod.node)
    node?.pool.give(pod.address)
    for (const [key, target] of node?.hostPorts ?? []) if (target.pod === pod) node?.hostPorts.delete(key)
  }

  addHostPort(nodeName: string, port: { readonly hostPort: number; readonly containerPort: number }, pod: PodNetwork): void {
    this.nodes.get(nodeName)?.hostPorts.set(String(port.hostPort), { pod, port: port.containerPort })
  }

  memberAt(address: string): Member | undefined {
    return this.byAddress.get(address)
  }

  /** Where a connection leads; the decision of every packet filter on its way. */
  route(from: NetworkNamespace, address: string, port: number): Route {
    const source = this.byNamespace.get(from)
    const route = this.decide(from, source, address, port)
    this.tell(source, address, port, route)
    return route
  }

  query(from: NetworkNamespace, server: string, name: string): NameAnswer {
    const delayMs = this.delay(delays.dnsQuery)
    const source = this.byNamespace.get(from)
    if (!this.dns) return { failed: true, delayMs }
    if (this.isClusterDns(server)) {
      const target = this.proxy?.choose(server, 53, 'UDP', source?.address ?? '', nodeOf(source))
      if (!target || target === 'no-endpoints') return { dropped: true }
      const member = this.byAddress.get(target.address)
      if (!member || this.isOff(source) || this.isOff(member)) return { dropped: true }
      if (source && this.policies && !this.policies.allows(source, member, target.port, 'UDP')) return { dropped: true }
      return this.dns.answer(name, delayMs)
    }
    return this.dns.answerOutside(name, delayMs)
  }

  private isClusterDns(server: string): boolean {
    return this.proxy?.isServiceAddress(server) === true
  }

  private decide(from: NetworkNamespace, source: Member | undefined, address: string, port: number): Route {
    if (this.isOff(source)) return { dropped: true }
    const delayMs = this.delay(delays.connectSameNode)
    let targetAddress = address
    let targetPort = port
    const node = nodeOf(source)
    const translated = this.proxy?.choose(address, port, 'TCP', source?.address ?? '', node)
    if (translated === 'no-endpoints') return { refused: true, delayMs }
    if (translated) {
      targetAddress = translated.address
      targetPort = translated.port
    } else {
      const hostPort = this.hostPortAt(address, port)
      if (hostPort) {
        targetAddress = hostPort.pod.address
        targetPort = hostPort.port
      }
    }
    const target = this.byAddress.get(targetAddress)
    if (!target) {
      // A cluster IP without that port answers nothing; a free address of the Pod network is not there at all.
      return targetAddress.startsWith('10.244.') ? { unreachable: true, delayMs: unreachableMs } : { dropped: true }
    }
    if (this.isOff(target)) return { dropped: true }
    if (source && this.policies && !this.policies.allows(source, target, targetPort, 'TCP')) return { dropped: true }
    const away = nodeOf(target) !== node
    return {
      to: target.namespace,
      // A Pod that reaches itself through a Service sees its own gateway as the caller (hairpin).
      ...(source
        ? { sourceAddress: translated && target.namespace === from ? hairpinAddress(targetAddress) : source.address }
        : undefined),
      address: targetAddress,
      port: targetPort,
      delayMs: away ? this.delay(delays.connectOtherNode) : delayMs,
    }
  }

  private hostPortAt(address: string, port: number): HostPortTarget | undefined {
    const node = this.byAddress.get(address)
    return node?.kind === 'node' ? node.hostPorts.get(String(port)) : undefined
  }

  private isOff(member: Member | undefined): boolean {
    const name = nodeOf(member)
    return name !== undefined && this.nodes.get(name)?.cut === true
  }

  /** One record a connection: the page draws it travelling. */
  private tell(source: Member | undefined, address: string, port: number, route: Route): void {
    const target = 'to' in route ? this.byNamespace.get(route.to) : undefined
    const outcome = 'to' in route ? 'routed' : 'refused' in route ? 'refused' : 'unreachable' in route ? 'unreachable' : 'dropped'
    this.sim.record({
      by: 'network',
      what: 'connection',
      ...(source?.kind === 'pod'
        ? { subject: { kind: 'Pod', namespace: source.pod.namespace, name: source.pod.name, uid: source.pod.uid } }
        : undefined),
      detail: {
        from: nameOf(source),
        to: nameOf(target),
        address,
        port,
        outcome,
        ...('to' in route && (route.address !== address || route.port !== port)
          ? { endpoint: `${route.address}:${route.port}` }
          : undefined),
        ...(source?.kind === 'pod' ? { fromUid: source.pod.uid } : undefined),
        ...(target?.kind === 'pod' ? { toUid: target.pod.uid } : undefined),
      },
    })
  }

  private delay(delay: Delay): number {
    return delay.ms + this.random.fraction() * delay.jitterMs
  }
}

export function nodeOf(member: Member | undefined): string | undefined {
  return member?.kind === 'pod' ? member.node : member?.kind === 'node' ? member.name : undefined
}

function nameOf(member: Member | undefined): string | undefined {
  if (!member) return undefined
  return member.kind === 'pod' ? `pod/${member.pod.namespace}/${member.pod.name}` : `${member.kind}/${member.name}`
}

function hairpinAddress(podAddress: string): string {
  return `${podAddress.slice(0, podAddress.lastIndexOf('.'))}.1`
}
