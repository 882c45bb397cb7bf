import type { Lease, Node, NodeStatus, Pod, Taint } from '../../api/generated/types.ts'
import { formatMicroTime, formatTime } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import type { Timer } from '../../sim/simulation.ts'
import type { KubeletContext } from '../context.ts'
import { admitPod, type Refusal } from './admission.ts'
import { allocatableOf, capacityOf, type NodeCapacity } from './capacity.ts'
import { conditionReason, nodeConditions, type Pressure } from './conditions.ts'

/** What a node says of itself when it registers. */
export interface NodeOptions {
  /** Besides what the machine has (`{ 'example.com/gpu': '1' }`), or to overrule it. */
  readonly capacity?: Readonly<Record<string, string>> | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly taints?: readonly Taint[] | undefined
}

const leaseNamespace = 'kube-node-lease'
const leaseDurationSeconds = 40
const leaseRenewMs = 10_000
const leaseJitter = 0.04
const statusReportMs = 300_000
const maxImagesInStatus = 50

/** Registers the node, renews its lease, tells its conditions: kubelet_node_status.go and the lease controller. */
export class NodeAgent {
  /** What the node is short of; set by whoever watches its resources. */
  private pressure: Pressure = { memory: false, disk: false, pid: false }
  private leaseTimer: Timer | undefined
  private statusTimer: Timer | undefined
  private told: NodeStatus['conditions']
  private bootId = ''
  private capacity: NodeCapacity | undefined
  private free: NodeCapacity | undefined
  private online = false
  private cordoned = false

  constructor(
    private readonly get: () => KubeletContext,
    private readonly options: NodeOptions,
    /** Rides on the heartbeat: what upstream hears by inotify is looked at then. */
    private readonly onHeartbeat: () => void,
  ) {}

  allocatable(resource: string): string {
    this.free ??= allocatableOf(this.capacities)
    return this.free[resource] ?? '0'
  }

  timeNow(): string {
    return formatTime(this.get().sim.wallTime)
  }

  start(): void {
    const context = this.get()
    this.bootId = context.random.uuid()
    this.event('Normal', 'Starting', 'Starting kubelet.')
    this.register()
    this.online = true
    this.renewLease()
    this.planStatus()
  }

  /** The kubelet is down: nothing is told any more. */
  stop(): void {
    this.online = false
    this.cancelTimers()
  }

  /** The machine came up again: another boot. */
  powerOn(): void {
    const context = this.get()
    this.bootId = context.random.uuid()
    this.online = true
    this.event('Normal', 'Starting', 'Starting kubelet.')
    this.event('Warning', 'Rebooted', `Node ${context.nodeName} has been rebooted, boot id: ${this.bootId}`)
    this.report()
    this.renewLease()
    this.planStatus()
  }

  setConnected(connected: boolean): void {
    if (connected === this.online) return
    this.online = connected
    if (!connected) {
      this.cancelTimers()
      return
    }
    this.report()
    this.renewLease()
    this.planStatus()
  }

  setPressure(pressure: Pressure): void {
    this.pressure = pressure
    if (this.online) this.report()
  }

  get underPressure(): Pressure {
    return this.pressure
  }

  /** Whether a Pod that was bound to this node may run here. */
  admit(pod: Pod, active: readonly Pod[]): Refusal | undefined {
    const { informers, nodeName } = this.get()
    const node = informers.for<Node>(resources.nodes).get(undefined, nodeName)
    return admitPod(pod, active, (resource) => this.allocatable(resource), node, this.pressure)
  }

  private get capacities(): NodeCapacity {
    this.capacity ??= capacityOf(this.get().machine, this.options.capacity)
    return this.capacity
  }

  private register(): void {
    const { api, nodeName, network } = this.get()
    const { labels, taints } = this.options
    const podCidr = network.podCidrOf(nodeName)
    const os = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' }
    const node: Node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: nodeName,
        labels: {
          'beta.kubernetes.io/arch': 'amd64',
          'beta.kubernetes.io/os': 'linux',
          ...os,
          'kubernetes.io/hostname': nodeName,
          ...labels,
        },
        annotations: {
          'node.alpha.kubernetes.io/ttl': '0',
          'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
        },
      },
      // The controller manager's IPAM gives the range upstream; here the network has decided it already.
      spec: {
        ...(podCidr ? { podCIDR: podCidr, podCIDRs: [podCidr] } : undefined),
        ...(taints && taints.length > 0 ? { taints } : undefined),
      },
      status: this.status([]),
    }
    this.tellConditions(node.status)
    try {
      api.create<Node>(resources.nodes, node)
    } catch (error) {
      if (!(error instanceof ApiError) || !error.is('AlreadyExists')) throw error
      this.report()
    }
    this.event('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods')
  }

  /** Posts the status if the API can be reached. */
  private report(): void {
    const { api, nodeName } = this.get()
    try {
      const live = api.get<Node>(resources.nodes, undefined, nodeName)
      const status = { ...live.status, ...this.status(live.status?.conditions ?? []) }
      this.tellConditions(status)
      api.update<Node>(resources.nodes, { ...live, status }, { subresource: 'status' })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.is('NotFound')) this.register()
    }
  }

  private status(before: NonNullable<NodeStatus['conditions']>): NodeStatus {
    const { nodeIP, nodeName, runtime, sim } = this.get()
    this.free ??= allocatableOf(this.capacities)
    const images = runtime.images
      .list()
      .slice()
      .sort((a, b) => b.sizeBytes - a.sizeBytes)
      .slice(0, maxImagesInStatus)
    return {
      addresses: [
        { type: 'InternalIP', address: nodeIP },
        { type: 'Hostname', address: nodeName },
      ],
      capacity: this.capacities,
      allocatable: this.free,
      conditions: nodeConditions(this.pressure, undefined, before, formatTime(sim.wallTime)),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      images: images.map((image) => ({ names: [image.id, image.name], sizeBytes: image.sizeBytes })),
      nodeInfo: {
        architecture: 'amd64',
        bootID: this.bootId,
        containerRuntimeVersion: 'containerd://2.2.1',
        kernelVersion: '6.12.57+deb13-amd64',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.2',
        machineID: machineId(nodeName),
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        systemUUID: systemUuid(nodeName),
      },
      runtimeHandlers: [{ name: '', features: { recursiveReadOnlyMounts: true, userNamespaces: true } }],
    }
  }

  /** An event for every condition that has turned. */
  private tellConditions(status: NodeStatus | undefined): void {
    for (const condition of status?.conditions ?? []) {
      const old = this.told?.find((candidate) => candidate.type === condition.type)
      if (old?.status === condition.status) continue
      const reason = conditionReason(condition)
      this.event('Normal', reason, `Node ${this.get().nodeName} status is now: ${reason}`)
    }
    this.told = status?.conditions
  }

  /** Cordoned or uncordoned by somebody: noticed with the status, every 10 s. */
  private tellSchedulable(): void {
    const { informers, nodeName } = this.get()
    const cordoned = informers.for<Node>(resources.nodes).get(undefined, nodeName)?.spec?.unschedulable === true
    if (cordoned === this.cordoned) return
    this.cordoned = cordoned
    const reason = cordoned ? 'NodeNotSchedulable' : 'NodeSchedulable'
    this.event('Normal', reason, `Node ${nodeName} status is now: ${reason}`)
  }

  private renewLease(): void {
    const { api, informers, nodeName, sim, random } = this.get()
    const renewTime = formatMicroTime(sim.wallTime)
    // A heartbeat is nobody's consequence: without this each would hang on the one before.
    sim.becauseOf(undefined, () => {
      try {
        const known = informers.for<Lease>(resources.leases).get(leaseNamespace, nodeName)
        if (known) {
          api.update<Lease>(resources.leases, { ...known, spec: { ...known.spec, renewTime } })
        } else this.createLease(renewTime)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
      }
      this.tellSchedulable()
      this.onHeartbeat()
      this.leaseTimer = sim.after(random.jitter(leaseRenewMs, leaseJitter), () => this.renewLease())
    })
  }

  private createLease(renewTime: string): void {
    const { api, nodeName } = this.get()
    const node = api.get<Node>(resources.nodes, undefined, nodeName)
    api.create<Lease>(resources.leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: nodeName,
        namespace: leaseNamespace,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid ?? '' }],
      },
      spec: { holderIdentity: nodeName, leaseDurationSeconds, renewTime },
    })
  }

  private planStatus(): void {
    const { sim } = this.get()
    sim.becauseOf(undefined, () => {
      this.statusTimer = sim.after(statusReportMs, () => {
        this.report()
        this.planStatus()
      })
    })
  }

  private cancelTimers(): void {
    const { sim } = this.get()
    sim.cancel(this.leaseTimer)
    sim.cancel(this.statusTimer)
    this.leaseTimer = undefined
    this.statusTimer = undefined
  }

  /** The kubelet names its node by name where others have a uid. */
  private event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { events, nodeName } = this.get()
    events.event({ apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, uid: nodeName } }, type, reason, message)
  }
}

/** Always the same for the same node. */
function machineId(nodeName: string): string {
  let hash = 2166136261
  let out = ''
  for (let round = 0; out.length < 32; round++) {
    for (let i = 0; i < nodeName.length; i++) hash = Math.imul(hash ^ nodeName.charCodeAt(i) ^ round, 16777619)
    out += (hash >>> 0).toString(16).padStart(8, '0')
  }
  return out
}

function systemUuid(nodeName: string): string {
  const id = machineId(`uuid/${nodeName}`)
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`
}
