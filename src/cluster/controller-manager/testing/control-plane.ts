import type { Lease, Node, Pod } from '../../api/generated/types.ts'
import { formatMicroTime, formatTime, type GroupVersionResource, type KubeObject } from '../../api/object.ts'
import { createApiServer } from '../../apiserver/api-server.ts'
import type { ApiRequest, ApiResponse } from '../../apiserver/interface.ts'
import { ApiError, type Client } from '../../client/client.ts'
import type { Controller } from '../../client/controller.ts'
import { type Running, runController } from '../../client/controller-runner.ts'
import { createClient } from '../../client/direct-client.ts'
import { createRecorder, createSeriesRecorder } from '../../client/recorder.ts'
import { resources } from '../../client/resources.ts'
import { createInformers } from '../../client/shared-informers.ts'
import { Etcd } from '../../etcd/etcd.ts'
import { createScheduler, type Scheduler } from '../../scheduler/scheduler.ts'
import { Simulation } from '../../sim/simulation.ts'
import { controllers as allControllers } from '../controllers.ts'

/** How and when after its start a pod ends. */
export interface PodEnd {
  readonly afterMs: number
  readonly exitCode: number
}

export interface ControlPlaneOptions {
  readonly seed?: number
  readonly controllers?: readonly Controller[]
  /** Names of nodes to make; each has 4 CPUs and 8 GiB. */
  readonly nodes?: readonly string[]
  readonly scheduler?: boolean
  /** Plays the kubelets: pods get Ready this long after they were bound, and go this long after they were deleted. */
  readonly kubelet?: {
    readonly readyMs: number
    readonly goneMs: number
    readonly ready?: (pod: Pod) => boolean
    readonly end?: (pod: Pod) => PodEnd | undefined
  }
}

/** A real API server with real controllers, and kubelets that only pretend: for tests of this room and its neighbours. */
export class ControlPlane {
  readonly sim: Simulation
  readonly api: ReturnType<typeof createApiServer>
  readonly client: Client
  readonly informers
  readonly scheduler: Scheduler | undefined
  readonly controllers: readonly Running[]

  constructor(options: ControlPlaneOptions = {}) {
    this.sim = new Simulation(options.seed ?? 1, Date.parse('2026-11-21T09:00:00Z'))
    this.api = createApiServer({ sim: this.sim, etcd: new Etcd(this.sim) })
    this.client = createClient(this.api, 'test', { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] })
    this.informers = createInformers(this.sim, this.api)
    for (const name of ['kube-system', 'kube-node-lease', 'default']) {
      this.client.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    }
    const admin = (name: string) =>
      createClient(this.api, name, { name: `system:${name}`, groups: ['system:masters', 'system:authenticated'] })
    this.controllers = (options.controllers ?? allControllers).map((controller) =>
      runController(controller, {
        sim: this.sim,
        informers: this.informers,
        clientFor: admin,
        eventsFor: (component) => createRecorder({ sim: this.sim, client: admin(component), component }),
      }),
    )
    for (const name of options.nodes ?? []) this.addNode(name)
    if (options.scheduler ?? options.nodes) {
      const component = 'default-scheduler'
      const client = admin(component)
      const events = createSeriesRecorder({ sim: this.sim, client, component, action: 'Scheduling' })
      this.scheduler = createScheduler({ sim: this.sim, api: client, informers: this.informers, events })
      this.scheduler.start()
    }
    this.renewLeases(admin('kubelet'))
    if (options.kubelet) this.pretend(admin('kubelet'), options.kubelet)
    this.run(100)
  }

  addNode(
    name: string,
    more: { readonly spec?: Node['spec']; readonly labels?: Record<string, string>; readonly cpu?: string } = {},
  ): Node {
    const amounts = { cpu: more.cpu ?? '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' }
    const now = formatTime(this.sim.wallTime)
    const status = {
      capacity: amounts,
      allocatable: amounts,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        },
      ],
    }
    const labels = { 'kubernetes.io/hostname': name, ...more.labels }
    const node = this.client.create<Node>(resources.nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
      spec: more.spec ?? {},
    })
    return this.client.update(resources.nodes, { ...node, status }, { subresource: 'status' })
  }

  /** As kubectl would ask, admin's rights included. */
  ask(method: ApiRequest['method'], path: string, body?: unknown, more: Partial<ApiRequest> = {}): ApiResponse {
    return this.api.handle({ method, path, body, ...more })
  }

  create<T extends KubeObject>(resource: GroupVersionResource, object: object): T {
    const given = object as { metadata?: { namespace?: string } }
    const namespaced =
      resource.resource !== 'nodes' && resource.resource !== 'namespaces' && resource.resource !== 'persistentvolumes'
    const metadata = namespaced ? { namespace: 'default', ...given.metadata } : given.metadata
    return this.client.create<T>(resource, { ...given, metadata })
  }

  get<T extends KubeObject>(resource: GroupVersionResource, name: string, namespace: string | undefined = 'default'): T {
    return this.client.get<T>(resource, namespace, name)
  }

  list<T extends KubeObject>(resource: GroupVersionResource, namespace: string | undefined = 'default'): readonly T[] {
    return this.client.list<T>(resource, { namespace })
  }

  pods(namespace = 'default'): readonly Pod[] {
    return this.list<Pod>(resources.pods, namespace)
  }

  /** `Reason message` of the events, in order of their writing. */
  events(kind?: string, namespace = 'default'): readonly string[] {
    return this.list<KubeObject & { reason: string; message: string; involvedObject: { kind: string } }>(
      resources.events,
      namespace,
    )
      .filter((event) => kind === undefined || event.involvedObject.kind === kind)
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map((event) => `${event.reason} ${event.message}`)
  }

  run(ms: number): void {
    this.sim.runUntil(this.sim.now + ms)
  }

  /** Nodes whose kubelets have gone silent. */
  readonly silent = new Set<string>()

  private renewLeases(client: Client): void {
    for (const node of client.list<Node>(resources.nodes)) {
      const name = String(node.metadata.name)
      if (this.silent.has(name)) continue
      const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(this.sim.wallTime) }
      const lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name, namespace: 'kube-node-lease' },
        spec,
      }
      const [known] = client.list<Lease>(resources.leases, {
        namespace: 'kube-node-lease',
        fieldSelector: `metadata.name=${name}`,
      })
      if (known) client.update(resources.leases, { ...known, spec })
      else client.create(resources.leases, lease)
    }
    this.sim.after(10_000, () => this.renewLeases(client))
  }

  private find(client: Client, { metadata }: Pod): Pod | undefined {
    try {
      const pod = client.get<Pod>(resources.pods, metadata.namespace, String(metadata.name))
      return pod.metadata.uid === metadata.uid ? pod : undefined
    } catch (error) {
      if (error instanceof ApiError && error.is('NotFound')) return undefined
      throw error
    }
  }

  private finish(client: Client, pod: Pod, exitCode: number): void {
    const now = this.find(client, pod)
    if (!now) return
    client.update(resources.pods, { ...now, status: endedStatus(now, exitCode, this.sim.wallTime) }, { subresource: 'status' })
  }

  private pretend(client: Client, { readyMs, goneMs, ready, end }: NonNullable<ControlPlaneOptions['kubelet']>): void {
    let address = 1
    const begun = new Set<string>()
    const gone = new Set<string>()
    const attend = (pod: Pod): void => {
      const uid = String(pod.metadata.uid)
      const name = String(pod.metadata.name)
      if (!pod.spec?.nodeName) return
      if (pod.metadata.deletionTimestamp && !gone.has(uid)) {
        gone.add(uid)
        this.sim.after(goneMs, () => {
          this.finish(client, pod, 137)
          if (!this.find(client, pod)) return
          client.delete(resources.pods, pod.metadata.namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } })
        })
      } else if (!begun.has(uid)) {
        begun.add(uid)
        if (ready && !ready(pod)) return
        this.sim.after(readyMs, () => {
          const now = gone.has(uid) ? undefined : this.find(client, pod)
          if (!now) return
          client.update(
            resources.pods,
            { ...now, status: runningStatus(now, `10.244.0.${address++}`, this.sim.wallTime) },
            { subresource: 'status' },
          )
          const ended = end?.(pod)
          if (ended) this.sim.after(ended.afterMs, () => this.finish(client, pod, ended.exitCode))
        })
      }
    }
    this.informers.for<Pod>(resources.pods).onChange({ added: attend, updated: attend })
  }
}

export function runningStatus(pod: Pod, podIP: string, wallTime: number): NonNullable<Pod['status']> {
  const now = formatTime(wallTime)
  const set = ['Initialized', 'Ready', 'ContainersReady'].map((type) => ({ type, status: 'True', lastTransitionTime: now }))
  const kept = (pod.status?.conditions ?? []).filter((one) => !set.some(({ type }) => type === one.type))
  return { ...pod.status, phase: 'Running', podIP, podIPs: [{ ip: podIP }], startTime: now, conditions: [...kept, ...set] }
}

export function endedStatus(pod: Pod, exitCode: number, wallTime: number): NonNullable<Pod['status']> {
  const finishedAt = formatTime(wallTime)
  const terminated = { exitCode, finishedAt, startedAt: finishedAt, reason: exitCode === 0 ? 'Completed' : 'Error' }
  const conditions = (pod.status?.conditions ?? []).map((one) => (one.type === 'Ready' ? { ...one, status: 'False' } : one))
  const name = pod.spec?.containers[0]?.name ?? ''
  const containerStatuses = [{ name, image: '', imageID: '', ready: false, restartCount: 0, state: { terminated } }]
  return { ...pod.status, phase: exitCode === 0 ? 'Succeeded' : 'Failed', conditions, containerStatuses }
}

/** A template of one nginx, labelled `app`. */
export function template(
  app: string,
  image = 'nginx',
  more: object = {},
): { metadata: { labels: Record<string, string> }; spec: object } {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: 'main', image, ...more }] } }
}
