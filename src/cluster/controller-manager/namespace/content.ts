import type { GroupVersionResource } from '../../api/object.ts'
import { resources } from '../../client/resources.ts'

/** A namespaced kind that can be deleted, with its group as the conditions name it. */
export interface Content {
  readonly resource: GroupVersionResource
  /** `pods.`, `deployments.apps`: what SomeResourcesRemain says. */
  readonly label: string
}

const namespaced: readonly GroupVersionResource[] = [
  resources.pods,
  resources.deployments,
  resources.replicasets,
  resources.statefulsets,
  resources.daemonsets,
  resources.jobs,
  resources.cronjobs,
  resources.replicationcontrollers,
  resources.services,
  resources.endpoints,
  resources.endpointslices,
  resources.configmaps,
  resources.secrets,
  resources.serviceaccounts,
  resources.persistentvolumeclaims,
  resources.podtemplates,
  resources.limitranges,
  resources.resourcequotas,
  resources.controllerrevisions,
  resources.networkpolicies,
  resources.ingresses,
  resources.poddisruptionbudgets,
  resources.horizontalpodautoscalers,
  resources.leases,
  { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'roles' },
  { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'rolebindings' },
  resources.events,
]

/** Everything that lives in a namespace, pods first (OrderedNamespaceDeletion). */
export const contents: readonly Content[] = namespaced.map((resource) => ({
  resource,
  label: `${resource.resource}.${resource.group}`,
}))
