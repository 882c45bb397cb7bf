import type { EndpointSlice, Endpoints, Ingress, IngressClass, NetworkPolicy, Service } from '../../api/generated/types.ts'
import { formatLabelSelector } from '../../api/label-selector.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, type TableColumns, text, wide } from './table.ts'
import { mapText } from './workloads.ts'

export const serviceColumns: TableColumns = {
  columns: [nameColumn, text('Type'), text('Cluster-IP'), text('External-IP'), text('Port(s)'), ageColumn, wide('Selector')],
  cells(object, now) {
    const service = object as Service
    const { metadata, spec } = service
    return [
      metadata.name,
      spec?.type,
      spec?.clusterIPs?.[0] ?? (spec?.clusterIP || '<none>'),
      externalIp(service),
      servicePorts(service),
      since(metadata.creationTimestamp, now),
      mapText(spec?.selector),
    ]
  },
}

function externalIp({ spec, status }: Service): string {
  const listed = spec?.externalIPs ?? []
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return listed.length > 0 ? listed.join(',') : '<none>'
    case 'LoadBalancer': {
      const given = (status?.loadBalancer?.ingress ?? []).map((one) => one.ip || one.hostname || '').filter(Boolean)
      const all = [...[...new Set(given)].sort(), ...listed]
      return all.length > 0 ? all.join(',') : '<pending>'
    }
    case 'ExternalName':
      return spec.externalName ?? ''
    default:
      return '<unknown>'
  }
}

function servicePorts({ spec }: Service): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return ports.length > 0 ? ports.join(',') : '<none>'
}

/** At most three, then how many more. */
function firstThree(all: readonly string[], more: (count: number) => string): string {
  return all.length > 3 ? `${all.slice(0, 3).join(',')}${more(all.length - 3)}` : all.join(',')
}

export const endpointsColumns: TableColumns = {
  columns: [nameColumn, text('Endpoints'), ageColumn],
  cells(object, now) {
    const { metadata, subsets = [] } = object as Endpoints
    const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
      ports.length === 0
        ? addresses.map(({ ip }) => ip)
        : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
    )
    const shown = subsets.length === 0 ? '<none>' : firstThree(all, (count) => ` + ${count} more...`)
    return [metadata.name, shown, since(metadata.creationTimestamp, now)]
  },
}

export const endpointSliceColumns: TableColumns = {
  columns: [nameColumn, text('AddressType'), text('Ports'), text('Endpoints'), ageColumn],
  cells(object, now) {
    const { metadata, addressType, ports, endpoints } = object as EndpointSlice
    const more = (count: number) => ` + ${count} more...`
    const portTexts = (ports ?? []).map(({ port, name }) => (port ? String(port) : name || '*'))
    const addresses = (endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? [])
    return [
      metadata.name,
      addressType,
      portTexts.length > 0 ? firstThree(portTexts, more) : '<unset>',
      addresses.length > 0 ? firstThree(addresses, more) : '<unset>',
      since(metadata.creationTimestamp, now),
    ]
  },
}

export const ingressColumns: TableColumns = {
  columns: [nameColumn, text('Class'), text('Hosts'), text('Address'), text('Ports'), ageColumn],
  cells(object, now) {
    const { metadata, spec, status } = object as Ingress
    const hosts = (spec?.rules ?? []).map((rule) => rule.host || '*')
    const addresses = (status?.loadBalancer?.ingress ?? []).map((one) => one.ip || one.hostname || '').filter(Boolean)
    return [
      metadata.name,
      spec?.ingressClassName ?? '<none>',
      hosts.length > 0 ? firstThree(hosts, (count) => ` + ${count} more...`) : '*',
      addresses.join(','),
      spec?.tls?.length ? '80, 443' : '80',
      since(metadata.creationTimestamp, now),
    ]
  },
}

export const ingressClassColumns: TableColumns = {
  columns: [nameColumn, text('Controller'), text('Parameters'), ageColumn],
  cells(object, now) {
    const { metadata, spec } = object as IngressClass
    const { kind, apiGroup, name } = spec?.parameters ?? {}
    const parameters = spec?.parameters ? `${kind}${apiGroup ? `.${apiGroup}` : ''}/${name}` : '<none>'
    return [metadata.name, spec?.controller, parameters, since(metadata.creationTimestamp, now)]
  },
}

export const networkPolicyColumns: TableColumns = {
  columns: [nameColumn, text('Pod-Selector'), ageColumn],
  cells(object, now) {
    const { metadata, spec } = object as NetworkPolicy
    return [metadata.name, formatLabelSelector(spec?.podSelector), since(metadata.creationTimestamp, now)]
  },
}
