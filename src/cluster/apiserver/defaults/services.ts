/** Defaults of Services, endpoints and network policies. */
import type { EndpointSlice, Endpoints, NetworkPolicy, Service } from '../../api/generated/types.ts'
import { fill, mapSame, within } from './edit.ts'

/** The cluster IP and node ports are the registry's to give. */
export function defaultService(service: Service): Service {
  return within(service, 'spec', (given) => {
    let spec = fill(given, { sessionAffinity: 'None', type: 'ClusterIP' })
    if (spec.sessionAffinity === 'ClientIP') {
      spec = within(fill(spec, { sessionAffinityConfig: {} }), 'sessionAffinityConfig', (config) =>
        within(fill(config, { clientIP: {} }), 'clientIP', (ip) => fill(ip, { timeoutSeconds: 10800 })),
      )
    }
    spec = within(spec, 'ports', (ports) =>
      mapSame(ports, (port) => {
        const withTarget = port.targetPort === undefined || port.targetPort === 0 || port.targetPort === ''
        const target = withTarget ? { ...port, targetPort: port.port } : port
        return fill(target, { protocol: 'TCP' })
      }),
    )
    const isExternal = spec.type === 'NodePort' || spec.type === 'LoadBalancer'
    if (isExternal || spec.externalIPs?.length) spec = fill(spec, { externalTrafficPolicy: 'Cluster' })
    if (spec.type !== 'ExternalName') spec = fill(spec, { internalTrafficPolicy: 'Cluster' })
    if (spec.type === 'LoadBalancer') spec = fill(spec, { allocateLoadBalancerNodePorts: true })
    return spec
  })
}

export function defaultEndpoints(endpoints: Endpoints): Endpoints {
  return within(endpoints, 'subsets', (subsets) =>
    mapSame(subsets, (subset) => within(subset, 'ports', (ports) => mapSame(ports, (port) => fill(port, { protocol: 'TCP' })))),
  )
}

export function defaultEndpointSlice(slice: EndpointSlice): EndpointSlice {
  return within(slice, 'ports', (ports) => mapSame(ports, (port) => fill(port, { name: '', protocol: 'TCP' })))
}

export function defaultNetworkPolicy(policy: NetworkPolicy): NetworkPolicy {
  return within(policy, 'spec', (given) => {
    let spec = given
    if (!spec.policyTypes?.length) {
      spec = { ...spec, policyTypes: spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'] }
    }
    spec = within(spec, 'ingress', (rules) =>
      mapSame(rules, (rule) => within(rule, 'ports', (ports) => mapSame(ports, (port) => fill(port, { protocol: 'TCP' })))),
    )
    return within(spec, 'egress', (rules) =>
      mapSame(rules, (rule) => within(rule, 'ports', (ports) => mapSame(ports, (port) => fill(port, { protocol: 'TCP' })))),
    )
  })
}
