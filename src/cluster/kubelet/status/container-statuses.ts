import type {
  ContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  Pod,
  ResourceRequirements,
} from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { newestContainer, type ObservedContainer, type ObservedPod } from '../../runtime/observed.ts'
import { type AnyContainer, isSidecar, specOf } from '../pod-spec.ts'
import { shouldContainerBeRestarted } from '../restart-policy.ts'

/** Why the last start of a container failed: an entry of the kubelet's reasonCache. */
export interface StartFailure {
  readonly reason: string
  readonly message: string
}

export interface StatusSources {
  readonly pod: Pod
  readonly observed: ObservedPod
  /** As last published. */
  readonly before: readonly ContainerStatus[]
  /** What was granted to a container, and what is in effect; absent: what its spec says. */
  readonly resources?:
    | ((container: string) => {
        readonly allocated: ResourceRequirements | undefined
        readonly actual: ResourceRequirements | undefined
      })
    | undefined
  /** Containers that were removed for a restart of all in place. */
  readonly reset?: ReadonlyMap<string, number> | undefined
  /** Why this container could not be started the last time; undefined if it could. */
  startFailure(container: string): StartFailure | undefined
  isReady(container: AnyContainer, status: ObservedContainer): boolean
  isStarted(container: AnyContainer, status: ObservedContainer): boolean
}

export type StatusKind = 'main' | 'init' | 'ephemeral'

/** kubelet_pods.go convertToAPIContainerStatuses, and the sorting after it. */
export function containerStatuses(
  sources: StatusSources,
  containers: readonly AnyContainer[],
  kind: StatusKind,
): readonly ContainerStatus[] {
  const { pod, observed } = sources
  const hasInit = (specOf(pod).initContainers ?? []).length > 0
  const waitingReason = hasInit && kind !== 'ephemeral' ? 'PodInitializing' : 'ContainerCreating'
  const result = containers.map((container) => {
    const newest = newestContainer(observed, container.name)
    const old = sources.before.find((status) => status.name === container.name)
    const status = newest
      ? fromRuntime(sources, container, kind, newest, old)
      : missingFromRuntime(sources, container, kind, old, waitingReason)
    return withStartFailure(sources, container, kind, newest, status)
  })
  return kind === 'init' ? result : result.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

function fromRuntime(
  sources: StatusSources,
  container: AnyContainer,
  kind: StatusKind,
  newest: ObservedContainer,
  old: ContainerStatus | undefined,
): ContainerStatus {
  const oldRunning = old?.state?.running !== undefined
  let previous: ObservedContainer | undefined
  for (const candidate of sources.observed.containers) {
    if (candidate.name === newest.name && candidate !== newest) {
      previous = candidate
      break
    }
  }
  const lostWhileRunning = newest.state === 'unknown' && oldRunning
  const lastState: ContainerState | undefined = previous ? stateOf(previous) : old?.lastState
  // A regular init container is ready when it is done, the others while they run; nobody asks ephemeral ones.
  const ready = isRegularInit(sources.pod, container)
    ? newest.state === 'exited' && newest.exitCode === 0
    : kind !== 'ephemeral' && newest.state === 'running' && sources.isReady(container, newest)
  return statusOf(container, {
    state: lostWhileRunning ? { terminated: lostTermination('terminated') } : stateOf(newest),
    ...(lastState && Object.keys(lastState).length > 0 ? { lastState } : undefined),
    ready,
    ...(kind === 'ephemeral' ? undefined : { started: newest.state === 'running' && sources.isStarted(container, newest) }),
    restartCount: lostWhileRunning ? (old?.restartCount ?? 0) + 1 : newest.attempt,
    image: newest.image,
    imageID: newest.imageId,
    containerID: `containerd://${newest.id}`,
    observed: newest,
    resources: sources.resources?.(container.name),
  })
}

function missingFromRuntime(
  sources: StatusSources,
  container: AnyContainer,
  kind: StatusKind,
  old: ContainerStatus | undefined,
  waitingReason: string,
): ContainerStatus {
  if (sources.reset?.has(container.name)) {
    const message = 'The container is removed because RestartAllContainers in place'
    return statusOf(container, {
      state: { waiting: { reason: 'RestartingAllContainers', message } },
      lastState: { terminated: { exitCode: 137, reason: 'RestartingAllContainers', message } },
      ready: false,
      started: false,
      restartCount: old?.restartCount ?? 0,
    })
  }
  if (old?.state?.terminated) return old
  if (kind === 'init' && !isSidecar(container) && anyMainSeen(sources)) {
    return statusOf(container, {
      state: {
        terminated: {
          exitCode: 0,
          reason: 'Completed',
          message:
            'Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally',
        },
      },
      ready: true,
      started: false,
      restartCount: old?.restartCount ?? 0,
    })
  }
  const lost = old?.state?.running !== undefined
  const restartCount = (old?.restartCount ?? 0) + (lost && sources.pod.metadata.deletionTimestamp === undefined ? 1 : 0)
  const lastState = lost ? { terminated: lostTermination('deleted') } : old?.lastState
  return statusOf(container, {
    state: { waiting: { reason: waitingReason } },
    ...(lastState && Object.keys(lastState).length > 0 ? { lastState } : undefined),
    ready: false,
    started: false,
    restartCount,
  })
}

function anyMainSeen(sources: StatusSources): boolean {
  return specOf(sources.pod).containers.some((container) => newestContainer(sources.observed, container.name) !== undefined)
}

/** A container that the next sync will start again, and could not the last time, is waiting. */
function withStartFailure(
  sources: StatusSources,
  container: AnyContainer,
  kind: StatusKind,
  newest: ObservedContainer | undefined,
  status: ContainerStatus,
): ContainerStatus {
  if (kind === 'ephemeral' && newest) return status
  if (kind === 'init' && !isSidecar(container) && newest?.state === 'exited' && newest.exitCode === 0) return status
  if (!shouldContainerBeRestarted(container, sources.pod, newest)) return status
  const failure = sources.startFailure(container.name)
  if (!failure) return status
  const lastState = status.state?.terminated ? status.state : status.lastState
  return {
    ...status,
    ...(lastState ? { lastState } : undefined),
    state: { waiting: { reason: failure.reason, ...(failure.message ? { message: failure.message } : undefined) } },
  }
}

export function isRegularInit(pod: Pod, container: AnyContainer): boolean {
  return !isSidecar(container) && (specOf(pod).initContainers ?? []).some((candidate) => candidate.name === container.name)
}

/** What stands for a container that nobody saw end. */
export function lostTermination(when: 'deleted' | 'terminated'): ContainerStateTerminated {
  return {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message:
      when === 'deleted'
        ? 'The container could not be located when the pod was deleted.  The container used to be Running'
        : 'The container could not be located when the pod was terminated',
  }
}

function stateOf(container: ObservedContainer): ContainerState {
  if (container.state === 'running') return { running: { startedAt: formatTime(container.startedAt) } }
  if (container.state === 'exited') {
    return {
      terminated: {
        exitCode: container.exitCode,
        reason: container.reason,
        ...(container.message ? { message: container.message } : undefined),
        startedAt: formatTime(container.startedAt),
        finishedAt: formatTime(container.finishedAt),
        containerID: `containerd://${container.id}`,
      },
    }
  }
  return { waiting: {} }
}

interface StatusParts {
  readonly state: ContainerState
  readonly lastState?: ContainerState
  readonly ready: boolean
  readonly started?: boolean
  readonly restartCount: number
  readonly image?: string
  readonly imageID?: string
  readonly containerID?: string
  readonly observed?: ObservedContainer
  readonly resources?: ReturnType<NonNullable<StatusSources['resources']>> | undefined
}

function statusOf(container: AnyContainer, parts: StatusParts): ContainerStatus {
  const requests = (parts.resources?.allocated ?? container.resources)?.requests
  const mounts = (container.volumeMounts ?? []).map((mount) => ({
    name: mount.name,
    mountPath: mount.mountPath,
    ...(mount.readOnly ? { readOnly: true, recursiveReadOnly: mount.recursiveReadOnly ?? 'Disabled' } : undefined),
  }))
  const user = parts.observed?.user
  const created = parts.observed !== undefined
  return {
    name: container.name,
    state: parts.state,
    lastState: parts.lastState ?? {},
    ready: parts.ready,
    restartCount: parts.restartCount,
    image: parts.image ?? container.image ?? '',
    imageID: parts.imageID ?? '',
    ...(parts.containerID ? { containerID: parts.containerID } : undefined),
    ...(parts.started === undefined ? undefined : { started: parts.started }),
    ...(created && requests ? { allocatedResources: requests } : undefined),
    ...(created ? { resources: parts.resources?.actual ?? container.resources ?? {} } : undefined),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : undefined),
    ...(user
      ? {
          user: { linux: { uid: user.uid, gid: user.gid, supplementalGroups: user.supplementalGroups } },
        }
      : undefined),
  }
}
