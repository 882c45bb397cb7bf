/** Which checks belong to which kind. */
import type { FieldError } from '../../api/field-errors.ts'
import type {
  ClusterRole,
  ConfigMap,
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Lease,
  LimitRange,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PodTemplate,
  PriorityClass,
  ReplicaSet,
  ReplicationController,
  ResourceQuota,
  Role,
  RoleBinding,
  RuntimeClass,
  Secret,
  Service,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { checkAdmissionPolicy, checkAdmissionPolicyBinding } from './admission-policy.ts'
import { checkClaim, checkClaimUpdate } from './claims.ts'
import {
  checkLimitRange,
  checkNamespace,
  checkNode,
  checkNodeUpdate,
  checkPriorityClass,
  checkPriorityClassUpdate,
  checkResourceQuota,
  checkResourceQuotaUpdate,
} from './cluster-kinds.ts'
import { checkConfigMap, checkConfigMapUpdate, checkSecret, checkSecretUpdate } from './config.ts'
import { checkDeployment, checkImmutableSelector, checkReplicaSet, checkReplicationController } from './deployment.ts'
import { checkCronJob, checkJob, checkJobUpdate } from './job.ts'
import { checkPod, checkPodTemplateObject } from './pod.ts'
import { checkEphemeralUpdate, checkPodResize, checkPodStatusUpdate, checkPodUpdate } from './pod-update.ts'
import {
  checkAutoscaler,
  checkDisruptionBudget,
  checkEndpointSlice,
  checkIngress,
  checkLease,
  checkNetworkPolicy,
  checkRole,
  checkRoleBinding,
  checkRoleBindingUpdate,
} from './policies.ts'
import { checkRuntimeClass, checkRuntimeClassUpdate } from './runtime-class.ts'
import { checkService, checkServiceUpdate } from './service.ts'
import { checkDaemonSet, checkDaemonSetUpdate, checkStatefulSet, checkStatefulSetUpdate } from './stateful-set.ts'
import { checkPersistentVolume, checkPersistentVolumeUpdate, checkStorageClass, checkStorageClassUpdate } from './storage.ts'

type Create = (errors: FieldError[], object: KubeObject) => void
type Update = (errors: FieldError[], object: KubeObject, old: KubeObject) => void

export interface KindValidation {
  readonly create?: Create
  /** Without it, an update is checked as a creation. */
  readonly update?: Update
  readonly subresources?: Readonly<Record<string, Update>>
}

/** Decoding has made sure of the types: here the kinds are given to those who know them. */
function of<T extends KubeObject>(
  create: (errors: FieldError[], object: T) => void,
  update?: (errors: FieldError[], object: T, old: T) => void,
  subresources?: Readonly<Record<string, (errors: FieldError[], object: T, old: T) => void>>,
): KindValidation {
  return {
    create: create as unknown as Create,
    ...(update ? { update: update as unknown as Update } : {}),
    ...(subresources ? { subresources: subresources as unknown as Readonly<Record<string, Update>> } : {}),
  }
}

export const validations: Readonly<Record<string, KindValidation>> = {
  Pod: of<Pod>(checkPod, checkPodUpdate, {
    status: checkPodStatusUpdate,
    ephemeralcontainers: checkEphemeralUpdate,
    resize: checkPodResize,
  }),
  PodTemplate: of<PodTemplate>(checkPodTemplateObject),
  Deployment: of<Deployment>(checkDeployment, (errors, now, old) => {
    checkDeployment(errors, now)
    checkImmutableSelector(errors, now.spec?.selector, old.spec?.selector)
  }),
  ReplicaSet: of<ReplicaSet>(checkReplicaSet, (errors, now, old) => {
    checkReplicaSet(errors, now)
    checkImmutableSelector(errors, now.spec?.selector, old.spec?.selector)
  }),
  ReplicationController: of<ReplicationController>(checkReplicationController),
  StatefulSet: of<StatefulSet>(checkStatefulSet, checkStatefulSetUpdate),
  DaemonSet: of<DaemonSet>(checkDaemonSet, checkDaemonSetUpdate),
  Job: of<Job>(checkJob, checkJobUpdate),
  CronJob: of<CronJob>(checkCronJob),
  Service: of<Service>(checkService, checkServiceUpdate),
  ConfigMap: of<ConfigMap>(checkConfigMap, checkConfigMapUpdate),
  Secret: of<Secret>(checkSecret, checkSecretUpdate),
  PersistentVolume: of<PersistentVolume>(checkPersistentVolume, checkPersistentVolumeUpdate),
  PersistentVolumeClaim: of<PersistentVolumeClaim>(checkClaim, checkClaimUpdate),
  StorageClass: of<StorageClass>(checkStorageClass, checkStorageClassUpdate),
  Node: of<Node>(checkNode, checkNodeUpdate),
  Namespace: of<Namespace>(checkNamespace),
  ResourceQuota: of<ResourceQuota>(checkResourceQuota, checkResourceQuotaUpdate),
  LimitRange: of<LimitRange>(checkLimitRange),
  PriorityClass: of<PriorityClass>(checkPriorityClass, checkPriorityClassUpdate),
  Role: of<Role>((errors, role) => checkRole(errors, role, true)),
  ClusterRole: of<ClusterRole>((errors, role) => checkRole(errors, role, false)),
  RoleBinding: of<RoleBinding>(
    (errors, binding) => checkRoleBinding(errors, binding, true),
    (errors, now, old) => checkRoleBindingUpdate(errors, now, old, true),
  ),
  ClusterRoleBinding: of<RoleBinding>(
    (errors, binding) => checkRoleBinding(errors, binding, false),
    (errors, now, old) => checkRoleBindingUpdate(errors, now, old, false),
  ),
  NetworkPolicy: of<NetworkPolicy>(checkNetworkPolicy),
  PodDisruptionBudget: of<PodDisruptionBudget>(checkDisruptionBudget),
  HorizontalPodAutoscaler: of<HorizontalPodAutoscaler>(checkAutoscaler),
  Ingress: of<Ingress>(checkIngress),
  EndpointSlice: of<EndpointSlice>(checkEndpointSlice),
  Lease: of<Lease>(checkLease),
  ValidatingAdmissionPolicy: of<ValidatingAdmissionPolicy>(checkAdmissionPolicy),
  ValidatingAdmissionPolicyBinding: of<ValidatingAdmissionPolicyBinding>(checkAdmissionPolicyBinding),
  RuntimeClass: of<RuntimeClass>(checkRuntimeClass, checkRuntimeClassUpdate),
}
