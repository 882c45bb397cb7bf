import type { OwnerReference } from '../../api/generated/types.ts'
import type { GroupVersionResource } from '../../api/object.ts'
import { resources } from '../../client/resources.ts'
import { groupOf } from '../owner-references.ts'

interface OwnableKind {
  readonly resource: GroupVersionResource
  readonly namespaced: boolean
}

const kind = (resource: GroupVersionResource, namespaced = true): OwnableKind => ({ resource, namespaced })

/** group/Kind → where its objects are. */
const kinds: Readonly<Record<string, OwnableKind>> = {
  '/Pod': kind(resources.pods),
  '/Service': kind(resources.services),
  '/Endpoints': kind(resources.endpoints),
  '/ConfigMap': kind(resources.configmaps),
  '/Secret': kind(resources.secrets),
  '/ServiceAccount': kind(resources.serviceaccounts),
  '/PersistentVolumeClaim': kind(resources.persistentvolumeclaims),
  '/ReplicationController': kind(resources.replicationcontrollers),
  '/PodTemplate': kind(resources.podtemplates),
  '/LimitRange': kind(resources.limitranges),
  '/ResourceQuota': kind(resources.resourcequotas),
  '/Node': kind(resources.nodes, false),
  '/Namespace': kind(resources.namespaces, false),
  '/PersistentVolume': kind(resources.persistentvolumes, false),
  'apps/Deployment': kind(resources.deployments),
  'apps/ReplicaSet': kind(resources.replicasets),
  'apps/StatefulSet': kind(resources.statefulsets),
  'apps/DaemonSet': kind(resources.daemonsets),
  'apps/ControllerRevision': kind(resources.controllerrevisions),
  'batch/Job': kind(resources.jobs),
  'batch/CronJob': kind(resources.cronjobs),
  'networking.k8s.io/Ingress': kind(resources.ingresses),
  'networking.k8s.io/NetworkPolicy': kind(resources.networkpolicies),
  'policy/PodDisruptionBudget': kind(resources.poddisruptionbudgets),
  'autoscaling/HorizontalPodAutoscaler': kind(resources.horizontalpodautoscalers),
  'discovery.k8s.io/EndpointSlice': kind(resources.endpointslices),
  'coordination.k8s.io/Lease': kind(resources.leases),
  'storage.k8s.io/StorageClass': kind(resources.storageclasses, false),
  'scheduling.k8s.io/PriorityClass': kind(resources.priorityclasses, false),
}

/** Undefined for kinds that the collector does not follow. */
export function kindOfReference(owner: OwnerReference): OwnableKind | undefined {
  return kinds[`${groupOf(owner.apiVersion)}/${owner.kind}`]
}

/** Events are never collected; leases change too often to be worth following as dependents. */
export const watchedResources: readonly GroupVersionResource[] = Object.values(kinds)
  .map((one) => one.resource)
  .filter((resource) => resource !== resources.leases)
