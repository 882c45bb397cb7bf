/**
 * What the API server of this cluster takes and nobody acts upon, with the reason in plain words. The editor and the
 * inspector say so where such a field stands; docs/conformance.md lists it.
 */

const cloud = 'There is no cloud here: the volume cannot be attached.'
const windows = 'All nodes run Linux.'
const dra = 'There are no devices to claim: the Pod waits for ever.'
const selinux = 'SELinux labels are shown and not enforced.'
const oneVersion = 'Every kind has one version here, so that both policies mean the same.'
const loadBalancer = 'There is no cloud to give load balancers; NodePort and port-forward work.'

/** By `Definition.field`. Kinds as a whole: kind-support.ts. */
export const acceptedFields: Readonly<Record<string, string>> = {
  'CoreV1PodSpec.runtimeClassName': 'The class gives overhead and place; all containers run in the one simulated runtime.',
  'CoreV1PodSpec.resourceClaims': dra,
  'CoreV1PodSpec.schedulingGroup': 'Gang scheduling is off in Kubernetes 1.36.',
  'CoreV1PodSpec.hostUsers': 'User namespaces are not simulated.',
  'CoreV1PodSpec.os': windows,
  'CoreV1PodSecurityContext.windowsOptions': windows,
  'CoreV1PodSecurityContext.sysctls': 'Kernel parameters are not simulated.',
  'CoreV1PodSecurityContext.appArmorProfile': 'AppArmor is not simulated.',
  'CoreV1PodSecurityContext.seccompProfile': 'System calls are not filtered here.',
  'CoreV1PodSecurityContext.supplementalGroupsPolicy': 'Groups of images are not read.',
  'CoreV1PodSecurityContext.seLinuxChangePolicy': selinux,
  'CoreV1PodSecurityContext.seLinuxOptions': selinux,
  'CoreV1PodSecurityContext.fsGroupChangePolicy': 'Ownership is set at every start of the Pod; it takes no time here.',
  'CoreV1SecurityContext.seLinuxOptions': selinux,
  'CoreV1SecurityContext.windowsOptions': windows,
  'CoreV1SecurityContext.procMount': '/proc is always the default one.',
  'CoreV1SecurityContext.appArmorProfile': 'AppArmor is not simulated.',
  'CoreV1SecurityContext.seccompProfile': 'System calls are not filtered here.',
  'CoreV1ResourceRequirements.claims': dra,
  'CoreV1VolumeMount.mountPropagation': 'Mounts of the node do not change under a container here.',
  'CoreV1VolumeMount.recursiveReadOnly': 'Mounts do not nest on the simulated nodes.',
  'CoreV1Container.volumeDevices': 'Block devices are not simulated.',
  'CoreV1Volume.awsElasticBlockStore': cloud,
  'CoreV1Volume.azureDisk': cloud,
  'CoreV1Volume.azureFile': cloud,
  'CoreV1Volume.cinder': cloud,
  'CoreV1Volume.gcePersistentDisk': cloud,
  'CoreV1Volume.vsphereVolume': cloud,
  'CoreV1Volume.csi': 'No CSI drivers run in this cluster.',
  'CoreV1Volume.flexVolume': 'FlexVolume drivers are not simulated.',
  'CoreV1Volume.cephfs': 'Kubernetes 1.31 removed this driver; the volume cannot be mounted.',
  'CoreV1Volume.rbd': 'Kubernetes 1.31 removed this driver; the volume cannot be mounted.',
  'CoreV1Volume.glusterfs': 'Kubernetes 1.26 removed this driver; the volume cannot be mounted.',
  'CoreV1Volume.scaleIO': 'Kubernetes 1.22 removed this driver; the volume cannot be mounted.',
  'CoreV1Volume.storageos': 'Kubernetes 1.25 removed this driver; the volume cannot be mounted.',
  'CoreV1Volume.quobyte': 'Kubernetes 1.25 removed this driver; the volume cannot be mounted.',
  'CoreV1Volume.flocker': 'Kubernetes 1.25 removed this driver; the volume cannot be mounted.',
  'CoreV1Volume.photonPersistentDisk': 'Kubernetes 1.16 removed this driver; the volume cannot be mounted.',
  'CoreV1ServiceSpec.loadBalancerIP': loadBalancer,
  'CoreV1ServiceSpec.loadBalancerClass': loadBalancer,
  'CoreV1ServiceSpec.loadBalancerSourceRanges': loadBalancer,
  'CoreV1ServiceSpec.healthCheckNodePort': loadBalancer,
  'CoreV1ServiceSpec.trafficDistribution': 'Traffic is spread over all endpoints alike.',
  'CoreV1PersistentVolumeClaimSpec.dataSource': 'Volumes cannot be cloned here.',
  'CoreV1PersistentVolumeClaimSpec.dataSourceRef': 'Volumes cannot be cloned here.',
  'CoreV1PersistentVolumeClaimSpec.volumeAttributesClassName': 'Volumes have no attributes to change here.',
  'CoreV1PersistentVolumeSpec.mountOptions': 'Mount options are not simulated.',
  'StorageV1StorageClass.mountOptions': 'Mount options are not simulated.',
  'StorageV1StorageClass.allowVolumeExpansion': 'Larger claims are let in; nothing here makes their volumes larger.',
  'StorageV1StorageClass.allowedTopologies': 'All simulated storage is reachable from everywhere.',
  'CoreV1NodeSpec.configSource': 'Kubernetes removed dynamic kubelet configuration.',
  'AdmissionregistrationV1ValidatingAdmissionPolicySpec.auditAnnotations': 'There is no audit log to write to.',
  'AdmissionregistrationV1MatchResources.matchPolicy': oneVersion,
}
