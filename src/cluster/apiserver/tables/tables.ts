import { admissionPolicyBindingColumns, admissionPolicyColumns, runtimeClassColumns } from './admission.ts'
import { cronJobColumns, jobColumns } from './batch.ts'
import {
  configMapColumns,
  eventColumns,
  leaseColumns,
  namespaceColumns,
  nodeColumns,
  priorityClassColumns,
  quotaColumns,
  secretColumns,
} from './core.ts'
import { nameAndAge } from './default.ts'
import {
  endpointSliceColumns,
  endpointsColumns,
  ingressClassColumns,
  ingressColumns,
  networkPolicyColumns,
  serviceColumns,
} from './network.ts'
import { podColumns } from './pods.ts'
import { autoscalerColumns, bindingColumns, budgetColumns } from './policy.ts'
import {
  attachmentColumns,
  claimColumns,
  csiDriverColumns,
  csiNodeColumns,
  storageClassColumns,
  volumeColumns,
} from './storage.ts'
import type { TableColumns } from './table.ts'
import {
  controllerRevisionColumns,
  daemonSetColumns,
  deploymentColumns,
  podTemplateColumns,
  replicaSetColumns,
  replicationControllerColumns,
  statefulSetColumns,
} from './workloads.ts'

/** Columns by place of storage. Roles, ClusterRoles and LimitRanges have no printer upstream either. */
export const tables: Readonly<Record<string, TableColumns>> = {
  configmaps: configMapColumns,
  endpoints: endpointsColumns,
  events: eventColumns,
  namespaces: namespaceColumns,
  nodes: nodeColumns,
  persistentvolumeclaims: claimColumns,
  persistentvolumes: volumeColumns,
  pods: podColumns,
  podtemplates: podTemplateColumns,
  replicationcontrollers: replicationControllerColumns,
  resourcequotas: quotaColumns,
  secrets: secretColumns,
  serviceaccounts: nameAndAge,
  services: serviceColumns,
  'controllerrevisions.apps': controllerRevisionColumns,
  'daemonsets.apps': daemonSetColumns,
  'deployments.apps': deploymentColumns,
  'replicasets.apps': replicaSetColumns,
  'statefulsets.apps': statefulSetColumns,
  'cronjobs.batch': cronJobColumns,
  'jobs.batch': jobColumns,
  'horizontalpodautoscalers.autoscaling': autoscalerColumns,
  'ingressclasses.networking.k8s.io': ingressClassColumns,
  'ingresses.networking.k8s.io': ingressColumns,
  'networkpolicies.networking.k8s.io': networkPolicyColumns,
  'poddisruptionbudgets.policy': budgetColumns,
  'clusterrolebindings.rbac.authorization.k8s.io': bindingColumns,
  'rolebindings.rbac.authorization.k8s.io': bindingColumns,
  'csidrivers.storage.k8s.io': csiDriverColumns,
  'csinodes.storage.k8s.io': csiNodeColumns,
  'storageclasses.storage.k8s.io': storageClassColumns,
  'volumeattachments.storage.k8s.io': attachmentColumns,
  'priorityclasses.scheduling.k8s.io': priorityClassColumns,
  'validatingadmissionpolicies.admissionregistration.k8s.io': admissionPolicyColumns,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': admissionPolicyBindingColumns,
  'runtimeclasses.node.k8s.io': runtimeClassColumns,
  'leases.coordination.k8s.io': leaseColumns,
  'endpointslices.discovery.k8s.io': endpointSliceColumns,
}
