/** What the API server fills in for fields that are left out: pkg/apis/<group>/<version>/defaults.go, by kind. */
import type {
  ClusterRoleBinding,
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Endpoints,
  HorizontalPodAutoscaler,
  Job,
  LimitRange,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodTemplate,
  PriorityClass,
  ReplicaSet,
  ReplicationController,
  RoleBinding,
  Secret,
  Service,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { defaultAdmissionPolicy, defaultAdmissionPolicyBinding } from './admission-policy.ts'
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultReplicaSet,
  defaultReplicationController,
  defaultStatefulSet,
} from './apps.ts'
import { within } from './edit.ts'
import {
  defaultAutoscaler,
  defaultBinding,
  defaultLimitRange,
  defaultNamespace,
  defaultNode,
  defaultPriorityClass,
  defaultSecret,
  defaultStorageClass,
} from './others.ts'
import { defaultPod, defaultPodTemplate } from './pod.ts'
import { defaultEndpointSlice, defaultEndpoints, defaultNetworkPolicy, defaultService } from './services.ts'
import { defaultClaim, defaultPersistentVolume } from './volumes.ts'

/**
 * The object with its defaults; the very object where nothing was missing. Kinds without defaults of their own come
 * back as they are. Idempotent.
 */
export function applyDefaults<T extends KubeObject>(object: T): T {
  return byKind(object) as unknown as T
}

function byKind(object: KubeObject): KubeObject {
  switch (object.kind) {
    case 'Pod':
      return defaultPod(object as Pod)
    case 'PodTemplate':
      return within(object as PodTemplate, 'template', defaultPodTemplate)
    case 'Deployment':
      return defaultDeployment(object as Deployment)
    case 'ReplicaSet':
      return defaultReplicaSet(object as ReplicaSet)
    case 'ReplicationController':
      return defaultReplicationController(object as ReplicationController)
    case 'StatefulSet':
      return defaultStatefulSet(object as StatefulSet)
    case 'DaemonSet':
      return defaultDaemonSet(object as DaemonSet)
    case 'Job':
      return defaultJob(object as Job)
    case 'CronJob':
      return defaultCronJob(object as CronJob)
    case 'Service':
      return defaultService(object as Service)
    case 'Endpoints':
      return defaultEndpoints(object as Endpoints)
    case 'EndpointSlice':
      return defaultEndpointSlice(object as EndpointSlice)
    case 'NetworkPolicy':
      return defaultNetworkPolicy(object as NetworkPolicy)
    case 'Secret':
      return defaultSecret(object as Secret)
    case 'Namespace':
      return defaultNamespace(object as Namespace)
    case 'Node':
      return defaultNode(object as Node)
    case 'PersistentVolume':
      return defaultPersistentVolume(object as PersistentVolume)
    case 'PersistentVolumeClaim':
      return defaultClaim(object as PersistentVolumeClaim)
    case 'LimitRange':
      return defaultLimitRange(object as LimitRange)
    case 'RoleBinding':
      return defaultBinding(object as RoleBinding)
    case 'ClusterRoleBinding':
      return defaultBinding(object as ClusterRoleBinding)
    case 'PriorityClass':
      return defaultPriorityClass(object as PriorityClass)
    case 'StorageClass':
      return defaultStorageClass(object as StorageClass)
    case 'HorizontalPodAutoscaler':
      return defaultAutoscaler(object as HorizontalPodAutoscaler)
    case 'ValidatingAdmissionPolicy':
      return defaultAdmissionPolicy(object as ValidatingAdmissionPolicy)
    case 'ValidatingAdmissionPolicyBinding':
      return defaultAdmissionPolicyBinding(object as ValidatingAdmissionPolicyBinding)
    default:
      return object
  }
}
