import type { EndpointSlice, Node } from '../../cluster/api/generated/types.ts'
import { isReady } from '../../cluster/api/pods.ts'
import type { ClusterState } from '../../state/cluster-store.ts'
import { ofKind } from '../objects.ts'
import type { ComponentModel, GraphModel, NodeModel, PodModel, ServiceModel, WorkloadModel } from './model.ts'
import { podModel } from './pod-model.ts'
import { amounts } from './resources.ts'
import { systemNamespaces } from './system-namespaces.ts'

export interface GraphFilter {
  /** Namespaces to show; undefined is all but the cluster's own. */
  readonly namespaces: ReadonlySet<string> | undefined
  /** Shows the names that contain this. */
  readonly search: string
}

/** The cluster as the graph draws it. Pure; unchanged Pods keep their identity. */
export function project(state: Pick<ClusterState, 'objects' | 'insides'>, filter: GraphFilter): GraphModel {
  const { objects, insides } = state
  const shown = (namespace: string) => (filter.namespaces ? filter.namespaces.has(namespace) : !systemNamespaces.has(namespace))
  const matches = (name: string) => filter.search === '' || name.toLowerCase().includes(filter.search.toLowerCase())

  const pods = new Map<string, PodModel>()
  const byNode = new Map<string, { all: PodModel[]; visible: PodModel[] }>()
  const unbound: PodModel[] = []
  const counts = new Map<string, number>()
  for (const [key, pod] of ofKind(objects, 'Pod')) {
    const model = podModel(pod, insides.get(String(pod.metadata.uid)))
    counts.set(model.namespace, (counts.get(model.namespace) ?? 0) + 1)
    const visible = shown(model.namespace) && matches(model.name)
    if (visible) pods.set(key, model)
    if (model.node === undefined) {
      if (visible) unbound.push(model)
      continue
    }
    let onNode = byNode.get(model.node)
    if (!onNode) {
      onNode = { all: [], visible: [] }
      byNode.set(model.node, onNode)
    }
    onNode.all.push(model)
    if (visible) onNode.visible.push(model)
  }
  const empty = { all: [], visible: [] }
  return {
    components: componentsOf(objects),
    nodes: [...ofKind(objects, 'Node').values()]
      .map((node) => makeNode(node, byNode.get(String(node.metadata.name)) ?? empty))
      .sort((a, b) => Number(b.controlPlane) - Number(a.controlPlane) || compareNames(a.name, b.name)),
    unbound: unbound.sort(byAge),
    workloads: workloadsOf(objects, pods, shown, matches),
    services: servicesOf(objects, shown, matches),
    pods,
    namespaces: [...ofKind(objects, 'Namespace').keys()].sort().map((name) => ({ name, podCount: counts.get(name) ?? 0 })),
  }
}

function byAge(a: PodModel, b: PodModel): number {
  return a.createdAt - b.createdAt || compareNames(a.name, b.name)
}

/** By name, with `worker-10` after `worker-9`. */
const compareNames = new Intl.Collator('en', { numeric: true }).compare

function makeNode(node: Node, on: { readonly all: readonly PodModel[]; readonly visible: PodModel[] }): NodeModel {
  const condition = node.status?.conditions?.find((each) => each.type === 'Ready')
  const ready = condition?.status === 'True'
  const word = ready ? 'Ready' : condition ? 'NotReady' : 'Unknown'
  let cpu = 0
  let memoryBytes = 0
  for (const pod of on.all) {
    if (pod.finished) continue
    cpu += pod.requests.cpu
    memoryBytes += pod.requests.memoryBytes
  }
  return {
    name: String(node.metadata.name),
    status: node.spec?.unschedulable ? `${word},SchedulingDisabled` : word,
    ready,
    controlPlane: node.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined,
    requested: { cpu, memoryBytes },
    allocatable: amounts(node.status?.allocatable),
    pods: on.visible.sort(byAge),
    hiddenPods: on.all.length - on.visible.length,
    createdAt: Date.parse(String(node.metadata.creationTimestamp)),
  }
}

const strip: readonly { readonly title: string; readonly by: readonly string[]; readonly pod: string }[] = [
  { title: 'apiserver', by: ['kube-apiserver', 'apiserver'], pod: 'kube-apiserver-' },
  { title: 'etcd', by: ['etcd'], pod: 'etcd-' },
  { title: 'scheduler', by: ['default-scheduler', 'kube-scheduler', 'scheduler'], pod: 'kube-scheduler-' },
  { title: 'controller manager', by: ['kube-controller-manager'], pod: 'kube-controller-manager-' },
]

function componentsOf(objects: ClusterState['objects']): ComponentModel[] {
  const system = [...ofKind(objects, 'Pod').values()].filter((pod) => pod.metadata.namespace === 'kube-system')
  return strip.map(({ title, by, pod: prefix }) => {
    const pod = system.find((each) => String(each.metadata.name).startsWith(prefix))
    return { title, by, pod: pod && `kube-system/${pod.metadata.name}`, healthy: pod === undefined || isReady(pod) }
  })
}

type Shown = (text: string) => boolean

function servicesOf(objects: ClusterState['objects'], shown: Shown, matches: Shown): ServiceModel[] {
  const slices = new Map<string, EndpointSlice[]>()
  for (const slice of ofKind(objects, 'EndpointSlice').values()) {
    const key = `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`
    const list = slices.get(key)
    if (list) list.push(slice)
    else slices.set(key, [slice])
  }
  const services: ServiceModel[] = []
  for (const [key, service] of ofKind(objects, 'Service')) {
    const { namespace, name } = service.metadata
    // the cluster's own door: in every default namespace, and selects nothing
    if (!shown(String(namespace)) || !matches(String(name)) || (key === 'default/kubernetes' && !service.spec?.selector)) continue
    const endpoints = (slices.get(key) ?? [])
      .flatMap((slice) => slice.endpoints ?? [])
      .filter((each) => each.targetRef?.kind === 'Pod')
      .map((each) => ({ pod: `${namespace}/${each.targetRef?.name}`, ready: each.conditions?.ready ?? false }))
    const ports = (service.spec?.ports ?? []).map((port) => (port.nodePort ? `${port.port}:${port.nodePort}` : port.port))
    const ip = service.spec?.type === 'ExternalName' ? service.spec.externalName : service.spec?.clusterIP
    services.push({
      key,
      namespace: String(namespace),
      name: String(name),
      type: service.spec?.type ?? 'ClusterIP',
      address: ports.length > 0 ? `${ip ?? ''}:${ports.join(',')}` : String(ip ?? ''),
      endpoints,
      readyCount: endpoints.filter((each) => each.ready).length,
    })
  }
  return services.sort((a, b) => compareNames(a.key, b.key))
}

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'ReplicationController']

/** The numbers that the kinds of owners have in common, wherever each keeps them. */
interface Counted {
  readonly spec?: { readonly replicas?: number; readonly completions?: number; readonly parallelism?: number } | undefined
  readonly status?:
    | {
        readonly replicas?: number
        readonly readyReplicas?: number
        readonly numberReady?: number
        readonly desiredNumberScheduled?: number
        readonly succeeded?: number
        readonly active?: number | readonly unknown[]
      }
    | undefined
}

function workloadsOf(
  objects: ClusterState['objects'],
  pods: ReadonlyMap<string, PodModel>,
  shown: Shown,
  matches: Shown,
): WorkloadModel[] {
  const ownerOf = new Map<string, string>()
  for (const kind of workloadKinds) {
    for (const object of objects.get(kind)?.values() ?? []) {
      const owner = object.metadata.ownerReferences?.find((each) => each.controller)
      const { namespace, name } = object.metadata
      if (owner) ownerOf.set(`${kind}/${namespace}/${name}`, `${owner.kind}/${namespace}/${owner.name}`)
    }
  }
  const podsOf = new Map<string, string[]>()
  for (const pod of pods.values()) {
    if (!pod.owner) continue
    let top = `${pod.owner.kind}/${pod.namespace}/${pod.owner.name}`
    for (let owner = ownerOf.get(top); owner !== undefined; owner = ownerOf.get(top)) top = owner
    const list = podsOf.get(top)
    if (list) list.push(pod.key)
    else podsOf.set(top, [pod.key])
  }
  const partsOf = new Map<string, WorkloadModel['parts'][number][]>()
  const workloads: WorkloadModel[] = []
  for (const kind of [...workloadKinds].reverse()) {
    for (const object of objects.get(kind)?.values() ?? []) {
      const namespace = String(object.metadata.namespace)
      const name = String(object.metadata.name)
      const key = `${kind}/${namespace}/${name}`
      const { spec, status } = object as unknown as Counted
      const { desired, ready } = numbersOf(kind, spec, status)
      const top = ownerOf.get(key)
      if (top !== undefined) {
        const current = status?.replicas ?? 0
        if (kind === 'ReplicaSet' && desired === 0 && current === 0) continue
        const parts = partsOf.get(top)
        const part = { kind, name, desired, current }
        if (parts) parts.push(part)
        else partsOf.set(top, [part])
      } else if (shown(namespace) && (matches(name) || podsOf.has(key))) {
        const look = kind === 'Job' && ready >= desired ? 'done' : ready >= desired ? 'running' : 'waiting'
        workloads.push({
          key,
          kind,
          namespace,
          name,
          desired,
          ready,
          look,
          parts: partsOf.get(key) ?? [],
          pods: podsOf.get(key) ?? [],
        })
      }
    }
  }
  return workloads.sort((a, b) => compareNames(a.key, b.key))
}

function numbersOf(kind: string, spec: Counted['spec'], status: Counted['status']): { desired: number; ready: number } {
  switch (kind) {
    case 'DaemonSet':
      return { desired: status?.desiredNumberScheduled ?? 0, ready: status?.numberReady ?? 0 }
    case 'Job':
      return { desired: spec?.completions ?? spec?.parallelism ?? 1, ready: status?.succeeded ?? 0 }
    case 'CronJob':
      return { desired: 0, ready: 0 }
    default:
      return { desired: spec?.replicas ?? 1, ready: status?.readyReplicas ?? 0 }
  }
}
