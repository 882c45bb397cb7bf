import type { ContainerInsides, PodInsides, VolumeInsides } from '../../bridge/protocol.ts'
import type { Look } from './pod-status.ts'
import type { Requests } from './resources.ts'

/** What the graph draws. Parts that did not change keep their identity from one projection to the next. */
export interface GraphModel {
  readonly components: readonly ComponentModel[]
  readonly nodes: readonly NodeModel[]
  /** Pods without a node, oldest first. */
  readonly unbound: readonly PodModel[]
  readonly workloads: readonly WorkloadModel[]
  readonly services: readonly ServiceModel[]
  /** By `namespace/name`, those that the namespace filter lets through. */
  readonly pods: ReadonlyMap<string, PodModel>
  readonly namespaces: readonly NamespaceModel[]
}

export interface NamespaceModel {
  readonly name: string
  readonly podCount: number
}

/** One part of the control plane. */
export interface ComponentModel {
  /** As on the strip: `apiserver`, `etcd`, `scheduler`… */
  readonly title: string
  /** Names it uses as `by` in records. */
  readonly by: readonly string[]
  /** The Pod of it, `namespace/name`, when it runs as one. */
  readonly pod: string | undefined
  readonly healthy: boolean
}

export interface NodeModel {
  readonly name: string
  /** kubectl's word: `Ready`, `NotReady`, `Ready,SchedulingDisabled`. */
  readonly status: string
  readonly ready: boolean
  readonly controlPlane: boolean
  readonly requested: Requests
  readonly allocatable: Requests
  /** Visible Pods on it, oldest first. */
  readonly pods: readonly PodModel[]
  readonly hiddenPods: number
  readonly createdAt: number
}

export interface PodModel {
  readonly key: string
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly status: string
  readonly look: Look
  readonly ready: number
  readonly total: number
  readonly restarts: number
  readonly lastRestartAt: number | undefined
  /** ms since the epoch. */
  readonly createdAt: number
  readonly ip: string | undefined
  readonly node: string | undefined
  readonly restartPolicy: string
  readonly graceSeconds: number
  readonly owner: OwnerModel | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly containers: readonly ContainerModel[]
  /** Without the token volume that every Pod gets. */
  readonly volumes: readonly VolumeModel[]
  readonly mounts: readonly MountModel[]
  readonly requests: Requests
  /** No longer holds resources: Succeeded or Failed. */
  readonly finished: boolean
  /** Why it is not running, in the cluster's words: the scheduler's, the kubelet's or the status message. */
  readonly reason: string | undefined
  readonly termination: PodInsides['termination']
  /** ms since the epoch by which a deleted Pod is to be gone. */
  readonly deleteBy: number | undefined
  /** The wait that ends last among its containers. */
  readonly backOff: ContainerInsides['backOff']
  readonly backOffContainer: string | undefined
}

export interface OwnerModel {
  readonly kind: string
  readonly name: string
}

export type Role = ContainerInsides['role']

export interface ContainerModel {
  readonly name: string
  readonly role: Role
  readonly image: string
  /** `nginx` of `nginx:1.27`… shortened for the card. */
  readonly imageShort: string
  /** `running`, `waiting`, `terminated`: the field of the container's state that is set. */
  readonly state: 'running' | 'waiting' | 'terminated'
  readonly look: Look
  /** The state's reason, in Kubernetes' words: `CrashLoopBackOff`, `Completed`; empty while running. */
  readonly reason: string
  readonly message: string | undefined
  readonly ready: boolean
  readonly restarts: number
  readonly exitCode: number | undefined
  /** ms since the epoch. */
  readonly startedAt: number | undefined
  readonly finishedAt: number | undefined
  readonly lastExitCode: number | undefined
  readonly probes: readonly ProbeModel[]
  readonly processes: ContainerInsides['processes']
  readonly backOff: ContainerInsides['backOff']
  readonly standIn: string | undefined
  readonly memoryBytes: number
  readonly ports: string
}

export interface ProbeModel {
  readonly type: 'startup' | 'readiness' | 'liveness'
  readonly state: 'not-run' | 'passing' | 'failing'
  readonly output: string | undefined
}

export interface VolumeModel {
  readonly name: string
  /** The field of the volume source: `emptyDir`, `configMap`… */
  readonly type: string
  /** What feeds it: the ConfigMap's name, the claim's name, the host's path. */
  readonly source: string
  readonly files: VolumeInsides['files']
  readonly fileCount: number
  readonly sizeBytes: number
}

export interface MountModel {
  readonly container: string
  readonly volume: string
  readonly path: string
  readonly readOnly: boolean
}

export interface ServiceModel {
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly type: string
  /** `10.96.14.20:80`, `None` for a headless one. */
  readonly address: string
  /** Pods behind it by `namespace/name`. */
  readonly endpoints: readonly { readonly pod: string; readonly ready: boolean }[]
  readonly readyCount: number
}

/** An owner at the top of a chain: Deployment ▸ ReplicaSet ▸ Pods. */
export interface WorkloadModel {
  readonly key: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly desired: number
  readonly ready: number
  readonly look: Look
  /** ReplicaSets of a Deployment that want or still have Pods. */
  readonly parts: readonly { readonly kind: string; readonly name: string; readonly desired: number; readonly current: number }[]
  readonly pods: readonly string[]
}
