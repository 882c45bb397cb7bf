import type { GroupVersionResource } from '../api/object.ts'

const core = (resource: string): GroupVersionResource => ({ group: '', version: 'v1', resource })
const named = (group: string, version: string, resource: string): GroupVersionResource => ({ group, version, resource })

/** The resources that components ask for, by their plural names. */
export const resources = {
  pods: core('pods'),
  nodes: core('nodes'),
  namespaces: core('namespaces'),
  services: core('services'),
  endpoints: core('endpoints'),
  events: core('events'),
  configmaps: core('configmaps'),
  secrets: core('secrets'),
  serviceaccounts: core('serviceaccounts'),
  persistentvolumes: core('persistentvolumes'),
  persistentvolumeclaims: core('persistentvolumeclaims'),
  replicationcontrollers: core('replicationcontrollers'),
  podtemplates: core('podtemplates'),
  limitranges: core('limitranges'),
  resourcequotas: core('resourcequotas'),
  deployments: named('apps', 'v1', 'deployments'),
  replicasets: named('apps', 'v1', 'replicasets'),
  statefulsets: named('apps', 'v1', 'statefulsets'),
  daemonsets: named('apps', 'v1', 'daemonsets'),
  controllerrevisions: named('apps', 'v1', 'controllerrevisions'),
  jobs: named('batch', 'v1', 'jobs'),
  cronjobs: named('batch', 'v1', 'cronjobs'),
  networkpolicies: named('networking.k8s.io', 'v1', 'networkpolicies'),
  ingresses: named('networking.k8s.io', 'v1', 'ingresses'),
  poddisruptionbudgets: named('policy', 'v1', 'poddisruptionbudgets'),
  storageclasses: named('storage.k8s.io', 'v1', 'storageclasses'),
  horizontalpodautoscalers: named('autoscaling', 'v2', 'horizontalpodautoscalers'),
  priorityclasses: named('scheduling.k8s.io', 'v1', 'priorityclasses'),
  endpointslices: named('discovery.k8s.io', 'v1', 'endpointslices'),
  leases: named('coordination.k8s.io', 'v1', 'leases'),
} as const
