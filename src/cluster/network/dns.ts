import type { EndpointSlice, Service } from '../api/generated/types.ts'
import type { Informers } from '../client/informer.ts'
import { resources } from '../client/resources.ts'
import type { NameAnswer } from '../machine/network.ts'

const maxAliases = 8

/**
 * What CoreDNS answers: the cluster's zone from Services and endpoints (plugin/kubernetes), other names from the
 * hosts that the simulated world has.
 */
export class ClusterDns {
  constructor(
    private readonly informers: Informers,
    private readonly zone: string,
    /** Addresses of names outside the cluster. */
    private readonly outside: (name: string) => readonly string[] | undefined,
  ) {
    informers.for<Service>(resources.services).onChange({})
    informers.for<EndpointSlice>(resources.endpointslices).onChange({})
  }

  answer(name: string, delayMs: number): NameAnswer {
    return told(this.resolve(name.toLowerCase().replace(/\.$/, ''), 0), delayMs)
  }

  /** A resolver outside the cluster knows nothing of Services. */
  answerOutside(name: string, delayMs: number): NameAnswer {
    return told(this.outside(name.toLowerCase().replace(/\.$/, '')), delayMs)
  }

  private resolve(name: string, aliases: number): readonly string[] | undefined {
    if (aliases > maxAliases) return undefined
    if (name !== this.zone && !name.endsWith(`.${this.zone}`)) return this.outside(name)
    const labels = name.slice(0, -this.zone.length - 1).split('.')
    const kind = labels.at(-1)
    const namespace = labels.at(-2)
    if (namespace === undefined) return undefined
    if (kind === 'pod' && labels.length === 3) return dashedAddress(labels[0] ?? '')
    if (kind !== 'svc' || labels.length < 3 || labels.length > 4) return undefined
    const service = this.informers.for<Service>(resources.services).get(namespace, labels.at(-3) ?? '')
    if (!service?.spec) return undefined
    if (labels.length === 4) return this.endpoint(service, labels[0] ?? '')
    const { spec } = service
    if (spec.type === 'ExternalName') return this.resolve((spec.externalName ?? '').toLowerCase().replace(/\.$/, ''), aliases + 1)
    if (spec.clusterIP !== 'None') return spec.clusterIP ? [spec.clusterIP] : undefined
    const addresses = this.endpoints(service).map((endpoint) => endpoint.address)
    // A headless Service without ready endpoints has no records at all.
    return addresses.length > 0 ? addresses : undefined
  }

  /** `web-0.nginx.default.svc…`: the Pod of that hostname; `10-244-0-5.nginx…`: the one at that address. */
  private endpoint(service: Service, label: string): readonly string[] | undefined {
    if (service.spec?.clusterIP !== 'None') return undefined
    const found = this.endpoints(service).filter(
      (endpoint) =>
        endpoint.hostname === label || (endpoint.hostname === undefined && endpoint.address.replaceAll('.', '-') === label),
    )
    return found.length > 0 ? found.map((endpoint) => endpoint.address) : undefined
  }

  private endpoints(service: Service): readonly { readonly address: string; readonly hostname: string | undefined }[] {
    const key = `${service.metadata.namespace}/${service.metadata.name}`
    return this.informers
      .for<EndpointSlice>(resources.endpointslices)
      .byIndex('service', key)
      .flatMap((slice) =>
        (slice.endpoints ?? [])
          .filter((endpoint) => endpoint.conditions?.ready !== false)
          .flatMap((endpoint) => endpoint.addresses.map((address) => ({ address, hostname: endpoint.hostname }))),
      )
  }
}

function told(addresses: readonly string[] | undefined, delayMs: number): NameAnswer {
  return addresses ? { addresses, delayMs } : { noSuchName: true, delayMs }
}

function dashedAddress(label: string): readonly string[] | undefined {
  return /^\d{1,3}(-\d{1,3}){3}$/.test(label) ? [label.replaceAll('-', '.')] : undefined
}
