/**
 * What Go leaves out when it writes an object: optional values that are zero, unless the field is a pointer. The
 * generated schema does not say which fields are pointers; this table does.
 */

/** Optional strings whose empty value means something (Go: `*string`). */
const pointerStrings = new Set([
  'CoreV1HostPathVolumeSource.type',
  'CoreV1PersistentVolumeClaimSpec.storageClassName',
  'CoreV1PersistentVolumeClaimSpec.volumeAttributesClassName',
  'CoreV1PersistentVolumeSpec.volumeAttributesClassName',
  'CoreV1EndpointPort.appProtocol',
  'CoreV1ServicePort.appProtocol',
  'CoreV1TypedLocalObjectReference.apiGroup',
  'CoreV1TypedObjectReference.apiGroup',
  'DiscoveryV1EndpointPort.name',
  'DiscoveryV1EndpointPort.appProtocol',
  'CoreV1GRPCAction.service',
  'CoreV1PodDNSConfigOption.value',
  'CoreV1Event.action',
  'CoordinationV1LeaseSpec.holderIdentity',
  'NetworkingV1IngressSpec.ingressClassName',
])

/** Booleans that Go leaves out when false. All other optional booleans are pointers. */
const plainBooleans = new Set([
  'CoreV1PodSpec.hostNetwork',
  'CoreV1PodSpec.hostPID',
  'CoreV1PodSpec.hostIPC',
  'CoreV1VolumeMount.readOnly',
  'CoreV1PersistentVolumeClaimVolumeSource.readOnly',
  'CoreV1GCEPersistentDiskVolumeSource.readOnly',
  'CoreV1AWSElasticBlockStoreVolumeSource.readOnly',
  'CoreV1NFSVolumeSource.readOnly',
  'CoreV1ISCSIVolumeSource.readOnly',
  'CoreV1RBDVolumeSource.readOnly',
  'CoreV1CephFSVolumeSource.readOnly',
  'CoreV1CinderVolumeSource.readOnly',
  'CoreV1Container.stdin',
  'CoreV1Container.stdinOnce',
  'CoreV1Container.tty',
  'CoreV1EphemeralContainer.stdin',
  'CoreV1EphemeralContainer.stdinOnce',
  'CoreV1EphemeralContainer.tty',
  'CoreV1NodeSpec.unschedulable',
  'CoreV1ServiceSpec.publishNotReadyAddresses',
  'AppsV1DeploymentSpec.paused',
  'SchedulingV1PriorityClass.globalDefault',
])

/** Integers that Go leaves out when 0. All other optional integers are pointers. */
const plainIntegers = new Set([
  'CoreV1Probe.initialDelaySeconds',
  'CoreV1Probe.timeoutSeconds',
  'CoreV1Probe.periodSeconds',
  'CoreV1Probe.successThreshold',
  'CoreV1Probe.failureThreshold',
  'CoreV1ContainerPort.hostPort',
  'CoreV1ServicePort.nodePort',
  'CoreV1GCEPersistentDiskVolumeSource.partition',
  'CoreV1AWSElasticBlockStoreVolumeSource.partition',
  'AppsV1DeploymentSpec.minReadySeconds',
  'AppsV1ReplicaSetSpec.minReadySeconds',
  'AppsV1StatefulSetSpec.minReadySeconds',
  'AppsV1DaemonSetSpec.minReadySeconds',
  'CoreV1ReplicationControllerSpec.minReadySeconds',
  'AutoscalingV1ScaleSpec.replicas',
  'MetaV1ObjectMeta.generation',
  'CoreV1Event.count',
  'CoreV1PodStatus.observedGeneration',
  'CoreV1PodCondition.observedGeneration',
  'AppsV1DeploymentStatus.observedGeneration',
  'AppsV1DeploymentStatus.replicas',
  'AppsV1DeploymentStatus.updatedReplicas',
  'AppsV1DeploymentStatus.readyReplicas',
  'AppsV1DeploymentStatus.availableReplicas',
  'AppsV1DeploymentStatus.unavailableReplicas',
  'AppsV1ReplicaSetStatus.fullyLabeledReplicas',
  'AppsV1ReplicaSetStatus.readyReplicas',
  'AppsV1ReplicaSetStatus.availableReplicas',
  'AppsV1ReplicaSetStatus.observedGeneration',
  'CoreV1ReplicationControllerStatus.fullyLabeledReplicas',
  'CoreV1ReplicationControllerStatus.readyReplicas',
  'CoreV1ReplicationControllerStatus.availableReplicas',
  'CoreV1ReplicationControllerStatus.observedGeneration',
  'AppsV1StatefulSetStatus.observedGeneration',
  'AppsV1StatefulSetStatus.readyReplicas',
  'AppsV1StatefulSetStatus.currentReplicas',
  'AppsV1StatefulSetStatus.updatedReplicas',
  'AppsV1DaemonSetStatus.observedGeneration',
  'AppsV1DaemonSetStatus.updatedNumberScheduled',
  'AppsV1DaemonSetStatus.numberAvailable',
  'AppsV1DaemonSetStatus.numberUnavailable',
  'BatchV1JobStatus.active',
  'BatchV1JobStatus.succeeded',
  'BatchV1JobStatus.failed',
  'PolicyV1PodDisruptionBudgetStatus.observedGeneration',
  'AutoscalingV2HorizontalPodAutoscalerStatus.currentReplicas',
  'CoreV1ContainerStateTerminated.signal',
])

/** Whether Go leaves out this optional field when it holds this (normalised) value. */
export function isOmitted(owner: string, field: string, value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value === '' && !pointerStrings.has(`${owner}.${field}`)
    case 'boolean':
      return !value && plainBooleans.has(`${owner}.${field}`)
    case 'number':
      return value === 0 && plainIntegers.has(`${owner}.${field}`)
    default:
      return false
  }
}
