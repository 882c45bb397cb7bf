/** What a relist finds out about one Pod: kubecontainer.PodStatus. Plain data, newest first. */
export interface ObservedPod {
  readonly uid: string
  readonly sandboxes: readonly ObservedSandbox[]
  readonly containers: readonly ObservedContainer[]
}

export interface ObservedSandbox {
  readonly id: string
  readonly attempt: number
  readonly ready: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly hostNetwork: boolean
  /** Empty for a host network sandbox. */
  readonly ips: readonly string[]
}

export interface ObservedContainer {
  readonly id: string
  readonly sandboxId: string
  readonly name: string
  /** The attempt, from 0: what the API calls restartCount. */
  readonly attempt: number
  readonly state: 'created' | 'running' | 'exited' | 'unknown'
  /** Times are milliseconds since the epoch; 0 where it never came to that. */
  readonly createdAt: number
  readonly startedAt: number
  readonly finishedAt: number
  readonly exitCode: number
  /** `Completed`, `Error`, `OOMKilled`, `StartError`. */
  readonly reason: string
  readonly message: string
  /** The resolved name: `docker.io/library/nginx:latest`. */
  readonly image: string
  /** The digest reference. */
  readonly imageId: string
  /** Marks the specification it was made from; another one means "definition changed". */
  readonly specHash: string
  readonly user: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] } | undefined
}

export const nothingObserved = (uid: string): ObservedPod => ({ uid, sandboxes: [], containers: [] })

/** The newest container of that name: FindContainerStatusByName. */
export function newestContainer(pod: ObservedPod, name: string): ObservedContainer | undefined {
  for (const container of pod.containers) if (container.name === name) return container
  return undefined
}
