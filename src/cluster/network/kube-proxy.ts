import type { EndpointSlice, Service, ServicePort } from '../api/generated/types.ts'
import { keyOf } from '../api/object.ts'
import type { Informer, Informers } from '../client/informer.ts'
import { resources } from '../client/resources.ts'
import type { Random } from '../sim/random.ts'
import type { Simulation } from '../sim/simulation.ts'

/** An endpoint that a connection to a Service is sent to. */
export interface EndpointChoice {
  readonly address: string
  readonly port: number
}

export type Protocol = 'TCP' | 'UDP' | 'SCTP'

interface Rule {
  readonly service: Service
  readonly key: string
  readonly port: ServicePort
  /** Traffic that comes from outside by a node port or load balancer obeys another policy. */
  readonly external: boolean
}

interface Endpoint extends EndpointChoice {
  readonly node: string | undefined
}

const defaultAffinityMs = 10_800_000

/**
 * What kube-proxy programs into every node, as one table: cluster IPs, external IPs and node ports to the endpoints
 * behind them. A rule is made anew when its Service changes; endpoints are read from the slices when a connection
 * asks.
 */
export class KubeProxy {
  private readonly rules = new Map<string, Rule>()
  private readonly rulesOf = new Map<string, readonly string[]>()
  private readonly addresses = new Map<string, number>()
  private readonly affinity = new Map<string, { readonly choice: EndpointChoice; readonly until: number }>()
  private readonly slices: Informer<EndpointSlice>
  private readonly random: Random

  constructor(
    private readonly sim: Simulation,
    informers: Informers,
    /** Whether an address is a node's own. */
    private readonly isNodeAddress: (address: string) => boolean,
  ) {
    this.random = sim.random.stream('network/kube-proxy')
    this.slices = informers.for<EndpointSlice>(resources.endpointslices)
    informers.for<Service>(resources.services).onChange({
      added: (service) => this.program(service),
      updated: (service) => this.program(service),
      deleted: (service) => this.withdraw(keyOf(service)),
    })
    // Only so that the slices are there when somebody asks.
    this.slices.onChange({})
  }

  isServiceAddress(address: string): boolean {
    return this.addresses.has(address)
  }

  /** Undefined if nothing is translated at this address and port. */
  choose(
    address: string,
    port: number,
    protocol: Protocol,
    clientAddress: string,
    node: string | undefined,
  ): EndpointChoice | 'no-endpoints' | undefined {
    const rule =
      this.rules.get(`${protocol}/${address}:${port}`) ??
      (this.isNodeAddress(address) ? this.rules.get(`${protocol}/*:${port}`) : undefined)
    if (!rule) return undefined
    const endpoints = this.endpointsOf(rule, node)
    if (endpoints.length === 0) return 'no-endpoints'
    const { spec } = rule.service
    if (spec?.sessionAffinity !== 'ClientIP') return this.random.pick(endpoints)
    const key = `${rule.key}/${rule.port.port}/${clientAddress}`
    const held = this.affinity.get(key)
    const stays =
      held &&
      held.until > this.sim.now &&
      endpoints.find((one) => one.address === held.choice.address && one.port === held.choice.port)
    const choice = stays || this.random.pick(endpoints)
    const timeoutMs = (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0) * 1000 || defaultAffinityMs
    this.affinity.set(key, { choice, until: this.sim.now + timeoutMs })
    return choice
  }

  private program(service: Service): void {
    const key = keyOf(service)
    this.withdraw(key)
    const { spec } = service
    if (!spec || spec.type === 'ExternalName') return
    const made: string[] = []
    const put = (address: string, port: number, protocol: Protocol, rule: Rule) => {
      const at = `${protocol}/${address}:${port}`
      this.rules.set(at, rule)
      made.push(at)
    }
    const inside = (spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : [])).filter((address) => address !== 'None')
    const outside = [
      ...(spec.externalIPs ?? []),
      ...(service.status?.loadBalancer?.ingress ?? []).flatMap((ingress) => (ingress.ip ? [ingress.ip] : [])),
    ]
    for (const port of spec.ports ?? []) {
      const protocol = port.protocol ?? 'TCP'
      for (const address of inside) put(address, port.port, protocol, { service, key, port, external: false })
      for (const address of outside) put(address, port.port, protocol, { service, key, port, external: true })
      if (port.nodePort) put('*', port.nodePort, protocol, { service, key, port, external: true })
    }
    for (const address of [...inside, ...outside]) this.addresses.set(address, (this.addresses.get(address) ?? 0) + 1)
    this.rulesOf.set(key, made)
  }

  private withdraw(key: string): void {
    const counted = new Set<string>()
    for (const at of this.rulesOf.get(key) ?? []) {
      this.rules.delete(at)
      const address = at.slice(at.indexOf('/') + 1, at.lastIndexOf(':'))
      if (address !== '*') counted.add(address)
    }
    for (const address of counted) {
      const left = (this.addresses.get(address) ?? 1) - 1
      if (left > 0) this.addresses.set(address, left)
      else this.addresses.delete(address)
    }
    this.rulesOf.delete(key)
  }

  /** Ready ones; where there are none, those that still serve while they are being stopped. */
  private endpointsOf(rule: Rule, node: string | undefined): readonly Endpoint[] {
    const ready: Endpoint[] = []
    const serving: Endpoint[] = []
    for (const slice of this.slices.byIndex('service', rule.key)) {
      const port = slice.ports?.find((candidate) => (candidate.name ?? '') === (rule.port.name ?? ''))?.port
      if (port === undefined) continue
      for (const endpoint of slice.endpoints ?? []) {
        const address = endpoint.addresses[0]
        if (address === undefined) continue
        const one = { address, port, node: endpoint.nodeName }
        if (endpoint.conditions?.ready !== false) ready.push(one)
        else if (endpoint.conditions.serving === true && endpoint.conditions.terminating === true) serving.push(one)
      }
    }
    const all = ready.length > 0 ? ready : serving
    const { spec } = rule.service
    const local = rule.external ? spec?.externalTrafficPolicy === 'Local' : spec?.internalTrafficPolicy === 'Local'
    return local && node !== undefined ? all.filter((endpoint) => endpoint.node === node) : all
  }
}
