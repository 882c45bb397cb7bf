import type { Pod, PodStatus } from '../api/generated/types.ts'
import type { KubeletServer } from '../apiserver/interface.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { Informers } from '../client/informer.ts'
import { resources } from '../client/resources.ts'
import type { Machine } from '../machine/machine.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import type { Containerd } from '../runtime/containerd.ts'
import type { Simulation } from '../sim/simulation.ts'
import { BackOff } from './back-off.ts'
import type { KubeletContext } from './context.ts'
import { gatherInsides } from './gather-insides.ts'
import { Grid } from './grid.ts'
import { ImageManager } from './images/image-manager.ts'
import type { PodInsides } from './insides.ts'
import { NodeAgent, type NodeOptions } from './node/node-agent.ts'
import { Pleg } from './pleg.ts'
import { isMirrorPod, isStaticPod, nameOf, namespaceOf, uidOf } from './pod-spec.ts'
import { PodWorker } from './pod-worker.ts'
import { ProbeManager } from './prober/probe-manager.ts'
import { createKubeletServer } from './server/kubelet-server.ts'
import { StatusManager } from './status/status-manager.ts'
import { ClusterStorage } from './volumes/cluster-storage.ts'
import { VolumeManager } from './volumes/volume-manager.ts'

export interface KubeletOptions {
  readonly sim: Simulation
  readonly nodeName: string
  /** Speaks as this node's kubelet: component `kubelet`. */
  readonly api: Client
  readonly informers: Informers
  /** Component `kubelet`, host the node's name. */
  readonly events: EventRecorder
  readonly machine: Machine
  readonly runtime: Containerd
  readonly network: ClusterNetwork
  /** The node's own address. */
  readonly nodeIP: string
  /** What the node says of itself. */
  readonly node: NodeOptions
  /** Storage that is no node's own; one for the whole cluster. */
  readonly storage?: ClusterStorage | undefined
  /** `10.96.0.10` if absent. */
  readonly clusterDns?: string | undefined
  /** `cluster.local` if absent. */
  readonly clusterDomain?: string | undefined
}

/** The agent of one node. */
export interface Kubelet {
  readonly nodeName: string
  readonly server: KubeletServer
  /** Registers the node and begins to watch. */
  start(): void
  /** What goes on inside a Pod of this node, worked out now; undefined if it is not here. */
  insides(uid: string): PodInsides | undefined
  /** Called when insides of a Pod may have changed. @returns the end of it */
  onInsidesChanged(handler: (uid: string) => void): () => void
  /** The uids of the Pods on this node. */
  pods(): readonly string[]
  /** Pulls the plug of the whole node, or puts it back. */
  setPower(on: boolean): void
  /** Takes the network cable out, or puts it back: everything runs on, nobody hears of it. */
  setCable(connected: boolean): void
  readonly powered: boolean
  readonly connected: boolean
}

const initialRestartBackOffMs = 10_000
const maxRestartBackOffMs = 300_000
const restartBackOffExpiryMs = 600_000

/** Makes the kubelet of a node; it does nothing before `start`. */
export function createKubelet(options: KubeletOptions): Kubelet {
  return new KubeletAgent(options)
}

class KubeletAgent implements Kubelet {
  readonly nodeName: string
  readonly server: KubeletServer
  powered = true
  connected = true
  private readonly context: KubeletContext
  private readonly workers = new Map<string, PodWorker>()
  private readonly node: NodeAgent
  private readonly insidesHandlers = new Set<(uid: string) => void>()
  private startedAt = 0
  /** Changes that came while the cable was out. */
  private missed = false

  constructor(private readonly options: KubeletOptions) {
    const { sim, nodeName, runtime } = options
    this.nodeName = nodeName
    const random = sim.random.stream(`kubelet/${nodeName}`)
    const statuses = new StatusManager(
      sim,
      options.api,
      () => undefined,
      (uid) => this.workers.get(uid)?.couldHaveRunningContainers === true,
    )
    const pleg = new Pleg(sim, runtime, new Grid(1000, random.fraction() * 1000), (uid) => {
      this.workers.get(uid)?.wake()
      this.tellInsides(uid)
    })
    const probes = new ProbeManager(
      () => this.context,
      () => this.startedAt,
      (uid) => {
        this.workers.get(uid)?.wake()
        this.tellInsides(uid)
      },
    )
    this.node = new NodeAgent(() => this.context, options.node)
    this.context = {
      sim,
      nodeName,
      nodeIP: options.nodeIP,
      by: `kubelet/${nodeName}`,
      api: options.api,
      informers: options.informers,
      events: options.events,
      machine: options.machine,
      runtime,
      network: options.network,
      statuses,
      images: new ImageManager(sim, runtime.images),
      volumes: new VolumeManager(
        () => this.context,
        (uid) => this.workers.get(uid)?.wakeAtRegularSync(),
      ),
      storage: options.storage ?? new ClusterStorage(),
      probes,
      pleg,
      restartBackOff: new BackOff(initialRestartBackOffMs, maxRestartBackOffMs, restartBackOffExpiryMs),
      syncGrid: new Grid(1000, random.fraction() * 1000),
      random,
      clusterDns: options.clusterDns ?? '10.96.0.10',
      clusterDomain: options.clusterDomain ?? 'cluster.local',
      nodeNameservers: ['192.168.0.1'],
      podOf: (uid) => this.workers.get(uid)?.pod,
      allocatable: (resource) => this.node.allocatable(resource),
    }
    this.server = createKubeletServer(this.context, (uid) => this.workers.get(uid))
  }

  start(): void {
    this.startedAt = this.context.sim.now
    this.node.start()
    this.watchPods()
  }

  pods(): readonly string[] {
    return [...this.workers.keys()]
  }

  insides(uid: string): PodInsides | undefined {
    const worker = this.workers.get(uid)
    return worker && gatherInsides(this.context, worker)
  }

  onInsidesChanged(handler: (uid: string) => void): () => void {
    this.insidesHandlers.add(handler)
    return () => {
      this.insidesHandlers.delete(handler)
    }
  }

  setPower(on: boolean): void {
    if (on === this.powered) return
    this.powered = on
    const { sim, statuses, probes, pleg, network } = this.context
    const record = sim.record({ by: 'operator', what: on ? 'node-powered-on' : 'node-powered-off', subject: this.subject() })
    sim.becauseOf(record.id, () => {
      network.setCut(this.nodeName, !on || !this.connected)
      if (on) {
        statuses.setOnline(this.connected)
        this.options.runtime.powerOn()
        pleg.setStopped(false)
        this.startedAt = sim.now
        this.node.powerOn()
        for (const worker of this.workers.values()) worker.resume()
        this.catchUp()
        return
      }
      statuses.setOnline(false)
      pleg.setStopped(true)
      probes.stopAll()
      this.node.stop()
      for (const worker of this.workers.values()) worker.stop()
      this.options.runtime.powerOff()
    })
  }

  setCable(connected: boolean): void {
    if (connected === this.connected) return
    this.connected = connected
    const { sim, statuses, network } = this.context
    const record = sim.record({
      by: 'operator',
      what: connected ? 'node-network-restored' : 'node-network-cut',
      subject: this.subject(),
    })
    sim.becauseOf(record.id, () => {
      network.setCut(this.nodeName, !connected || !this.powered)
      statuses.setOnline(connected && this.powered)
      this.node.setConnected(connected)
      if (connected) this.catchUp()
    })
  }

  private subject() {
    return { kind: 'Node', name: this.nodeName }
  }

  private get listening(): boolean {
    return this.powered && this.connected
  }

  private watchPods(): void {
    const pods = this.context.informers.for<Pod>(resources.pods)
    pods.onIndexChange('node', this.nodeName, {
      added: (pod) => this.podChanged(pod),
      updated: (pod) => this.podChanged(pod),
      deleted: (pod) => this.podRemoved(pod),
    })
  }

  private podChanged(pod: Pod): void {
    if (!this.listening) {
      this.missed = true
      return
    }
    if (isMirrorPod(pod)) return
    const worker = this.workers.get(uidOf(pod))
    if (worker) {
      const ownWrite = worker.pod.metadata.generation === pod.metadata.generation && !meaningfulChange(worker.pod, pod)
      if (ownWrite) worker.pod = pod
      else worker.update(pod)
      return
    }
    // A Pod that had come to its end before this kubelet knew of it has nothing left to do.
    if (isEndedFor(pod)) return
    this.admit(pod)
  }

  private admit(pod: Pod): void {
    const refusal = pod.metadata.deletionTimestamp === undefined ? this.node.admit(pod, this.activePods()) : undefined
    if (refusal) {
      const { statuses, events } = this.context
      events.event(pod, 'Warning', refusal.reason, refusal.message)
      const status: PodStatus = {
        ...pod.status,
        ...(pod.metadata.generation === undefined ? undefined : { observedGeneration: pod.metadata.generation }),
        phase: 'Failed',
        reason: refusal.reason,
        message: `Pod was rejected: ${refusal.message}`,
        startTime: pod.status?.startTime ?? this.node.timeNow(),
      }
      statuses.set(pod, status)
      statuses.finish(pod)
      return
    }
    const worker = new PodWorker(this.context, pod, (finished) => this.finished(finished))
    this.workers.set(worker.uid, worker)
    worker.update(pod)
  }

  private activePods(): readonly Pod[] {
    const active: Pod[] = []
    for (const worker of this.workers.values()) if (worker.couldHaveRunningContainers) active.push(worker.pod)
    return active
  }

  private podRemoved(pod: Pod): void {
    if (!this.listening) {
      this.missed = true
      return
    }
    const worker = this.workers.get(uidOf(pod))
    if (!worker || isStaticPod(worker.pod)) return
    if (worker.stage === 'finished') this.forget(worker)
    else worker.remove()
  }

  /** Back on the network: what happened meanwhile is seen in one look. */
  private catchUp(): void {
    if (!this.missed || !this.listening) return
    this.missed = false
    const pods = this.context.informers.for<Pod>(resources.pods)
    const present = pods.byIndex('node', this.nodeName)
    const uids = new Set(present.map(uidOf))
    for (const worker of [...this.workers.values()]) {
      if (!uids.has(worker.uid) && !isStaticPod(worker.pod)) this.podRemoved(worker.pod)
    }
    for (const pod of present) this.podChanged(pod)
  }

  private finished(worker: PodWorker): void {
    this.tellInsides(worker.uid)
    const live = this.context.informers.for<Pod>(resources.pods).get(namespaceOf(worker.pod), nameOf(worker.pod))
    if (worker.removed || !live || uidOf(live) !== worker.uid) this.forget(worker)
  }

  private forget(worker: PodWorker): void {
    worker.stop()
    this.workers.delete(worker.uid)
    const { statuses, pleg, probes, runtime } = this.context
    probes.removePod(worker.uid)
    statuses.forget(worker.uid)
    for (const container of runtime.observe(worker.uid).containers) runtime.removeContainer(container.id)
    for (const sandbox of runtime.observe(worker.uid).sandboxes) runtime.removeSandbox(sandbox.id)
    pleg.forget(worker.uid)
    this.tellInsides(worker.uid)
  }

  private tellInsides(uid: string): void {
    for (const handler of this.insidesHandlers) handler(uid)
  }
}

function isEndedFor(pod: Pod): boolean {
  return pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded'
}

/** Whether something else than the status, which is our own, has changed. */
function meaningfulChange(before: Pod, after: Pod): boolean {
  return (
    before.spec !== after.spec ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    before.metadata.deletionGracePeriodSeconds !== after.metadata.deletionGracePeriodSeconds ||
    before.metadata.labels !== after.metadata.labels ||
    before.metadata.annotations !== after.metadata.annotations ||
    gatesOf(before) !== gatesOf(after)
  )
}

/** The conditions that others own and readiness gates look at. */
function gatesOf(pod: Pod): string {
  if (!pod.spec?.readinessGates) return ''
  return pod.spec.readinessGates
    .map((gate) => pod.status?.conditions?.find((condition) => condition.type === gate.conditionType)?.status ?? '')
    .join()
}
