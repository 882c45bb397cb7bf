/** Fields that were renamed, moved or removed, by the definition that had them. */
import { isRecord } from '../equality.ts'
import { modernSource } from './container-manifest.ts'

export interface OldField {
  readonly explanation: string
  /** Today's field and its value, from the old value; undefined where no certain change exists. */
  readonly rewrite?: (value: unknown) => { readonly key: string; readonly value: unknown } | undefined
}

const renamed = (to: string, explanation: string): OldField => ({ explanation, rewrite: (value) => ({ key: to, value }) })
const gone = (explanation: string): OldField => ({ explanation })

/** By `Definition.field`. */
const oldFields: Readonly<Record<string, OldField>> = {
  'CoreV1Volume.source': {
    explanation:
      'In 2014 a volume had a source, and a folder of the node was a hostDir. Today the source stands in the volume itself, and the folder is a hostPath.',
    rewrite(value) {
      const [entry] = Object.entries(modernSource(value))
      return entry ? { key: entry[0], value: entry[1] } : undefined
    },
  },
  'CoreV1Volume.hostDir': renamed('hostPath', 'hostDir was the name of hostPath before Kubernetes 1.0.'),
  'CoreV1Volume.emptyDirectory': renamed('emptyDir', 'emptyDirectory was the name of emptyDir before Kubernetes 1.0.'),
  'CoreV1Volume.persistentDisk': renamed(
    'gcePersistentDisk',
    'persistentDisk was the name of gcePersistentDisk before Kubernetes 1.0.',
  ),
  'CoreV1VolumeMount.path': renamed('mountPath', 'Where a volume appears in the container is its mountPath.'),
  'CoreV1VolumeMount.mountType': gone('mountType is gone: the volume itself says what it is.'),
  'CoreV1EnvVar.key': renamed('name', 'An environment variable has a name and a value.'),
  'CoreV1PodSpec.host': renamed(
    'nodeName',
    'host was the name of nodeName. Usually the scheduler chooses the node; nodeSelector or affinity guide it.',
  ),
  'CoreV1PodSpec.id': gone('id was the name of metadata.name before Kubernetes 1.0.'),
  'CoreV1PodSpec.manifest': gone('Containers and volumes stand in spec itself.'),
  'CoreV1PodSpec.securityPolicy': gone('Pod Security admission looks at the labels of the namespace.'),
  'CoreV1PodSpec.replicas': gone('A Pod is one. To have several, put it into the template of a Deployment, which has replicas.'),
  'CoreV1PodSpec.template': gone('A Pod has no template: that is what a Deployment, Job or ReplicaSet makes Pods from.'),
  'CoreV1Pod.desiredState': gone('desiredState.manifest was the name of spec before Kubernetes 1.0.'),
  'CoreV1Pod.currentState': gone('currentState was the name of status; the cluster writes it.'),
  'CoreV1Pod.id': gone('id was the name of metadata.name before Kubernetes 1.0.'),
  'CoreV1Pod.labels': gone('Labels stand under metadata.'),
  'CoreV1Pod.name': gone('The name stands under metadata.'),
  'CoreV1Pod.containers': gone('Containers stand under spec.'),
  'CoreV1Container.hostPort': gone('hostPort belongs to an entry of ports, beside its containerPort.'),
  'CoreV1Container.containerPort': gone('containerPort belongs to an entry of ports.'),
  'CoreV1Container.port': gone('Ports are a list: ports: [{containerPort: 80}].'),
  'CoreV1Container.cpu': gone('Amounts stand under resources: resources.requests.cpu and resources.limits.cpu.'),
  'CoreV1Container.memory': gone('Amounts stand under resources: resources.requests.memory and resources.limits.memory.'),
  'CoreV1Container.limits': gone('Limits stand under resources.limits.'),
  'CoreV1Container.requests': gone('Requests stand under resources.requests.'),
  'CoreV1Container.privileged': {
    explanation: 'privileged is part of the security context of a container.',
    rewrite: (value) => ({ key: 'securityContext', value: { privileged: value } }),
  },
  'CoreV1Container.capabilities': {
    explanation: 'capabilities are part of the security context of a container.',
    rewrite: (value) => ({ key: 'securityContext', value: { capabilities: value } }),
  },
  'CoreV1Container.volumes': gone('Volumes belong to the Pod (spec.volumes); a container mounts them with volumeMounts.'),
  'CoreV1Container.restart': gone('restartPolicy belongs to the Pod: spec.restartPolicy.'),
  'CoreV1Container.environment': renamed('env', 'Environment variables are a list under env, each with name and value.'),
  'CoreV1Container.cmd': renamed('command', "command replaces the image's entrypoint, args its arguments."),
  'CoreV1Container.entrypoint': renamed('command', "command replaces the image's entrypoint."),
  'CoreV1Probe.http': renamed('httpGet', 'A probe by HTTP is an httpGet.'),
  'CoreV1Probe.tcp': renamed('tcpSocket', 'A probe by TCP is a tcpSocket.'),
  'CoreV1Probe.command': {
    explanation: 'A probe that runs a command has it under exec.',
    rewrite: (value) => ({ key: 'exec', value: { command: value } }),
  },
  'CoreV1Probe.initialDelay': renamed('initialDelaySeconds', 'Times of a probe are in seconds, and say so in their names.'),
  'CoreV1Probe.timeout': renamed('timeoutSeconds', 'Times of a probe are in seconds, and say so in their names.'),
  'CoreV1Probe.period': renamed('periodSeconds', 'Times of a probe are in seconds, and say so in their names.'),
  'CoreV1ServiceSpec.portalIP': renamed('clusterIP', 'portalIP was the name of clusterIP before Kubernetes 1.0.'),
  'CoreV1ServiceSpec.publicIPs': renamed('externalIPs', 'publicIPs were the externalIPs before Kubernetes 1.0.'),
  'CoreV1ServiceSpec.createExternalLoadBalancer': {
    explanation: 'A Service that wants a load balancer is of type LoadBalancer.',
    rewrite: (value) => (value === true ? { key: 'type', value: 'LoadBalancer' } : undefined),
  },
  'CoreV1ServiceSpec.containerPort': gone('A Service has ports, each with port and targetPort.'),
  'CoreV1ServiceSpec.port': gone('A Service has a list of ports: ports: [{port: 80, targetPort: 8080}].'),
  'CoreV1ServicePort.containerPort': renamed('targetPort', 'The port of the Pods is the targetPort.'),
  'CoreV1ReplicationControllerSpec.replicaSelector': renamed(
    'selector',
    'replicaSelector was the name of selector before Kubernetes 1.0.',
  ),
  'AppsV1DeploymentSpec.rollbackTo': gone('kubectl rollout undo goes back to an earlier revision.'),
  'AppsV1DeploymentSpec.containers': gone('Containers stand in the template: spec.template.spec.containers.'),
  'NetworkingV1IngressBackend.serviceName': {
    explanation: 'A backend names its service under service: {name, port: {number}}.',
    rewrite: (value) => ({ key: 'service', value: { name: value, port: { number: 80 } } }),
  },
  'NetworkingV1IngressBackend.servicePort': gone('A backend names its port under service.port.number.'),
  'AutoscalingV2HorizontalPodAutoscalerSpec.targetCPUUtilizationPercentage': {
    explanation: 'In autoscaling/v2 what is measured stands in a list of metrics.',
    rewrite: (value) => ({
      key: 'metrics',
      value: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: value } } }],
    }),
  },
}

/** What became of a field, if it is one of those. */
export function oldField(definition: string, field: string): OldField | undefined {
  return Object.hasOwn(oldFields, `${definition}.${field}`) ? oldFields[`${definition}.${field}`] : undefined
}

/** Renaming to a field that is there already would lose one of them. */
export function wouldClash(parent: unknown, key: string): boolean {
  return isRecord(parent) && Object.hasOwn(parent, key)
}
