/**
 * For every kind that the API server serves: who acts upon its objects here, or why nobody does. The inspector says so
 * beside an object, docs/conformance.md lists it; a test holds it against the table of kinds.
 */
export interface KindSupport {
  /** False: objects are kept and served, and nothing happens because of them. */
  readonly actedUpon: boolean
  /** One plain sentence. */
  readonly sentence: string
}

const acted = (sentence: string): KindSupport => ({ actedUpon: true, sentence })
const kept = (sentence: string): KindSupport => ({ actedUpon: false, sentence })

/** By `apiVersion/Kind`. */
export const kindSupports: Readonly<Record<string, KindSupport>> = {
  'v1/Binding': acted('Creating one puts a Pod on a node.'),
  'v1/ConfigMap': acted('Kubelets bring it into containers, as variables and as files.'),
  'v1/Endpoints': acted('The endpoints controller keeps it; one without a selector is mirrored into EndpointSlices.'),
  'v1/Event': acted('All components write them; the API server forgets them after an hour.'),
  'v1/LimitRange': acted('Admission fills in and bounds what Pods and claims ask for.'),
  'v1/Namespace': acted('The namespace controller empties it when it is deleted; its labels steer Pod security and policies.'),
  'v1/Node': acted('Its kubelet keeps it; the scheduler and the node controllers read it.'),
  'v1/PersistentVolumeClaim': acted('The volume controller binds it, the provisioner makes volumes for it, kubelets mount them.'),
  'v1/PersistentVolume': acted('The volume controller binds and reclaims it; kubelets mount it.'),
  'v1/Pod': acted('The scheduler finds a node for it and the kubelet there runs its containers.'),
  'v1/PodTemplate': kept('Nothing makes Pods of it, as in a real cluster.'),
  'v1/ReplicationController': acted('The replication controller makes and deletes its Pods.'),
  'v1/ResourceQuota': acted('Admission holds a namespace to it; the quota controller counts what is used.'),
  'v1/Secret': acted('Kubelets bring it into containers and pull images with it.'),
  'v1/ServiceAccount': acted('Pods run as it, with a token of its own; RBAC gives it rights.'),
  'v1/Service': acted('It gets an address and a DNS name, and leads connections to ready Pods; load balancers stay pending.'),
  'apps/v1/ControllerRevision': acted('StatefulSets and DaemonSets keep their history in it.'),
  'apps/v1/DaemonSet': acted('The DaemonSet controller keeps one of its Pods on every node that suits.'),
  'apps/v1/Deployment': acted('The Deployment controller rolls its Pods over by way of ReplicaSets.'),
  'apps/v1/ReplicaSet': acted('The ReplicaSet controller makes and deletes its Pods.'),
  'apps/v1/StatefulSet': acted('The StatefulSet controller makes its Pods in order, with names and volumes of their own.'),
  'authentication.k8s.io/v1/SelfSubjectReview': acted('The API server answers who you are.'),
  'authentication.k8s.io/v1/TokenReview': acted('The API server answers whose token it is.'),
  'authorization.k8s.io/v1/SelfSubjectAccessReview': acted('The API server answers whether you may.'),
  'authorization.k8s.io/v1/SelfSubjectRulesReview': acted('The API server answers what you may do.'),
  'authorization.k8s.io/v1/SubjectAccessReview': acted('The API server answers whether somebody may.'),
  'authorization.k8s.io/v1/LocalSubjectAccessReview': acted('The API server answers whether somebody may, in a namespace.'),
  'autoscaling/v2/HorizontalPodAutoscaler': acted('The autoscaler scales its target by what the simulated processes use.'),
  'autoscaling/v1/HorizontalPodAutoscaler': acted('The same autoscalers by an older version.'),
  'batch/v1/CronJob': acted('The CronJob controller makes Jobs on its schedule.'),
  'batch/v1/Job': acted('The Job controller runs Pods until enough of them succeed.'),
  'networking.k8s.io/v1/IngressClass': kept(
    'No ingress controller runs in this cluster; a default class is only written into new Ingresses.',
  ),
  'networking.k8s.io/v1/Ingress': kept('No ingress controller runs in this cluster, as in a real one where none is installed.'),
  'networking.k8s.io/v1/NetworkPolicy': acted('The network refuses connections that it does not allow.'),
  'policy/v1/PodDisruptionBudget': acted('The disruption controller counts, and evictions that would break it are refused.'),
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': acted('The API server decides by it who may do what.'),
  'rbac.authorization.k8s.io/v1/ClusterRole': acted('The API server decides by it who may do what.'),
  'rbac.authorization.k8s.io/v1/RoleBinding': acted('The API server decides by it who may do what in its namespace.'),
  'rbac.authorization.k8s.io/v1/Role': acted('The API server decides by it who may do what in its namespace.'),
  'storage.k8s.io/v1/CSIDriver': kept('No CSI drivers run in this cluster.'),
  'storage.k8s.io/v1/CSINode': acted('The scheduler counts volumes against its limits; no CSI drivers run here to write any.'),
  'storage.k8s.io/v1/StorageClass': acted(
    'The provisioner makes volumes of the built-in class; classes of other provisioners wait for theirs.',
  ),
  'storage.k8s.io/v1/VolumeAttachment': kept('Volumes need no attaching here.'),
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': acted(
    'Admission tries its expressions on requests, where a binding says so.',
  ),
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': acted('It puts a policy into force: to deny, or to warn.'),
  'apiextensions.k8s.io/v1/CustomResourceDefinition': acted('The API server serves the kind that it describes.'),
  'scheduling.k8s.io/v1/PriorityClass': acted('Admission gives Pods its number; the scheduler preempts by it.'),
  'coordination.k8s.io/v1/Lease': acted('Kubelets show with it that they are alive.'),
  'node.k8s.io/v1/RuntimeClass': acted(
    'Admission gives Pods its overhead and place; whatever its handler, all containers run in the one simulated runtime.',
  ),
  'discovery.k8s.io/v1/EndpointSlice': acted('The network leads connections to the ready endpoints in it.'),
  'events.k8s.io/v1/Event': acted('The same Events by another name.'),
}

const custom = kept('It is kept and served as its definition says; no controller for it runs in this cluster.')

/** What comes of an object of this kind; custom resources are only kept. */
export function kindSupport(apiVersion: string, kind: string): KindSupport {
  return kindSupports[`${apiVersion}/${kind}`] ?? custom
}
