/** The roles and bindings that every cluster is born with. */
import { deepEqual } from '../../api/equality.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import {
  adminRules,
  controllerManagerRules,
  controllerRules,
  discoveryUrls,
  editRules,
  nodeRules,
  proxyRules,
  rule,
  schedulerRules,
  urlRule,
  viewRules,
} from './bootstrap-rules.ts'

const apiVersion = 'rbac.authorization.k8s.io/v1' as const
const apiGroup = 'rbac.authorization.k8s.io'
const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' }

function clusterRole(name: string, rules: readonly PolicyRule[], more: Readonly<Record<string, string>> = {}): ClusterRole {
  return { apiVersion, kind: 'ClusterRole', metadata: { name, labels: { ...labels, ...more }, annotations }, rules }
}

/** A role that gathers the rules of others: gathered already as its controller would, which then has nothing to do. */
function aggregated(name: string, into: string | undefined, gathered: readonly PolicyRule[]): ClusterRole {
  const rules = gathered.filter((one, i) => gathered.findIndex((other) => deepEqual(one, other)) === i)
  const gather = `rbac.authorization.k8s.io/aggregate-to-${name}`
  const own = clusterRole(name, rules, into ? { [`rbac.authorization.k8s.io/aggregate-to-${into}`]: 'true' } : {})
  return { ...own, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [gather]: 'true' } }] } }
}

type SubjectKind = 'User' | 'Group'

function clusterBinding(name: string, role: string, kind: SubjectKind, ...subjects: readonly string[]): ClusterRoleBinding {
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels, annotations },
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
    subjects: subjects.map((subject) => ({ apiGroup, kind, name: subject })),
  }
}

function controllerPolicy(name: string, rules: readonly PolicyRule[]): readonly KubeObject[] {
  const full = `system:controller:${name}`
  return [
    clusterRole(full, rules),
    {
      ...clusterBinding(full, full, 'User'),
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'kube-system' }],
    } as ClusterRoleBinding,
  ]
}

const aggregate = (to: string) => ({ [`rbac.authorization.k8s.io/aggregate-to-${to}`]: 'true' })
const everything = [rule('*', '*', '*'), urlRule('*', '*')]

/** kube-public's cluster-info is open to all; kube-system keeps its own secrets. */
const namespaced: readonly (Role | RoleBinding)[] = [
  {
    apiVersion,
    kind: 'Role',
    metadata: { name: 'extension-apiserver-authentication-reader', namespace: 'kube-system', labels, annotations },
    rules: [rule('get list watch', 'core', 'configmaps', 'extension-apiserver-authentication')],
  },
  {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: 'system::extension-apiserver-authentication-reader', namespace: 'kube-system', labels, annotations },
    roleRef: { apiGroup, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
    subjects: [
      { apiGroup, kind: 'User', name: 'system:kube-controller-manager' },
      { apiGroup, kind: 'User', name: 'system:kube-scheduler' },
    ],
  },
]

/** All of them, ready to be created. The objects are shared and never change. */
export const bootstrapPolicy: readonly KubeObject[] = [
  clusterRole('cluster-admin', everything),
  aggregated('admin', undefined, [...editRules, ...viewRules, ...adminRules]),
  aggregated('edit', 'admin', [...editRules, ...viewRules]),
  aggregated('view', 'edit', viewRules),
  clusterRole('system:aggregate-to-admin', adminRules, aggregate('admin')),
  clusterRole('system:aggregate-to-edit', editRules, aggregate('edit')),
  clusterRole('system:aggregate-to-view', viewRules, aggregate('view')),
  clusterRole('system:discovery', [urlRule('get', discoveryUrls)]),
  clusterRole('system:monitoring', [
    urlRule('get', '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*'),
  ]),
  clusterRole('system:public-info-viewer', [urlRule('get', '/healthz /livez /readyz /version /version/')]),
  clusterRole('system:basic-user', [
    rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    rule('create', 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  clusterRole('system:service-account-issuer-discovery', [urlRule('get', '/.well-known/openid-configuration /openid/v1/jwks')]),
  clusterRole('system:auth-delegator', [
    rule('create', 'authentication.k8s.io', 'tokenreviews'),
    rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  ]),
  clusterRole('system:node', nodeRules),
  clusterRole('system:node-proxier', proxyRules),
  clusterRole('system:kube-scheduler', schedulerRules),
  clusterRole('system:kube-controller-manager', controllerManagerRules),
  clusterRole('system:kube-dns', [rule('list watch', 'core', 'endpoints services')]),
  clusterRole('system:persistent-volume-provisioner', [
    rule('create delete get list watch', 'core', 'persistentvolumes'),
    rule('get list update watch', 'core', 'persistentvolumeclaims'),
    rule('get list watch', 'storage.k8s.io', 'storageclasses'),
  ]),
  clusterBinding('cluster-admin', 'cluster-admin', 'Group', 'system:masters'),
  clusterBinding('system:discovery', 'system:discovery', 'Group', 'system:authenticated'),
  clusterBinding('system:basic-user', 'system:basic-user', 'Group', 'system:authenticated'),
  clusterBinding(
    'system:public-info-viewer',
    'system:public-info-viewer',
    'Group',
    'system:authenticated',
    'system:unauthenticated',
  ),
  clusterBinding('system:monitoring', 'system:monitoring', 'Group', 'system:monitoring'),
  clusterBinding(
    'system:service-account-issuer-discovery',
    'system:service-account-issuer-discovery',
    'Group',
    'system:serviceaccounts',
  ),
  clusterBinding('system:node-proxier', 'system:node-proxier', 'User', 'system:kube-proxy'),
  clusterBinding('system:kube-scheduler', 'system:kube-scheduler', 'User', 'system:kube-scheduler'),
  clusterBinding('system:kube-controller-manager', 'system:kube-controller-manager', 'User', 'system:kube-controller-manager'),
  // kubeadm binds the learner's own credentials this way.
  clusterBinding('kubeadm:cluster-admins', 'cluster-admin', 'Group', 'kubeadm:cluster-admins'),
  ...Object.entries(controllerRules).flatMap(([name, rules]) => controllerPolicy(name, rules)),
  ...namespaced,
]
