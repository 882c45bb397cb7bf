import type {
  EndpointSlice,
  Endpoints,
  Ingress,
  IngressBackend,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  Service,
} from '../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { isNotFound } from '../errors.ts'
import { byBytes } from '../json-value.ts'
import { eventLines, eventsOf } from './events.ts'
import { annotationLines, type DescribeContext, labelLines, mapText, Page, selectorText, underlined } from './page.ts'

const isSlice = (object: KubeObject): object is EndpointSlice => object.kind === 'EndpointSlice'
const isService = (object: KubeObject): object is Service => object.kind === 'Service'

export function describeService(service: Service, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = service
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Selector:\t${mapText(spec?.selector)}`)
  page.line(0, `Type:\t${spec?.type ?? ''}`)
  if (spec?.ipFamilyPolicy) page.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`)
  page.line(0, `IP Families:\t${(spec?.ipFamilies ?? []).join(',') || '<none>'}`)
  page.line(0, `IP:\t${spec?.clusterIP ?? ''}`)
  page.line(0, `IPs:\t${(spec?.clusterIPs ?? []).join(',') || '<none>'}`)
  if (spec?.externalIPs?.length) page.line(0, `External IPs:\t${spec.externalIPs.join(',')}`)
  if (spec?.loadBalancerIP) page.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`)
  if (spec?.externalName) page.line(0, `External Name:\t${spec.externalName}`)
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname, ipMode }) =>
    ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : (hostname ?? ''),
  )
  if (ingress.length > 0) page.line(0, `LoadBalancer Ingress:\t${ingress.join(', ')}`)
  const slices = slicesOf(service, context)
  for (const port of spec?.ports ?? []) {
    const name = port.name || '<unset>'
    page.line(0, `Port:\t${name}\t${port.port}/${port.protocol ?? 'TCP'}`)
    page.line(0, `TargetPort:\t${port.targetPort ?? port.port}/${port.protocol ?? 'TCP'}`)
    if (port.appProtocol) page.line(0, `AppProtocol:\t${port.appProtocol}`)
    if (port.nodePort) page.line(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol ?? 'TCP'}`)
    page.line(0, `Endpoints:\t${readyEndpoints(slices, port.name ?? '')}`)
  }
  page.line(0, `Session Affinity:\t${spec?.sessionAffinity ?? ''}`)
  if (spec?.externalTrafficPolicy) page.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`)
  if (spec?.internalTrafficPolicy) page.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`)
  if (spec?.trafficDistribution) page.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`)
  if (spec?.healthCheckNodePort) page.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`)
  if (spec?.loadBalancerSourceRanges?.length)
    page.line(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}`)
  eventLines(page, context, () => eventsOf(context, service))
  return page.toString()
}

function slicesOf(service: KubeObject, context: DescribeContext): readonly EndpointSlice[] {
  const type = context.discovery.forKind('discovery.k8s.io/v1', 'EndpointSlice')
  if (!type) return []
  const labelSelector = `kubernetes.io/service-name=${service.metadata.name}`
  return context.connection.list(type, service.metadata.namespace, { labelSelector }).items.filter(isSlice)
}

/** `ip:port`, three of them; nothing if none is ready, `<none>` if there is no slice at all. */
function readyEndpoints(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const all = slices.flatMap((slice) => {
    const ports = (slice.ports ?? []).filter((port) => (port.name ?? '') === portName).map((port) => port.port)
    const ready = (slice.endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready !== false)
    return ready.flatMap((endpoint) => endpoint.addresses.flatMap((address) => ports.map((port) => `${address}:${port}`)))
  })
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',')
}

export function describeEndpoints(endpoints: Endpoints, context: DescribeContext): string {
  const page = new Page()
  const { metadata, subsets = [] } = endpoints
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, 'Subsets:')
  for (const subset of subsets) {
    const ips = (list: readonly { readonly ip: string }[] | undefined) => (list ?? []).map(({ ip }) => ip).join(',') || '<none>'
    page.line(1, `Addresses:\t${ips(subset.addresses)}`)
    page.line(1, `NotReadyAddresses:\t${ips(subset.notReadyAddresses)}`)
    if (subset.ports?.length) {
      page.line(1, 'Ports:')
      for (const line of underlined(['Name', 'Port', 'Protocol'])) page.line(2, line)
      for (const port of subset.ports) page.line(2, `${port.name || '<unset>'}\t${port.port}\t${port.protocol ?? 'TCP'}`)
    }
    page.blank()
  }
  eventLines(page, context, () => eventsOf(context, endpoints))
  return page.toString()
}

export function describeEndpointSlice(slice: EndpointSlice, context: DescribeContext): string {
  const page = new Page()
  const { metadata } = slice
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `AddressType:\t${slice.addressType}`)
  if (!slice.ports?.length) page.line(0, 'Ports: <unset>')
  else {
    page.line(0, 'Ports:')
    for (const line of underlined(['Name', 'Port', 'Protocol'])) page.line(1, line)
    for (const port of slice.ports) page.line(1, `${port.name || '<unset>'}\t${port.port ?? '<unset>'}\t${port.protocol ?? ''}`)
  }
  if (!slice.endpoints?.length) page.line(0, 'Endpoints: <none>')
  else {
    page.line(0, 'Endpoints:')
    for (const endpoint of slice.endpoints ?? []) {
      page.line(1, `- Addresses:\t${endpoint.addresses.join(',')}`)
      page.line(2, 'Conditions:')
      page.line(3, `Ready:\t${endpoint.conditions?.ready ?? '<unset>'}`)
      page.line(2, `Hostname:\t${endpoint.hostname ?? '<unset>'}`)
      if (endpoint.targetRef) page.line(2, `TargetRef:\t${endpoint.targetRef.kind}/${endpoint.targetRef.name}`)
      page.line(2, `NodeName:\t${endpoint.nodeName ?? '<unset>'}`)
      page.line(2, `Zone:\t${endpoint.zone ?? '<unset>'}`)
    }
  }
  eventLines(page, context, () => eventsOf(context, slice))
  return page.toString()
}

export function describeIngress(ingress: Ingress, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = ingress
  page.line(0, `Name:\t${metadata.name}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.line(0, `Address:\t${(status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname).join(',')}`)
  page.line(0, `Ingress Class:\t${spec?.ingressClassName ?? '<none>'}`)
  page.line(0, `Default backend:\t${spec?.defaultBackend ? backendText(spec.defaultBackend, ingress, context) : '<default>'}`)
  if (spec?.tls?.length) {
    page.line(0, 'TLS:')
    for (const tls of spec.tls) {
      const hosts = (tls.hosts ?? []).join(',')
      page.line(1, tls.secretName ? `${tls.secretName} terminates ${hosts}` : `SNI routes ${hosts}`)
    }
  }
  page.line(0, 'Rules:')
  for (const line of underlined(['Host', 'Path', 'Backends'])) page.line(1, line)
  for (const rule of spec?.rules ?? []) {
    page.line(1, `${rule.host || '*'}\t`)
    for (const path of rule.http?.paths ?? [])
      page.line(1, `  \t${path.path ?? ''} \t${backendText(path.backend, ingress, context)}`)
  }
  if (!spec?.rules?.length)
    page.line(1, `*\t*\t${spec?.defaultBackend ? backendText(spec.defaultBackend, ingress, context) : '<default>'}`)
  annotationLines(page, 'Annotations', metadata.annotations)
  eventLines(page, context, () => eventsOf(context, ingress))
  return page.toString()
}

function backendText(backend: IngressBackend, ingress: KubeObject, context: DescribeContext): string {
  const { service, resource } = backend
  if (resource) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`
  if (!service) return ''
  const port = service.port?.number ?? service.port?.name ?? ''
  return `${service.name}:${port} (${backendEndpoints(service.name, String(port), ingress, context)})`
}

function backendEndpoints(name: string, port: string, ingress: KubeObject, context: DescribeContext): string {
  const type = context.discovery.forKind('v1', 'Service')
  if (!type) return ''
  try {
    const service = context.connection.get(type, ingress.metadata.namespace, name)
    if (!isService(service)) return ''
    const known = (service.spec?.ports ?? []).find((one) => String(one.port) === port || one.name === port)
    const text = readyEndpoints(slicesOf(service, context), known?.name ?? '')
    return text === '<none>' ? '' : text
  } catch (error) {
    if (isNotFound(error)) return `<error: services "${name}" not found>`
    throw error
  }
}

export function describeNetworkPolicy(policy: NetworkPolicy): string {
  const page = new Page()
  const { metadata, spec } = policy
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.line(0, `Created on:\t${String(metadata.creationTimestamp).replace('T', ' ').replace('Z', ' +0000 UTC')}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, 'Spec:')
  const selector = selectorText(spec?.podSelector)
  page.line(
    1,
    `PodSelector:     ${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}`,
  )
  const types: readonly string[] = spec?.policyTypes ?? []
  if (types.includes('Ingress')) {
    page.line(1, 'Allowing ingress traffic:')
    const rules = spec?.ingress ?? []
    if (rules.length === 0) page.line(2, '<none> (Selected pods are isolated for ingress connectivity)')
    rules.forEach((rule, i) => {
      if (i > 0) page.line(2, '----------')
      portLines(page, rule.ports)
      peerLines(page, 'From', rule.from)
    })
  } else page.line(1, 'Not affecting ingress traffic')
  if (types.includes('Egress')) {
    page.line(1, 'Allowing egress traffic:')
    const rules = spec?.egress ?? []
    if (rules.length === 0) page.line(2, '<none> (Selected pods are isolated for egress connectivity)')
    rules.forEach((rule, i) => {
      if (i > 0) page.line(2, '----------')
      portLines(page, rule.ports)
      peerLines(page, 'To', rule.to)
    })
  } else page.line(1, 'Not affecting egress traffic')
  page.line(1, `Policy Types: ${types.join(', ')}`)
  return page.toString()
}

function portLines(page: Page, ports: readonly NetworkPolicyPort[] | undefined): void {
  if (!ports?.length) page.line(2, 'To Port: <any> (traffic allowed to all ports)')
  for (const port of ports ?? []) {
    const range = port.endPort ? `${port.port}-${port.endPort}` : `${port.port ?? '<any>'}`
    page.line(2, `To Port: ${range}/${port.protocol ?? 'TCP'}`)
  }
}

function peerLines(page: Page, word: 'From' | 'To', peers: readonly NetworkPolicyPeer[] | undefined): void {
  if (!peers?.length) page.line(2, `${word}: <any> (traffic not restricted by ${word === 'From' ? 'source' : 'destination'})`)
  for (const peer of peers ?? []) {
    page.line(2, `${word}:`)
    if (peer.namespaceSelector) page.line(3, `NamespaceSelector: ${selectorText(peer.namespaceSelector)}`)
    if (peer.podSelector) page.line(3, `PodSelector: ${selectorText(peer.podSelector)}`)
    if (peer.ipBlock) {
      page.line(3, 'IPBlock:')
      page.line(4, `CIDR: ${peer.ipBlock.cidr}`)
      page.line(4, `Except: ${[...(peer.ipBlock.except ?? [])].sort(byBytes).join(', ')}`)
    }
  }
}
