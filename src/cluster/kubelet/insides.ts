/** What is going on inside one Pod, for people to look at: the things that the API does not tell. Plain data. */
export interface PodInsides {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly node: string
  readonly containers: readonly ContainerInsides[]
  readonly volumes: readonly VolumeInsides[]
  /** While the Pod is being stopped: virtual ms at which SIGTERM was sent and SIGKILL follows. */
  readonly termination?: { readonly startedAt: number; readonly killAt: number } | undefined
}

export interface ContainerInsides {
  readonly name: string
  readonly role: 'init' | 'sidecar' | 'app' | 'ephemeral'
  /** Live processes, the container's PID 1 first. */
  readonly processes: readonly { readonly pid: number; readonly command: string; readonly state: string }[]
  /** While the kubelet waits before it starts the container (or pulls its image) again; virtual ms. */
  readonly backOff?:
    | { readonly kind: 'restart' | 'image-pull'; readonly since: number; readonly until: number; readonly delayMs: number }
    | undefined
  readonly probes: readonly {
    readonly type: 'startup' | 'readiness' | 'liveness'
    readonly state: 'not-run' | 'passing' | 'failing'
    /** Of the last try. */
    readonly output?: string | undefined
    readonly at?: number | undefined
  }[]
  /** Set if the image only stands in for one that the simulator does not know; plain words. */
  readonly standIn?: string | undefined
  readonly memoryBytes: number
  readonly cpuMs: number
}

export interface VolumeInsides {
  readonly name: string
  /** The field of the volume source: `emptyDir`, `configMap`… */
  readonly type: string
  readonly mounts: readonly {
    readonly container: string
    readonly path: string
    readonly readOnly: boolean
    readonly subPath?: string | undefined
  }[]
  /** The newest files first; at most 20. */
  readonly files: readonly {
    readonly path: string
    readonly sizeBytes: number /** ms since the epoch */
    readonly modifiedAt: number /** the first 200 characters */
    readonly preview: string
  }[]
  readonly fileCount: number
  readonly sizeBytes: number
}
