import type { IPBlock, Namespace, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../api/generated/types.ts'
import { labelSelectorMatches } from '../api/label-selector.ts'
import type { Informer, Informers } from '../client/informer.ts'
import { resources } from '../client/resources.ts'
import type { Member, PodNetwork } from './cluster-network.ts'
import type { Protocol } from './kube-proxy.ts'

/** Decides whether a connection may be made, as a CNI plugin that enforces NetworkPolicies does. */
export class NetworkPolicies {
  private readonly policies: Informer<NetworkPolicy>
  private readonly pods: Informer<Pod>
  private readonly namespaces: Informer<Namespace>
  private count = 0

  constructor(informers: Informers) {
    this.policies = informers.for<NetworkPolicy>(resources.networkpolicies)
    this.pods = informers.for<Pod>(resources.pods)
    this.namespaces = informers.for<Namespace>(resources.namespaces)
    this.policies.onChange({
      added: () => {
        this.count++
      },
      deleted: () => {
        this.count--
      },
    })
    this.namespaces.onChange({})
  }

  /** Answers are let through as a matter of course: only who begins a connection counts. */
  allows(from: Member, to: Member, port: number, protocol: Protocol): boolean {
    if (this.count === 0) return true
    // A node must reach its own Pods, whatever anybody says: probes.
    if (from.kind === 'node' && to.kind === 'pod' && to.node === from.name) return true
    if (from.kind === 'pod' && to.kind === 'pod' && from.address === to.address) return true
    if (from.kind === 'pod' && !this.permits(from, 'Egress', to, to, port, protocol)) return false
    return to.kind !== 'pod' || this.permits(to, 'Ingress', from, to, port, protocol)
  }

  private permits(
    subject: PodNetwork,
    direction: 'Ingress' | 'Egress',
    peer: Member,
    to: Member,
    port: number,
    protocol: Protocol,
  ): boolean {
    const { namespace } = subject.pod
    const pod = this.podOf(subject)
    let isolated = false
    for (const policy of this.policies.list(namespace)) {
      const { spec } = policy
      if (!spec || !labelSelectorMatches(spec.podSelector ?? {}, pod?.metadata.labels)) continue
      const types = spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress'])
      if (!types.includes(direction)) continue
      isolated = true
      const rules =
        direction === 'Ingress'
          ? (spec.ingress ?? []).map((rule) => ({ peers: rule.from, ports: rule.ports }))
          : (spec.egress ?? []).map((rule) => ({ peers: rule.to, ports: rule.ports }))
      for (const rule of rules) {
        if (!this.portMatches(rule.ports, to, port, protocol)) continue
        if (!rule.peers || rule.peers.length === 0) return true
        if (rule.peers.some((one) => this.peerMatches(one, namespace, peer))) return true
      }
    }
    return !isolated
  }

  private portMatches(ports: readonly NetworkPolicyPort[] | undefined, to: Member, port: number, protocol: Protocol): boolean {
    if (!ports || ports.length === 0) return true
    return ports.some((one) => {
      if ((one.protocol ?? 'TCP') !== protocol) return false
      if (one.port === undefined) return true
      if (typeof one.port === 'number') {
        return one.endPort === undefined ? one.port === port : port >= one.port && port <= one.endPort
      }
      const pod = to.kind === 'pod' ? this.podOf(to) : undefined
      return (pod?.spec?.containers ?? []).some((container) =>
        (container.ports ?? []).some((named) => named.name === one.port && named.containerPort === port),
      )
    })
  }

  private peerMatches(peer: NetworkPolicyPeer, policyNamespace: string, member: Member): boolean {
    if (peer.ipBlock) return inBlock(peer.ipBlock, member.address)
    if (member.kind !== 'pod') return false
    const pod = this.podOf(member)
    if (!pod) return false
    if (peer.namespaceSelector) {
      const namespace = this.namespaces.get(undefined, member.pod.namespace)
      if (!labelSelectorMatches(peer.namespaceSelector, namespace?.metadata.labels)) return false
    } else if (member.pod.namespace !== policyNamespace) return false
    return !peer.podSelector || labelSelectorMatches(peer.podSelector, pod.metadata.labels)
  }

  private podOf(member: PodNetwork): Pod | undefined {
    return this.pods.get(member.pod.namespace, member.pod.name)
  }
}

export function inBlock(block: IPBlock, address: string): boolean {
  return inCidr(address, block.cidr) && !(block.except ?? []).some((cidr) => inCidr(address, cidr))
}

/** IPv4 only: the simulated Pod network has no other. */
export function inCidr(address: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/')
  const left = toNumber(address)
  const right = toNumber(base)
  if (left === undefined || right === undefined) return false
  const width = Number(bits)
  if (width === 0) return true
  const mask = (0xffffffff << (32 - width)) >>> 0
  return (left & mask) >>> 0 === (right & mask) >>> 0
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}
