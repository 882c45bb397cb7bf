import { invalid as invalidField } from '../../api/field-errors.ts'
import type { Service } from '../../api/generated/types.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import { invalid } from '../status.ts'
import type { WriteContext } from './resource.ts'

/** 10.96.0.0/12 */
const firstAddress = ((10 << 24) | (96 << 16)) >>> 0
const addressCount = 2 ** 20
const rangeText = '10.96.0.0/12'
/** Addresses given by hand come from the first ones, so that the dynamic ones seldom meet them. */
const staticAddresses = 256
const firstPort = 30000
const lastPort = 32767
/** The same for node ports: 86 of the 2768 are kept for choices by hand. */
const staticPorts = 86

const textOf = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')

function numberOf(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function refuse(service: Service, at: string, value: unknown, detail: string) {
  return invalid({ group: '', kind: 'Service' }, String(service.metadata.name), [invalidField(at, value, detail)])
}

export function holderOf(etcd: Etcd, address: string): boolean {
  return etcd.byIndex('services', 'spec.clusterIP', address).length > 0
}

/** Gives a Service its address, or takes the one it asks for: pkg/registry/core/service/ipallocator. */
export function allocateAddress(service: Service, { etcd, sim }: WriteContext): string {
  const asked = service.spec?.clusterIP
  if (asked) {
    const at = numberOf(asked)
    const why = (detail: string) => refuse(service, 'spec.clusterIPs', [asked], `failed to allocate IP ${asked}: ${detail}`)
    if (!(at > firstAddress && at < firstAddress + addressCount - 1)) {
      throw why(`the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${rangeText}`)
    }
    if (holderOf(etcd, asked)) throw why('provided IP is already allocated')
    return asked
  }
  const random = sim.random.stream(`apiserver/cluster-ips/${service.metadata.uid}`)
  for (;;) {
    const address = textOf(firstAddress + staticAddresses + random.below(addressCount - staticAddresses - 1))
    if (!holderOf(etcd, address)) return address
  }
}

/** Node ports in use, but for those of one Service. */
export function portsInUse(etcd: Etcd, but: Service): Set<string> {
  const used = new Set<string>()
  for (const object of etcd.list('services')) {
    if (object.metadata.uid === but.metadata.uid) continue
    const { spec } = object as Service
    for (const { nodePort, protocol } of spec?.ports ?? []) if (nodePort) used.add(`${protocol ?? 'TCP'}/${nodePort}`)
    if (spec?.healthCheckNodePort) used.add(`TCP/${spec.healthCheckNodePort}`)
  }
  return used
}

/** Gives each port its node port: pkg/registry/core/service/portallocator. */
export function allocatePorts(service: Service, context: WriteContext): Service {
  const used = portsInUse(context.etcd, service)
  const random = context.sim.random.stream(`apiserver/node-ports/${service.metadata.uid}/${service.metadata.resourceVersion}`)
  const free = (protocol: string): number => {
    for (let tries = 0; ; tries++) {
      // the kept ones only when the others are gone
      const from = tries < 10_000 ? firstPort + staticPorts : firstPort
      const port = from + random.below(lastPort - from + 1)
      if (!used.has(`${protocol}/${port}`)) return port
    }
  }
  const ports = (service.spec?.ports ?? []).map((port, i) => {
    const protocol = port.protocol ?? 'TCP'
    const nodePort = port.nodePort || free(protocol)
    if (port.nodePort) {
      const at = `spec.ports[${i}].nodePort`
      if (nodePort < firstPort || nodePort > lastPort) {
        const range = `The range of valid ports is ${firstPort}-${lastPort}`
        throw refuse(service, at, nodePort, `provided port is not in the valid range. ${range}`)
      }
      if (used.has(`${protocol}/${nodePort}`)) throw refuse(service, at, nodePort, 'provided port is already allocated')
    }
    used.add(`${protocol}/${nodePort}`)
    return port.nodePort === nodePort ? port : { ...port, nodePort }
  })
  const { spec } = service
  const checked = spec?.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
  const health = checked ? { healthCheckNodePort: spec.healthCheckNodePort || free('TCP') } : {}
  return { ...service, spec: { ...spec, ports, ...health } }
}
