import type { Service } from '../../api/generated/types.ts'

type Variables = readonly (readonly [string, string])[]

/** Every container of a namespace gets the same ones. */
const known = new WeakMap<Service, Variables>()

/** The variables of one Service: kubelet/envvars FromServices, in both styles. */
export function serviceVariables(service: Service): Variables {
  let variables = known.get(service)
  if (!variables) {
    variables = variablesOf(service)
    known.set(service, variables)
  }
  return variables
}

function variablesOf(service: Service): Variables {
  const address = service.spec?.clusterIP
  const ports = service.spec?.ports ?? []
  const first = ports[0]
  if (!address || address === 'None' || !first) return []
  const prefix = (service.metadata.name ?? '').toUpperCase().replaceAll('-', '_')
  const host = address.includes(':') ? `[${address}]` : address
  const variables: (readonly [string, string])[] = [
    [`${prefix}_SERVICE_HOST`, address],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
  ]
  for (const port of ports) {
    if (port.name) variables.push([`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port)])
  }
  ports.forEach((port, index) => {
    const protocol = (port.protocol ?? 'TCP').toLowerCase()
    const url = `${protocol}://${host}:${port.port}`
    const base = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`
    // Docker links call the first port simply PORT.
    if (index === 0) variables.push([`${prefix}_PORT`, url])
    variables.push([base, url], [`${base}_PROTO`, protocol], [`${base}_PORT`, String(port.port)], [`${base}_ADDR`, address])
  })
  return variables
}
