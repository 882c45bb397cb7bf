/** Services: ValidateService and its update. Allocation of addresses and ports is the registry's. */

import { deepEqual } from '../../api/equality.ts'
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { Service, ServicePort, ServiceSpec } from '../../api/generated/types.ts'
import { dns1123Label, dns1123Subdomain, ipAddress } from '../../api/names.ts'
import { checkFormat, checkPort, checkPortOrName, checkSupported } from './checks.ts'
import { checkLabels } from './labels.ts'

const specPath = FieldPath.of('spec')
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

export function checkService(errors: FieldError[], service: Service): void {
  const spec = service.spec ?? {}
  const isHeadless = spec.clusterIP === 'None'
  if (!spec.ports?.length && !isHeadless && spec.type !== 'ExternalName') errors.push(required(specPath.child('ports')))
  checkType(errors, spec, isHeadless)
  checkPorts(errors, spec)
  checkLabels(errors, specPath.child('selector'), spec.selector)
  checkSupported(errors, specPath.child('sessionAffinity'), spec.sessionAffinity, ['ClientIP', 'None'])
  checkAffinityTimeout(errors, spec)
  spec.externalIPs?.forEach((ip, i) => {
    checkFormat(errors, specPath.child('externalIPs').index(i), ip, ipAddress)
  })
  if (!types.includes(spec.type ?? '')) {
    if (spec.type === undefined) errors.push(required(specPath.child('type')))
    else errors.push(notSupported(specPath.child('type'), spec.type, types))
  }
  checkTraffic(errors, spec)
}

function checkType(errors: FieldError[], spec: ServiceSpec, isHeadless: boolean): void {
  switch (spec.type) {
    case 'LoadBalancer':
    case 'NodePort':
      if (isHeadless) {
        errors.push(invalid(specPath.child('clusterIPs').index(0), 'None', `may not be set to 'None' for ${spec.type} services`))
      }
      break
    case 'ExternalName':
      if (spec.clusterIPs?.length || spec.clusterIP) {
        errors.push(forbidden(specPath.child('clusterIPs'), 'may not be set for ExternalName services'))
      }
      if (!spec.externalName) errors.push(required(specPath.child('externalName')))
      else checkFormat(errors, specPath.child('externalName'), spec.externalName.replace(/\.$/, ''), dns1123Subdomain)
      break
    default:
  }
}

function checkPorts(errors: FieldError[], spec: ServiceSpec): void {
  const names = new Set<string>()
  const nodePorts = new Set<string>()
  const seen = new Set<string>()
  const ports = spec.ports ?? []
  ports.forEach((port, i) => {
    const path = specPath.child('ports').index(i)
    checkOnePort(errors, path, port, ports.length > 1, names)
  })
  ports.forEach((port, i) => {
    const path = specPath.child('ports').index(i)
    if (port.nodePort) {
      if (spec.type === 'ClusterIP' || spec.type === 'ExternalName') {
        errors.push(forbidden(path.child('nodePort'), `may not be used when \`type\` is '${spec.type}'`))
      }
      const key = `${port.protocol}/${port.nodePort}`
      if (nodePorts.has(key)) errors.push(duplicate(path.child('nodePort'), port.nodePort))
      nodePorts.add(key)
    }
    const key = `${port.protocol}/${port.port}`
    if (seen.has(key))
      errors.push(
        duplicate(path, { Name: '', Protocol: port.protocol, AppProtocol: null, Port: port.port, TargetPort: 0, NodePort: 0 }),
      )
    seen.add(key)
  })
}

function checkOnePort(errors: FieldError[], at: FieldPath, port: ServicePort, nameRequired: boolean, names: Set<string>): void {
  if (!port.name) {
    if (nameRequired) errors.push(required(at.child('name')))
  } else {
    checkFormat(errors, at.child('name'), port.name, dns1123Label)
    if (names.has(port.name)) errors.push(duplicate(at.child('name'), port.name))
    names.add(port.name)
  }
  checkPort(errors, at.child('port'), port.port)
  checkSupported(errors, at.child('protocol'), port.protocol, ['SCTP', 'TCP', 'UDP'])
  checkPortOrName(errors, at.child('targetPort'), port.targetPort)
}

function checkAffinityTimeout(errors: FieldError[], spec: ServiceSpec): void {
  const path = specPath.child('sessionAffinityConfig')
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig) {
    errors.push(forbidden(path, 'must not be set when session affinity is None'))
    return
  }
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds
  if (seconds !== undefined && (seconds <= 0 || seconds > 86400)) {
    const message = 'must be greater than 0 and less than 86400'
    errors.push(invalid(path.child('clientIP', 'timeoutSeconds'), seconds, message))
  }
}

function checkTraffic(errors: FieldError[], spec: ServiceSpec): void {
  const isExternal = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs?.length ?? 0) > 0
  const external = specPath.child('externalTrafficPolicy')
  if (spec.externalTrafficPolicy !== undefined) {
    if (!isExternal)
      errors.push(invalid(external, spec.externalTrafficPolicy, 'may only be set for externally-accessible services'))
    else checkSupported(errors, external, spec.externalTrafficPolicy, ['Cluster', 'Local'])
  }
  if (spec.internalTrafficPolicy !== undefined) {
    checkSupported(errors, specPath.child('internalTrafficPolicy'), spec.internalTrafficPolicy, ['Cluster', 'Local'])
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer') {
    const message = 'may only be used when `type` is LoadBalancer'
    errors.push(forbidden(specPath.child('allocateLoadBalancerNodePorts'), message))
  }
  if (spec.loadBalancerClass !== undefined && spec.type !== 'LoadBalancer') {
    errors.push(forbidden(specPath.child('loadBalancerClass'), 'may only be used when `type` is LoadBalancer'))
  }
}

export function checkServiceUpdate(errors: FieldError[], service: Service, old: Service): void {
  const now = service.spec
  const was = old.spec
  const needsIp = (spec: ServiceSpec | undefined) => spec?.type !== 'ExternalName'
  if (needsIp(now) && needsIp(was) && was?.clusterIP && now?.clusterIP !== was.clusterIP) {
    errors.push(invalid(specPath.child('clusterIPs').index(0), now?.clusterIP ?? '', 'may not change once set'))
  }
  if (now?.type === 'LoadBalancer' && was?.type === 'LoadBalancer' && !deepEqual(now.loadBalancerClass, was.loadBalancerClass)) {
    errors.push(invalid(specPath.child('loadBalancerClass'), now.loadBalancerClass ?? null, 'may not change once set'))
  }
  checkService(errors, service)
}
