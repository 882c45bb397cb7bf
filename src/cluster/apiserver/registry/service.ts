import type { Service, ServicePort, ServiceSpec } from '../../api/generated/types.ts'
import type { Content, Strategy, WriteContext } from './resource.ts'
import { allocateAddress, allocatePorts } from './service-addresses.ts'

/** pkg/registry/core/service: addresses and node ports are the server's to give. One IP family: IPv4. */
export const serviceStrategy: Strategy = {
  prepareForCreate: (object) => normalized({ ...(object as Service), status: { loadBalancer: {} } }),
  prepareForUpdate(object, old) {
    return normalized(dropStale(keepAllocated(object as Service, old as Service), old as Service))
  },
  allocate(object: Content, _old: Content | undefined, context: WriteContext): Content {
    const service = object as Service
    const before = (_old as Service | undefined)?.spec
    let spec = service.spec ?? {}
    if (
      spec.type !== 'ExternalName' &&
      spec.clusterIP !== 'None' &&
      !(before?.clusterIP && before.clusterIP === spec.clusterIP)
    ) {
      const address = allocateAddress(service, context)
      spec = { ...spec, clusterIP: address, clusterIPs: [address] }
    }
    if (spec.type !== 'ExternalName') spec = withFamilies(spec)
    const allocated: Service = { ...service, spec }
    return needsNodePorts(spec) ? allocatePorts(allocated, context) : allocated
  },
}

function needsNodePorts(spec: ServiceSpec): boolean {
  return spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
}

/** clusterIP and clusterIPs say the same (normalizeClusterIPs). */
function normalized(service: Service): Service {
  const { spec } = service
  if (!spec) return service
  if (spec.clusterIP && !spec.clusterIPs?.length) return { ...service, spec: { ...spec, clusterIPs: [spec.clusterIP] } }
  return service
}

/** A headless Service without a selector may have endpoints of both families. */
function withFamilies(spec: ServiceSpec): ServiceSpec {
  const open = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0
  return {
    ...spec,
    ipFamilies: spec.ipFamilies?.length ? spec.ipFamilies : open ? ['IPv4', 'IPv6'] : ['IPv4'],
    ipFamilyPolicy: spec.ipFamilyPolicy ?? (open ? 'RequireDualStack' : 'SingleStack'),
  }
}

/** patchAllocatedValues: what the server gave stays, if an update leaves it out. */
function keepAllocated(service: Service, old: Service): Service {
  const before = old.spec
  let spec = service.spec
  if (!spec || !before) return service
  const hasAddress = (one: ServiceSpec) => one.type !== 'ExternalName'
  if (hasAddress(spec) && hasAddress(before) && !spec.clusterIP && !spec.clusterIPs?.length) {
    const { clusterIP, clusterIPs } = before
    spec = { ...spec, ...(clusterIP ? { clusterIP, clusterIPs } : {}) }
  }
  if (needsNodePorts(spec) && needsNodePorts(before)) {
    const given = spec.ports ?? []
    const taken = new Set(given.map((port) => port.nodePort).filter(Boolean))
    const ports = given.map((port) => {
      if (port.nodePort) return port
      const same = before.ports?.find((one) => one.port === port.port && one.protocol === port.protocol)
      return same?.nodePort && !taken.has(same.nodePort) ? { ...port, nodePort: same.nodePort } : port
    })
    spec = { ...spec, ports }
  }
  if (spec.healthCheckNodePort === undefined && before.healthCheckNodePort) {
    spec = { ...spec, healthCheckNodePort: before.healthCheckNodePort }
  }
  return spec === service.spec ? service : { ...service, spec }
}

/** dropTypeDependentFields: what the former type needed goes, if the update did not touch it. */
function dropStale(service: Service, old: Service): Service {
  const before = old.spec
  let spec = service.spec
  if (!spec || !before || spec.type === before.type) return service
  if (before.type !== 'ExternalName' && spec.type === 'ExternalName') {
    const { clusterIP: _a, clusterIPs: _b, ipFamilies: _c, ipFamilyPolicy: _d, ...rest } = spec
    spec = rest
  }
  if (needsNodePorts(before) && !needsNodePorts(spec)) {
    const kept = new Map((before.ports ?? []).map((port) => [port.nodePort, port]))
    spec = { ...spec, ports: spec.ports?.map((port) => (kept.has(port.nodePort) ? withoutNodePort(port) : port)) }
  }
  if (spec.type !== 'LoadBalancer') {
    const { allocateLoadBalancerNodePorts: _e, healthCheckNodePort: _f, loadBalancerClass: _g, ...rest } = spec
    spec = rest
  }
  if (spec.type === 'ClusterIP' && !spec.externalIPs?.length && spec.externalTrafficPolicy === before.externalTrafficPolicy) {
    const { externalTrafficPolicy: _h, ...rest } = spec
    spec = rest
  }
  return { ...service, spec }
}

function withoutNodePort(port: ServicePort): ServicePort {
  const { nodePort: _, ...rest } = port
  return rest
}
