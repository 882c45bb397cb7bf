/** API versions and kinds that Kubernetes once served, and what replaced them. */

export interface Replacement {
  /** What to write today; absent where nothing took the place. */
  readonly apiVersion?: string
  readonly kind?: string
  /** The release that took it away. */
  readonly removedIn: string
  /** What else has to change, or what to do instead. */
  readonly note?: string
}

const apps = 'apps/v1'

/** By `apiVersion/kind`. */
const replacements: Readonly<Record<string, Replacement>> = {
  'extensions/v1beta1/Deployment': { apiVersion: apps, removedIn: '1.16', note: 'spec.selector is required now' },
  'extensions/v1beta1/DaemonSet': { apiVersion: apps, removedIn: '1.16', note: 'spec.selector is required now' },
  'extensions/v1beta1/ReplicaSet': { apiVersion: apps, removedIn: '1.16', note: 'spec.selector is required now' },
  'extensions/v1beta1/NetworkPolicy': { apiVersion: 'networking.k8s.io/v1', removedIn: '1.16' },
  'extensions/v1beta1/Ingress': {
    apiVersion: 'networking.k8s.io/v1',
    removedIn: '1.22',
    note: 'each path needs a pathType, and backend.serviceName and servicePort became backend.service',
  },
  'networking.k8s.io/v1beta1/Ingress': {
    apiVersion: 'networking.k8s.io/v1',
    removedIn: '1.22',
    note: 'each path needs a pathType, and backend.serviceName and servicePort became backend.service',
  },
  'networking.k8s.io/v1beta1/IngressClass': { apiVersion: 'networking.k8s.io/v1', removedIn: '1.22' },
  'extensions/v1beta1/PodSecurityPolicy': {
    removedIn: '1.16',
    note: 'Pod Security admission does its work: label the namespace',
  },
  'policy/v1beta1/PodSecurityPolicy': { removedIn: '1.25', note: 'Pod Security admission does its work: label the namespace' },
  'policy/v1beta1/PodDisruptionBudget': { apiVersion: 'policy/v1', removedIn: '1.25' },
  'apps/v1beta1/Deployment': { apiVersion: apps, removedIn: '1.16', note: 'spec.selector is required now' },
  'apps/v1beta2/Deployment': { apiVersion: apps, removedIn: '1.16' },
  'apps/v1beta1/StatefulSet': { apiVersion: apps, removedIn: '1.16', note: 'spec.selector is required now' },
  'apps/v1beta2/StatefulSet': { apiVersion: apps, removedIn: '1.16' },
  'apps/v1beta2/DaemonSet': { apiVersion: apps, removedIn: '1.16' },
  'apps/v1beta2/ReplicaSet': { apiVersion: apps, removedIn: '1.16' },
  'apps/v1alpha1/PetSet': {
    apiVersion: apps,
    kind: 'StatefulSet',
    removedIn: '1.5',
    note: 'PetSet got the name StatefulSet; spec.selector is required now',
  },
  'batch/v2alpha1/ScheduledJob': { apiVersion: 'batch/v1', kind: 'CronJob', removedIn: '1.8', note: 'it is called CronJob now' },
  'batch/v2alpha1/CronJob': { apiVersion: 'batch/v1', removedIn: '1.21' },
  'batch/v1beta1/CronJob': { apiVersion: 'batch/v1', removedIn: '1.25' },
  'extensions/v1beta1/Job': { apiVersion: 'batch/v1', removedIn: '1.6' },
  'extensions/v1beta1/HorizontalPodAutoscaler': { apiVersion: 'autoscaling/v2', removedIn: '1.6' },
  'autoscaling/v2beta1/HorizontalPodAutoscaler': { apiVersion: 'autoscaling/v2', removedIn: '1.25' },
  'autoscaling/v2beta2/HorizontalPodAutoscaler': { apiVersion: 'autoscaling/v2', removedIn: '1.26' },
  'rbac.authorization.k8s.io/v1beta1/Role': { apiVersion: 'rbac.authorization.k8s.io/v1', removedIn: '1.22' },
  'rbac.authorization.k8s.io/v1beta1/RoleBinding': { apiVersion: 'rbac.authorization.k8s.io/v1', removedIn: '1.22' },
  'rbac.authorization.k8s.io/v1beta1/ClusterRole': { apiVersion: 'rbac.authorization.k8s.io/v1', removedIn: '1.22' },
  'rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding': { apiVersion: 'rbac.authorization.k8s.io/v1', removedIn: '1.22' },
  'scheduling.k8s.io/v1beta1/PriorityClass': { apiVersion: 'scheduling.k8s.io/v1', removedIn: '1.22' },
  'storage.k8s.io/v1beta1/StorageClass': { apiVersion: 'storage.k8s.io/v1', removedIn: '1.22' },
  'coordination.k8s.io/v1beta1/Lease': { apiVersion: 'coordination.k8s.io/v1', removedIn: '1.22' },
  'discovery.k8s.io/v1beta1/EndpointSlice': { apiVersion: 'discovery.k8s.io/v1', removedIn: '1.25' },
  'apiextensions.k8s.io/v1beta1/CustomResourceDefinition': {
    apiVersion: 'apiextensions.k8s.io/v1',
    removedIn: '1.22',
    note: 'each version needs a schema of its own',
  },
  'extensions/v1beta1/ThirdPartyResource': { removedIn: '1.8', note: 'CustomResourceDefinition took its place' },
}

/** The first versions of the core API; v1beta3 was nearly v1. */
const ancientCore = new Set(['v1beta1', 'v1beta2', 'v1beta3'])

export function replacementOf(apiVersion: string, kind: string): Replacement | undefined {
  const known = replacements[`${apiVersion}/${kind}`]
  if (known) return known
  if (!ancientCore.has(apiVersion)) return undefined
  const moved = kind === 'Minion' ? { kind: 'Node' } : {}
  const note =
    apiVersion === 'v1beta3'
      ? 'v1beta3 is nearly v1'
      : 'in that version an object was spelt differently: id for metadata.name, desiredState.manifest for spec'
  return { apiVersion: 'v1', removedIn: apiVersion === 'v1beta3' ? '1.1' : '1.0', note, ...moved }
}
