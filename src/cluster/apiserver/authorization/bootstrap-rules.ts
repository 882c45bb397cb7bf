/** Rules of the default roles: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go. */
import type { PolicyRule } from '../../api/generated/types.ts'

const words = (text: string): readonly string[] => text.split(' ')

/** `rule('get list', 'apps', 'deployments replicasets')`; several groups with a comma, the core group as `core`. */
export function rule(verbs: string, groups: string, resources: string, names?: string): PolicyRule {
  return {
    apiGroups: groups.split(',').map((group) => (group === 'core' ? '' : group)),
    resources: words(resources),
    ...(names ? { resourceNames: words(names) } : {}),
    verbs: words(verbs),
  }
}

export function urlRule(verbs: string, urls: string): PolicyRule {
  return { nonResourceURLs: words(urls), verbs: words(verbs) }
}

const read = 'get list watch'
const write = 'create delete deletecollection patch update'
const all = `${write} ${read}`

export const discoveryUrls =
  '/.well-known /.well-known/* /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/'

/** What "view" sees: everything in a namespace but secrets and roles. */
export const viewRules: readonly PolicyRule[] = [
  rule(
    read,
    'core',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
  ),
  rule(
    read,
    'core',
    'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
  ),
  rule(read, 'core', 'namespaces'),
  rule(read, 'discovery.k8s.io', 'endpointslices'),
  rule(
    read,
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  ),
  rule(read, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(read, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
  rule(read, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(read, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
  rule(read, 'metrics.k8s.io', 'pods nodes'),
]

/** What "edit" changes, beside what "view" sees. */
export const editRules: readonly PolicyRule[] = [
  rule(read, 'core', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  rule('impersonate', 'core', 'serviceaccounts'),
  rule(write, 'core', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  rule('create', 'core', 'pods/eviction'),
  rule(
    write,
    'core',
    'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  rule('create', 'core', 'serviceaccounts/token'),
  rule(
    write,
    'apps',
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  ),
  rule(write, 'autoscaling', 'horizontalpodautoscalers'),
  rule(write, 'batch', 'cronjobs jobs'),
  rule(write, 'policy', 'poddisruptionbudgets'),
  rule(write, 'networking.k8s.io', 'ingresses networkpolicies'),
  rule(all, 'coordination.k8s.io', 'leases'),
]

/** What "admin" may beside "edit". */
export const adminRules: readonly PolicyRule[] = [
  rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule(all, 'rbac.authorization.k8s.io', 'rolebindings roles'),
]

/** system:node, which the Node authorizer uses. */
export const nodeRules: readonly PolicyRule[] = [
  rule('create', 'authentication.k8s.io', 'tokenreviews'),
  rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews subjectaccessreviews'),
  rule(read, 'core', 'services'),
  rule(`create ${read}`, 'core', 'nodes'),
  rule('patch update', 'core', 'nodes/status'),
  rule('patch update', 'core', 'nodes'),
  rule('create patch update', 'core', 'events'),
  rule(read, 'core', 'pods'),
  rule('create delete', 'core', 'pods'),
  rule('patch update', 'core', 'pods/status'),
  rule('create', 'core', 'pods/eviction'),
  rule(read, 'core', 'configmaps secrets'),
  rule('get', 'core', 'persistentvolumeclaims persistentvolumes'),
  rule('create', 'core', 'serviceaccounts/token'),
  rule('get', 'storage.k8s.io', 'volumeattachments'),
  rule('create delete get patch update', 'coordination.k8s.io', 'leases'),
  rule('create delete get patch update', 'storage.k8s.io', 'csinodes'),
  rule(read, 'node.k8s.io', 'runtimeclasses'),
  rule(read, 'storage.k8s.io', 'csidrivers'),
  rule('create get list watch', 'certificates.k8s.io', 'certificatesigningrequests'),
]

const events = rule('create patch update', 'core,events.k8s.io', 'events')
const leaderElection = (name: string): readonly PolicyRule[] => [
  rule('create list watch', 'coordination.k8s.io', 'leases'),
  rule('get update', 'coordination.k8s.io', 'leases', name),
]

export const schedulerRules: readonly PolicyRule[] = [
  events,
  ...leaderElection('kube-scheduler'),
  rule(read, 'core', 'nodes'),
  rule(`delete ${read}`, 'core', 'pods'),
  rule('create', 'core', 'bindings pods/binding'),
  rule('patch update', 'core', 'pods/status'),
  rule(read, 'core', 'replicationcontrollers services'),
  rule(read, 'apps', 'replicasets statefulsets'),
  rule(read, 'policy', 'poddisruptionbudgets'),
  rule(`${read} patch update`, 'core', 'persistentvolumeclaims persistentvolumes'),
  rule('create', 'authentication.k8s.io', 'tokenreviews'),
  rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  rule(read, 'storage.k8s.io', 'csidrivers csinodes csistoragecapacities storageclasses'),
  rule(read, 'core', 'namespaces'),
]

export const controllerManagerRules: readonly PolicyRule[] = [
  events,
  ...leaderElection('kube-controller-manager'),
  rule('create', 'core', 'secrets serviceaccounts'),
  rule('delete', 'core', 'secrets'),
  rule('get', 'core', 'configmaps namespaces secrets serviceaccounts'),
  rule('update', 'core', 'secrets serviceaccounts'),
  rule('create', 'authentication.k8s.io', 'tokenreviews'),
  rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  rule('list watch', '*', '*'),
  rule('create', 'core', 'serviceaccounts/token'),
]

export const proxyRules: readonly PolicyRule[] = [
  rule('list watch', 'core', 'endpoints services'),
  rule(read, 'core', 'nodes'),
  events,
  rule('list watch', 'discovery.k8s.io', 'endpointslices'),
  rule('list watch', 'networking.k8s.io', 'servicecidrs'),
]

const owned = (group: string, resource: string): readonly PolicyRule[] => [
  rule(`${read} update`, group, resource),
  rule('update', group, `${resource}/status`),
  rule('update', group, `${resource}/finalizers`),
]
const makesPods = rule(`create delete list patch watch`, 'core', 'pods')

/** Rules of the controllers' own service accounts, by name. */
export const controllerRules: Readonly<Record<string, readonly PolicyRule[]>> = {
  'clusterrole-aggregation-controller': [
    rule('escalate get list patch update watch', 'rbac.authorization.k8s.io', 'clusterroles'),
  ],
  'cronjob-controller': [...owned('batch', 'cronjobs'), rule(all, 'batch', 'jobs'), rule('delete list', 'core', 'pods'), events],
  'daemon-set-controller': [
    ...owned('apps', 'daemonsets'),
    rule('list watch', 'core', 'nodes'),
    makesPods,
    rule('create', 'core', 'pods/binding'),
    rule('create delete get list patch update watch', 'apps', 'controllerrevisions'),
    events,
  ],
  'deployment-controller': [
    ...owned('apps', 'deployments'),
    rule('create delete get list patch update watch', 'apps', 'replicasets'),
    rule('get list update watch', 'core', 'pods'),
    events,
  ],
  'disruption-controller': [
    rule(read, 'apps', 'deployments replicasets statefulsets'),
    ...owned('policy', 'poddisruptionbudgets'),
    events,
  ],
  'endpointslice-controller': [
    rule(read, 'core', 'nodes pods services'),
    rule('create delete get list update watch', 'discovery.k8s.io', 'endpointslices'),
    events,
  ],
  'endpoint-controller': [
    rule(read, 'core', 'pods services'),
    rule('create delete get list update watch', 'core', 'endpoints'),
    rule('create', 'core', 'endpoints/restricted'),
    events,
  ],
  'expand-controller': [
    rule(`${read} patch update`, 'core', 'persistentvolumes'),
    rule('patch update', 'core', 'persistentvolumeclaims/status'),
    events,
  ],
  'generic-garbage-collector': [rule('delete get list patch update watch', '*', '*'), events],
  'horizontal-pod-autoscaler': [
    rule(read, 'autoscaling', 'horizontalpodautoscalers'),
    rule('update', 'autoscaling', 'horizontalpodautoscalers/status'),
    rule('get update', '*', '*/scale'),
    rule('list', 'core', 'pods'),
    rule('list', 'metrics.k8s.io', 'pods'),
    events,
  ],
  'job-controller': [...owned('batch', 'jobs'), rule('patch', 'batch', 'jobs'), makesPods, events],
  'namespace-controller': [
    rule('delete get list watch', 'core', 'namespaces'),
    rule('update', 'core', 'namespaces/finalize namespaces/status'),
    rule('delete deletecollection get list', '*', '*'),
  ],
  'node-controller': [
    rule('delete get list patch update', 'core', 'nodes'),
    rule('patch update', 'core', 'nodes/status'),
    rule('patch update', 'core', 'pods/status'),
    rule('delete list', 'core', 'pods'),
    events,
  ],
  'persistent-volume-binder': [
    rule('create delete get list update watch', 'core', 'persistentvolumes'),
    rule('update', 'core', 'persistentvolumes/status persistentvolumeclaims/status'),
    rule('get list update watch', 'core', 'persistentvolumeclaims'),
    rule(read, 'storage.k8s.io', 'storageclasses'),
    events,
  ],
  'pod-garbage-collector': [
    rule('delete list watch', 'core', 'pods'),
    rule('get list', 'core', 'nodes'),
    rule('patch', 'core', 'pods/status'),
  ],
  'pv-protection-controller': [rule('get list update watch', 'core', 'persistentvolumes'), events],
  'pvc-protection-controller': [
    rule('get list update watch', 'core', 'persistentvolumeclaims'),
    rule(read, 'core', 'pods'),
    events,
  ],
  'replicaset-controller': [...owned('apps', 'replicasets'), makesPods, events],
  'replication-controller': [...owned('core', 'replicationcontrollers'), makesPods, events],
  'resourcequota-controller': [rule('list watch', '*', '*'), rule('update', 'core', 'resourcequotas/status'), events],
  'root-ca-cert-publisher': [rule('create update', 'core', 'configmaps'), events],
  'service-account-controller': [rule('create', 'core', 'serviceaccounts'), events],
  'statefulset-controller': [
    rule('list watch', 'core', 'pods'),
    ...owned('apps', 'statefulsets'),
    rule('create delete get patch update', 'core', 'pods'),
    rule('create delete get list patch update watch', 'apps', 'controllerrevisions'),
    rule('create get', 'core', 'persistentvolumeclaims'),
    events,
  ],
  'ttl-after-finished-controller': [rule('delete get list watch', 'batch', 'jobs'), events],
}
