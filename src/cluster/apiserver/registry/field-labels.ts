import type {
  Event,
  Job,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  ReplicationController,
  Secret,
  Service,
} from '../../api/generated/types.ts'
import type { Content } from './resource.ts'

type Labels = Readonly<Record<string, (object: Content) => string>>

const pod = (read: (pod: Pod) => string | undefined) => (object: Content) => read(object as Pod) ?? ''

/** `fieldSelector` keys beyond metadata.name and metadata.namespace, by place of storage. */
export const fieldLabels: Readonly<Record<string, Labels>> = {
  pods: {
    'spec.nodeName': pod((p) => p.spec?.nodeName),
    'spec.host': pod((p) => p.spec?.nodeName),
    'spec.restartPolicy': pod((p) => p.spec?.restartPolicy),
    'spec.schedulerName': pod((p) => p.spec?.schedulerName),
    'spec.serviceAccountName': pod((p) => p.spec?.serviceAccountName),
    'spec.hostNetwork': pod((p) => String(p.spec?.hostNetwork ?? false)),
    'status.phase': pod((p) => p.status?.phase),
    'status.podIP': pod((p) => p.status?.podIPs?.[0]?.ip ?? p.status?.podIP),
    // accepted, but not among the fields that upstream compares
    'status.podIPs': () => '',
    'status.nominatedNodeName': pod((p) => p.status?.nominatedNodeName),
  },
  nodes: { 'spec.unschedulable': (object) => String((object as Node).spec?.unschedulable ?? false) },
  namespaces: { 'status.phase': (object) => (object as Namespace).status?.phase ?? '' },
  secrets: { type: (object) => (object as Secret).type ?? '' },
  services: {
    'spec.clusterIP': (object) => (object as Service).spec?.clusterIP ?? '',
    'spec.type': (object) => (object as Service).spec?.type ?? '',
  },
  replicationcontrollers: {
    'status.replicas': (object) => String((object as ReplicationController).status?.replicas ?? 0),
  },
  'replicasets.apps': { 'status.replicas': (object) => String((object as ReplicaSet).status?.replicas ?? 0) },
  'jobs.batch': { 'status.successful': (object) => String((object as Job).status?.succeeded ?? 0) },
  events: eventLabels(),
}

function eventLabels(): Labels {
  const event = (read: (event: Event) => string | undefined) => (object: Content) => read(object as Event) ?? ''
  return {
    'involvedObject.kind': event((e) => e.involvedObject?.kind),
    'involvedObject.namespace': event((e) => e.involvedObject?.namespace),
    'involvedObject.name': event((e) => e.involvedObject?.name),
    'involvedObject.uid': event((e) => e.involvedObject?.uid),
    'involvedObject.apiVersion': event((e) => e.involvedObject?.apiVersion),
    'involvedObject.resourceVersion': event((e) => e.involvedObject?.resourceVersion),
    'involvedObject.fieldPath': event((e) => e.involvedObject?.fieldPath),
    reason: event((e) => e.reason),
    reportingComponent: event((e) => e.reportingComponent),
    source: event((e) => e.source?.component || e.reportingComponent),
    type: event((e) => e.type),
  }
}
