import type { Pod } from '../api/generated/types.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { Informers } from '../client/informer.ts'
import type { Machine } from '../machine/machine.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import type { Runtime } from '../runtime/interface.ts'
import type { Random } from '../sim/random.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { BackOff } from './back-off.ts'
import type { Grid } from './grid.ts'
import type { ImageManager } from './images/image-manager.ts'
import type { Pleg } from './pleg.ts'
import type { ProbeManager } from './prober/probe-manager.ts'
import type { StaticPods } from './static-pods.ts'
import type { StatusManager } from './status/status-manager.ts'
import type { ClusterStorage } from './volumes/cluster-storage.ts'
import type { VolumeManager } from './volumes/volume-manager.ts'

/** What the parts of one kubelet share. */
export interface KubeletContext {
  readonly sim: Simulation
  readonly nodeName: string
  readonly nodeIP: string
  /** `kubelet/<node>`: how the history names it. */
  readonly by: string
  readonly api: Client
  readonly informers: Informers
  readonly events: EventRecorder
  readonly machine: Machine
  readonly runtime: Runtime
  readonly network: ClusterNetwork
  readonly statuses: StatusManager
  readonly images: ImageManager
  readonly staticPods: StaticPods
  readonly volumes: VolumeManager
  readonly storage: ClusterStorage
  readonly probes: ProbeManager
  readonly pleg: Pleg
  readonly restartBackOff: BackOff
  /** The sync loop's ticks, every second. */
  readonly syncGrid: Grid
  readonly random: Random
  readonly clusterDns: string
  readonly clusterDomain: string
  /** Of the node's own /etc/resolv.conf. */
  readonly nodeNameservers: readonly string[]
  /** The Pod as the kubelet knows it now. */
  podOf(uid: string): Pod | undefined
  /** Pods here that have or may get running containers. */
  activePods(): readonly Pod[]
  /** What the node offers of a resource to Pods. */
  allocatable(resource: string): string | number
}
