import type * as api from '../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { describeBinding, describeRole } from './access.ts'
import { describeAutoscaler } from './autoscaler.ts'
import {
  describeBudget,
  describeConfigMap,
  describeLimitRange,
  describeNamespace,
  describePriorityClass,
  describeQuota,
  describeSecret,
  describeServiceAccount,
} from './configuration.ts'
import { describeGeneric } from './generic.ts'
import { describeEndpointSlice, describeEndpoints, describeIngress, describeNetworkPolicy, describeService } from './network.ts'
import { describeNode } from './node.ts'
import type { DescribeContext } from './page.ts'
import { describePod } from './pod.ts'
import { describeClaim, describeStorageClass, describeVolume } from './storage.ts'
import {
  describeCronJob,
  describeDaemonSet,
  describeDeployment,
  describeJob,
  describeReplicaSet,
  describeStatefulSet,
} from './workloads.ts'

/** The kinds that have a layout of their own. */
type Described =
  | api.Pod
  | api.Deployment
  | api.ReplicaSet
  | api.ReplicationController
  | api.StatefulSet
  | api.DaemonSet
  | api.Job
  | api.CronJob
  | api.Service
  | api.Endpoints
  | api.EndpointSlice
  | api.Ingress
  | api.NetworkPolicy
  | api.ConfigMap
  | api.Secret
  | api.ServiceAccount
  | api.PodDisruptionBudget
  | api.PriorityClass
  | api.ResourceQuota
  | api.LimitRange
  | api.Namespace
  | api.Node
  | api.PersistentVolume
  | api.PersistentVolumeClaim
  | api.StorageClass
  | api.Role
  | api.ClusterRole
  | api.RoleBinding
  | api.ClusterRoleBinding
  | api.HorizontalPodAutoscaler

const layouts: { readonly [K in Described as K['kind']]: (object: K, context: DescribeContext) => string } = {
  Pod: describePod,
  Deployment: describeDeployment,
  ReplicaSet: describeReplicaSet,
  ReplicationController: describeReplicaSet,
  StatefulSet: describeStatefulSet,
  DaemonSet: describeDaemonSet,
  Job: describeJob,
  CronJob: describeCronJob,
  Service: describeService,
  Endpoints: describeEndpoints,
  EndpointSlice: describeEndpointSlice,
  Ingress: describeIngress,
  NetworkPolicy: describeNetworkPolicy,
  ConfigMap: describeConfigMap,
  Secret: describeSecret,
  ServiceAccount: describeServiceAccount,
  PodDisruptionBudget: describeBudget,
  PriorityClass: describePriorityClass,
  ResourceQuota: describeQuota,
  LimitRange: describeLimitRange,
  Namespace: describeNamespace,
  Node: describeNode,
  PersistentVolume: describeVolume,
  PersistentVolumeClaim: describeClaim,
  StorageClass: describeStorageClass,
  Role: describeRole,
  ClusterRole: describeRole,
  RoleBinding: describeBinding,
  ClusterRoleBinding: describeBinding,
  HorizontalPodAutoscaler: describeAutoscaler,
}

/** The description of an object, in the layout of its kind; field by field for kinds without one. */
export function describeObject(object: KubeObject, context: DescribeContext): string {
  if (!isDescribed(object)) return describeGeneric(object, context)
  const layout: (object: never, context: DescribeContext) => string = layouts[object.kind]
  return layout(object as never, context)
}

function isDescribed(object: KubeObject): object is Described {
  const custom = object.apiVersion.includes('.') && !/\.k8s\.io\//.test(object.apiVersion)
  return !custom && Object.hasOwn(layouts, object.kind)
}
