import type { KubeletServer } from '../apiserver/interface.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { Informers } from '../client/informer.ts'
import type { Machine } from '../machine/machine.ts'
import type { Bytes } from '../machine/program.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import type { Containerd } from '../runtime/containerd.ts'
import { newestContainer } from '../runtime/observed.ts'
import type { Simulation } from '../sim/simulation.ts'
import { BackOff } from './back-off.ts'
import type { KubeletContext } from './context.ts'
import { EvictionManager } from './eviction/eviction-manager.ts'
import { gatherInsides, insidesMark } from './gather-insides.ts'
import { Grid } from './grid.ts'
import { ImageManager } from './images/image-manager.ts'
import { hasPullSecret } from './images/pull-secrets.ts'
import type { PodInsides } from './insides.ts'
import { NodeAgent, type NodeOptions } from './node/node-agent.ts'
import { forgetOldRuns } from './old-runs.ts'
import { Pleg } from './pleg.ts'
import { PodDispatcher } from './pod-dispatcher.ts'
import type { PodWorker } from './pod-worker.ts'
import { ProbeManager } from './prober/probe-manager.ts'
import { createKubeletServer } from './server/kubelet-server.ts'
import { StaticPods } from './static-pods.ts'
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
  /** Whether the Pod with this uid is on this node. */
  has(uid: string): boolean
  /** Called when insides of a Pod may have changed. @returns the end of it */
  onInsidesChanged(handler: (uid: string) => void): () => void
  /**
   * Looks whether processes or written files of Pods have changed since the last call, and tells the handlers of
   * `onInsidesChanged`. For whoever draws frames: nothing is looked at between calls.
   */
  noticeInsides(): void
  /**
   * A file of a volume (path from its root) or of a container (as its processes see it). Throws an Error in plain
   * words if there is none.
   */
  readFile(uid: string, where: { readonly volume: string } | { readonly container: string }, path: string): Bytes
  /** Looks at once whether the static Pods' manifests have changed; by itself it does so every 10 s. */
  checkManifests(): void
  /** The uids of the Pods on this node, as the API has them. */
  pods(): readonly string[]
  /** Pulls the plug of the whole node, or puts it back. */
  setPower(on: boolean): void
  /** Takes the network cable out, or puts it back: everything runs on, nobody hears of it. */
  setCable(connected: boolean): void
  readonly powered: boolean
  readonly connected: boolean
}

/** What is handed out of a file at most. */
const maxFileBytes = 1024 * 1024
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
  private readonly dispatcher: PodDispatcher
  private readonly node: NodeAgent
  private readonly eviction: EvictionManager
  private readonly insidesHandlers = new Set<(uid: string) => void>()
  private readonly insidesMarks = new WeakMap<PodWorker, string>()
  private seenActivity = ''
  private startedAt = 0

  constructor(private readonly options: KubeletOptions) {
    const { sim, nodeName, runtime } = options
    this.nodeName = nodeName
    const random = sim.random.stream(`kubelet/${nodeName}`)
    const statuses = new StatusManager(
      sim,
      options.api,
      (pod) => this.context.staticPods.mirrorOf(pod),
      (uid) => this.dispatcher.worker(uid)?.couldHaveRunningContainers === true,
    )
    const pleg = new Pleg(sim, runtime, new Grid(1000, random.fraction() * 1000), (uid, what) => {
      forgetOldRuns(runtime, uid)
      this.dispatcher.worker(uid)?.wake(what === 'sandboxes')
      this.tellInsides(uid)
    })
    const probes = new ProbeManager(
      () => this.context,
      () => this.startedAt,
      (uid, type, containerId, result) => {
        const worker = this.dispatcher.worker(uid)
        if (!worker) return
        if (type === 'readiness') statuses.setProbed(worker.pod, containerId, { ready: result === 'success' })
        else if (type === 'startup') statuses.setProbed(worker.pod, containerId, { started: result === 'success' })
        // A liveness probe that passes changes nothing.
        if (type !== 'liveness' || result === 'failure') worker.wake()
        this.tellInsides(uid)
      },
    )
    this.node = new NodeAgent(
      () => this.context,
      options.node,
      () => {
        this.checkManifests()
        this.eviction.synchronize()
      },
    )
    this.eviction = new EvictionManager(
      () => this.context,
      this.node,
      () => this.dispatcher.all(),
    )
    this.dispatcher = new PodDispatcher(
      () => this.context,
      this.node,
      (uid) => this.tellInsides(uid),
    )
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
      images: new ImageManager(sim, runtime.images, (pod) => hasPullSecret(this.context, pod)),
      staticPods: new StaticPods(() => this.context),
      volumes: new VolumeManager(
        () => this.context,
        (uid) => this.dispatcher.worker(uid)?.wakeAtRegularSync(),
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
      podOf: (uid) => this.dispatcher.worker(uid)?.pod,
      activePods: () => this.dispatcher.activePods(),
      allocatable: (resource) => this.node.allocatable(resource),
    }
    this.server = createKubeletServer(this.context, (uid) => this.dispatcher.find(uid))
  }

  start(): void {
    this.startedAt = this.context.sim.now
    this.node.start()
    this.dispatcher.start()
    this.dispatcher.checkManifests()
  }

  checkManifests(): void {
    this.dispatcher.checkManifests()
  }

  pods(): readonly string[] {
    return this.dispatcher.apiUids()
  }

  insides(uid: string): PodInsides | undefined {
    const worker = this.dispatcher.find(uid)
    return worker && gatherInsides(this.context, worker, uid)
  }

  has(uid: string): boolean {
    return this.dispatcher.find(uid) !== undefined
  }

  readFile(uid: string, where: { readonly volume: string } | { readonly container: string }, path: string): Bytes {
    const worker = this.dispatcher.find(uid)
    if (!worker) throw new Error('that Pod is not on this node')
    const { runtime, volumes } = this.context
    if ('volume' in where) {
      const found = volumes.readFile(worker.pod, where.volume, path.replace(/^\/+/, ''))
      if (found === undefined) throw new Error(`${path}: no such file in the volume ${where.volume}`)
      return found
    }
    const container = newestContainer(runtime.observe(worker.uid), where.container)
    const found = container && runtime.readFile(container.id, path, maxFileBytes)
    if (found === undefined) throw new Error(`${path}: no such file in the container ${where.container}`)
    return found
  }

  noticeInsides(): void {
    const { machine } = this.context
    // Whatever a process does costs CPU time; where none was used nothing has moved.
    const activity = `${machine.disk.revision}/${machine.cgroup.cpuMs}`
    if (this.insidesHandlers.size === 0 || activity === this.seenActivity) return
    this.seenActivity = activity
    for (const worker of this.dispatcher.all()) {
      const mark = insidesMark(this.context, worker)
      if (this.insidesMarks.get(worker) === mark) continue
      this.insidesMarks.set(worker, mark)
      this.tellInsides(worker.uid)
    }
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
      this.dispatcher.listening = on && this.connected
      if (on) {
        statuses.setOnline(this.connected)
        this.options.runtime.powerOn()
        pleg.setStopped(false)
        this.startedAt = sim.now
        this.node.powerOn()
        for (const worker of this.dispatcher.all()) worker.resume()
        this.dispatcher.catchUp()
        return
      }
      statuses.setOnline(false)
      pleg.setStopped(true)
      probes.stopAll()
      this.node.stop()
      for (const worker of this.dispatcher.all()) worker.stop()
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
      this.dispatcher.listening = connected && this.powered
      statuses.setOnline(connected && this.powered)
      this.node.setConnected(connected)
      if (connected) this.dispatcher.catchUp()
    })
  }

  private subject() {
    return { kind: 'Node', name: this.nodeName }
  }

  private tellInsides(uid: string): void {
    if (this.insidesHandlers.size === 0) return
    const told = this.dispatcher.apiUidOf(uid)
    for (const handler of this.insidesHandlers) handler(told)
  }
}
