/** RBAC, network policies, disruption budgets, autoscalers, ingresses, endpoint slices, leases. */
import { deepEqual } from '../../api/equality.ts'
import { type FieldError, forbidden, invalid, notSupported, required, tooMany } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type {
  ClusterRole,
  EndpointSlice,
  HorizontalPodAutoscaler,
  Ingress,
  Lease,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  PodDisruptionBudget,
  PolicyRule,
  Role,
  RoleBinding,
} from '../../api/generated/types.ts'
import { cidrBlock, dns1123Subdomain, ipAddress, pathSegmentName, portName } from '../../api/names.ts'
import {
  checkFormat,
  checkIntOrPercent,
  checkNotNegative,
  checkPortOrName,
  checkRequiredFormat,
  checkSupported,
} from './checks.ts'
import { internalValue } from './internal-json.ts'
import { checkSelector } from './labels.ts'

const spec = FieldPath.of('spec')

export function checkRole(errors: FieldError[], role: Role | ClusterRole, namespaced: boolean): void {
  role.rules?.forEach((rule, i) => {
    checkRule(errors, FieldPath.of('rules').index(i), rule, namespaced)
  })
}

function checkRule(errors: FieldError[], at: FieldPath, rule: PolicyRule, namespaced: boolean): void {
  if (!rule.verbs?.length) errors.push(required(at.child('verbs'), 'verbs must contain at least one value'))
  if (rule.nonResourceURLs?.length) {
    if (namespaced) {
      errors.push(
        invalid(at.child('nonResourceURLs'), rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'),
      )
    }
    if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length) {
      const message = 'rules cannot apply to both regular resources and non-resource URLs'
      errors.push(invalid(at.child('nonResourceURLs'), rule.nonResourceURLs, message))
    }
    return
  }
  if (!rule.apiGroups?.length) errors.push(required(at.child('apiGroups'), 'resource rules must supply at least one api group'))
  if (!rule.resources?.length) errors.push(required(at.child('resources'), 'resource rules must supply at least one resource'))
}

const rbac = 'rbac.authorization.k8s.io'

export function checkRoleBinding(errors: FieldError[], binding: RoleBinding, namespaced: boolean): void {
  // absent in what an outsider sends
  const ref = (binding.roleRef as RoleBinding['roleRef'] | undefined) ?? { apiGroup: '', kind: '', name: '' }
  const at = FieldPath.of('roleRef')
  if (ref.apiGroup !== rbac) errors.push(notSupported(at.child('apiGroup'), ref.apiGroup ?? '', [rbac]))
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']
  if (!kinds.includes(ref.kind ?? '')) errors.push(notSupported(at.child('kind'), ref.kind ?? '', [...kinds].sort()))
  if (!ref.name) errors.push(required(at.child('name')))
  else checkFormat(errors, at.child('name'), ref.name ?? '', pathSegmentName)
  binding.subjects?.forEach((subject, i) => {
    const path = FieldPath.of('subjects').index(i)
    if (!subject.name) errors.push(required(path.child('name')))
    switch (subject.kind) {
      case 'ServiceAccount':
        if (subject.name) checkFormat(errors, path.child('name'), subject.name, dns1123Subdomain)
        if (subject.apiGroup) errors.push(notSupported(path.child('apiGroup'), subject.apiGroup, ['']))
        if (!namespaced && !subject.namespace) errors.push(required(path.child('namespace')))
        break
      case 'User':
      case 'Group':
        if (subject.apiGroup !== rbac) errors.push(notSupported(path.child('apiGroup'), subject.apiGroup ?? '', [rbac]))
        break
      default:
        errors.push(notSupported(path.child('kind'), subject.kind, ['ServiceAccount', 'User', 'Group']))
    }
  })
}

export function checkRoleBindingUpdate(errors: FieldError[], now: RoleBinding, old: RoleBinding, namespaced: boolean): void {
  checkRoleBinding(errors, now, namespaced)
  if (!deepEqual(now.roleRef, old.roleRef)) {
    errors.push(invalid('roleRef', internalValue('RbacV1RoleRef', now.roleRef), 'cannot change roleRef'))
  }
}

export function checkNetworkPolicy(errors: FieldError[], policy: NetworkPolicy): void {
  const given = policy.spec
  checkSelector(errors, spec.child('podSelector'), given?.podSelector)
  given?.ingress?.forEach((rule, i) => {
    const at = spec.child('ingress').index(i)
    rule.ports?.forEach((port, j) => {
      checkPolicyPort(errors, at.child('ports').index(j), port)
    })
    rule.from?.forEach((peer, j) => {
      checkPeer(errors, at.child('from').index(j), peer)
    })
  })
  given?.egress?.forEach((rule, i) => {
    const at = spec.child('egress').index(i)
    rule.ports?.forEach((port, j) => {
      checkPolicyPort(errors, at.child('ports').index(j), port)
    })
    rule.to?.forEach((peer, j) => {
      checkPeer(errors, at.child('to').index(j), peer)
    })
  })
  if ((given?.policyTypes?.length ?? 0) > 2) {
    errors.push(invalid(spec.child('policyTypes'), given?.policyTypes, 'may not specify more than two policyTypes'))
    return
  }
  given?.policyTypes?.forEach((type, i) => {
    if (type !== 'Ingress' && type !== 'Egress') {
      errors.push(notSupported(spec.child('policyTypes').index(i), type, ['Egress', 'Ingress']))
    }
  })
}

function checkPolicyPort(errors: FieldError[], at: FieldPath, port: NetworkPolicyPort): void {
  if (port.protocol !== undefined) checkSupported(errors, at.child('protocol'), port.protocol, ['TCP', 'UDP', 'SCTP'])
  if (port.port === undefined) {
    if (port.endPort !== undefined) errors.push(required(at.child('port'), 'must be specified when `endPort` is specified'))
    return
  }
  checkPortOrName(errors, at.child('port'), port.port)
  if (port.endPort === undefined) return
  if (typeof port.port === 'string') {
    errors.push(invalid(at.child('endPort'), port.endPort, 'may not be specified when `port` is non-numeric'))
  } else if (port.endPort < port.port) {
    errors.push(invalid(at.child('endPort'), port.endPort, 'must be greater than or equal to `port`'))
  }
}

function checkPeer(errors: FieldError[], at: FieldPath, peer: NetworkPolicyPeer): void {
  let peers = 0
  if (peer.podSelector) {
    peers++
    checkSelector(errors, at.child('podSelector'), peer.podSelector)
  }
  if (peer.namespaceSelector) {
    peers++
    checkSelector(errors, at.child('namespaceSelector'), peer.namespaceSelector)
  }
  if (peer.ipBlock) {
    const path = at.child('ipBlock')
    if (!peer.ipBlock.cidr) errors.push(required(path.child('cidr')))
    else checkFormat(errors, path.child('cidr'), peer.ipBlock.cidr, cidrBlock)
    peer.ipBlock.except?.forEach((one, i) => {
      checkFormat(errors, path.child('except').index(i), one, cidrBlock)
    })
    if (peers > 0) errors.push(forbidden(at, 'may not specify both ipBlock and another peer'))
    peers++
  }
  if (peers === 0) errors.push(required(at, 'must specify a peer'))
}

export function checkDisruptionBudget(errors: FieldError[], budget: PodDisruptionBudget): void {
  const given = budget.spec
  if (given?.minAvailable !== undefined && given.maxUnavailable !== undefined) {
    errors.push(invalid(spec, given, 'minAvailable and maxUnavailable cannot be both set'))
  }
  checkIntOrPercent(errors, spec.child('minAvailable'), given?.minAvailable)
  checkIntOrPercent(errors, spec.child('maxUnavailable'), given?.maxUnavailable)
  checkSelector(errors, spec.child('selector'), given?.selector)
  const policy = given?.unhealthyPodEvictionPolicy
  if (policy !== undefined && policy !== 'IfHealthyBudget' && policy !== 'AlwaysAllow') {
    errors.push(notSupported(spec.child('unhealthyPodEvictionPolicy'), policy, ['AlwaysAllow', 'IfHealthyBudget']))
  }
}

export function checkAutoscaler(errors: FieldError[], autoscaler: HorizontalPodAutoscaler): void {
  const given = autoscaler.spec
  const min = given?.minReplicas
  const max = given?.maxReplicas ?? 0
  // HPAScaleToZero is off in 1.36.
  if (min !== undefined && min < 1) errors.push(invalid(spec.child('minReplicas'), min, 'must be greater than or equal to 1'))
  if (max < 1) errors.push(invalid(spec.child('maxReplicas'), max, 'must be greater than 0'))
  if (min !== undefined && max < min) {
    errors.push(invalid(spec.child('maxReplicas'), max, 'must be greater than or equal to `minReplicas`'))
  }
  const target = given?.scaleTargetRef
  const at = spec.child('scaleTargetRef')
  checkRequiredFormat(errors, at.child('kind'), target?.kind, pathSegmentName)
  checkRequiredFormat(errors, at.child('name'), target?.name, pathSegmentName)
  given?.metrics?.forEach((metric, i) => {
    const path = spec.child('metrics').index(i)
    if (!metric.type) errors.push(required(path.child('type'), 'must specify a metric source type'))
    if (metric.type === 'Resource' && metric.resource) {
      const where = path.child('resource')
      if (!metric.resource.name) errors.push(required(where.child('name'), 'must specify a resource name'))
      const { averageUtilization, averageValue } = metric.resource.target
      if (averageUtilization !== undefined && averageUtilization < 1) {
        errors.push(invalid(where.child('target', 'averageUtilization'), averageUtilization, 'must be greater than 0'))
      }
      if (averageUtilization !== undefined && averageValue !== undefined) {
        errors.push(
          forbidden(where.child('target', 'averageValue'), 'may not set both a target raw value and a target utilization'),
        )
      } else if (averageUtilization === undefined && averageValue === undefined) {
        errors.push(
          required(where.child('target', 'averageUtilization'), 'must set either a target raw value or a target utilization'),
        )
      }
    }
  })
}

export function checkIngress(errors: FieldError[], ingress: Ingress): void {
  const given = ingress.spec
  if (!given?.rules?.length && !given?.defaultBackend) {
    errors.push(invalid(spec, [], 'either `defaultBackend` or `rules` must be specified'))
  }
  given?.rules?.forEach((rule, i) => {
    const at = spec.child('rules').index(i)
    if (rule.host) {
      if (ipAddress(rule.host).length === 0)
        errors.push(invalid(at.child('host'), rule.host, 'must be a DNS name, not an IP address'))
      else checkFormat(errors, at.child('host'), rule.host.replace(/^\*\./, ''), dns1123Subdomain)
    }
    rule.http?.paths.forEach((path, j) => {
      const where = at.child('http', 'paths').index(j)
      if (!path.pathType) errors.push(required(where.child('pathType'), 'pathType must be specified'))
      else if (!['Exact', 'Prefix', 'ImplementationSpecific'].includes(path.pathType)) {
        errors.push(notSupported(where.child('pathType'), path.pathType, ['Exact', 'ImplementationSpecific', 'Prefix']))
      } else if (path.pathType !== 'ImplementationSpecific' && !path.path?.startsWith('/')) {
        errors.push(invalid(where.child('path'), path.path ?? '', 'must be an absolute path'))
      }
      const service = path.backend.service
      if (!service && !path.backend.resource)
        errors.push(required(where.child('backend'), 'resource or service backend is required'))
      if (!service) return
      const backend = where.child('backend', 'service')
      if (!service.name) errors.push(required(backend.child('name')))
      const port = service.port
      if (!port?.name && !port?.number) errors.push(required(backend, 'port name or number is required'))
      else if (port.name && port.number) errors.push(invalid(backend, '', 'cannot set both port name & port number'))
      else if (port.name) checkFormat(errors, backend.child('port', 'name'), port.name, portName)
    })
  })
}

export function checkEndpointSlice(errors: FieldError[], slice: EndpointSlice): void {
  const types = ['FQDN', 'IPv4', 'IPv6']
  if (!slice.addressType) errors.push(required('addressType'))
  else if (!types.includes(slice.addressType)) errors.push(notSupported('addressType', slice.addressType, types))
  if (slice.endpoints && slice.endpoints.length > 1000) errors.push(tooMany('endpoints', slice.endpoints.length, 1000))
  slice.endpoints?.forEach((endpoint, i) => {
    const at = FieldPath.of('endpoints').index(i)
    if (!endpoint.addresses?.length) errors.push(required(at.child('addresses'), 'must contain at least 1 address'))
    endpoint.addresses?.forEach((address, j) => {
      const path = at.child('addresses').index(j)
      if (slice.addressType === 'FQDN') checkFormat(errors, path, address, dns1123Subdomain)
      else checkFormat(errors, path, address, ipAddress)
    })
  })
}

export function checkLease(errors: FieldError[], lease: Lease): void {
  const seconds = lease.spec?.leaseDurationSeconds
  if (seconds !== undefined && seconds <= 0) {
    errors.push(invalid(spec.child('leaseDurationSeconds'), seconds, 'must be greater than 0'))
  }
  checkNotNegative(errors, spec.child('leaseTransitions'), lease.spec?.leaseTransitions)
}
