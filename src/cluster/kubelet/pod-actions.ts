import type { Container, Pod } from '../api/generated/types.ts'
import { newestContainer, type ObservedContainer, type ObservedPod, type ObservedSandbox } from '../runtime/observed.ts'
import { type AnyContainer, initContainersOf, isSidecar, specOf } from './pod-spec.ts'
import { mayRestartAfterKill, restartsAllContainers, shouldContainerBeRestarted } from './restart-policy.ts'

/** What probes have decided about a running container, as the sync sees it. */
export type ProbeResult = 'success' | 'failure' | 'unknown'

export interface ProbeResults {
  /** Undefined: that probe has not spoken about this container. */
  liveness(containerId: string): ProbeResult | undefined
  startup(containerId: string): ProbeResult | undefined
}

export interface ContainerKill {
  readonly container: AnyContainer
  readonly id: string
  readonly message: string
  readonly reason: 'liveness-probe' | 'startup-probe' | 'definition-changed' | 'resize' | 'unknown-state' | 'restart-all'
}

/** What is to be done to bring a Pod to what its spec asks for. */
export interface PodActions {
  /** Stop everything, the sandbox too. */
  readonly killPod: boolean
  readonly createSandbox: boolean
  readonly sandbox: ObservedSandbox | undefined
  /** Of the sandbox to make. */
  readonly sandboxAttempt: number
  readonly ephemeralContainersToStart: readonly AnyContainer[]
  readonly initContainersToStart: readonly Container[]
  readonly containersToStart: readonly Container[]
  readonly containersToKill: readonly ContainerKill[]
  /** Kill and remove all of these without grace, for a restart of everything in place. */
  readonly containersToReset: readonly ContainerKill[]
}

interface Draft {
  killPod: boolean
  createSandbox: boolean
  sandbox: ObservedSandbox | undefined
  sandboxAttempt: number
  ephemeralContainersToStart: AnyContainer[]
  initContainersToStart: Container[]
  containersToStart: Container[]
  containersToKill: ContainerKill[]
  containersToReset: ContainerKill[]
}

/** Marks the parts of a container's spec whose change means a restart (the kubelet's container hash). */
export function specHash(container: AnyContainer): string {
  return container.image ?? ''
}

/** Decides; kuberuntime_manager.go computePodActions. Pure. */
export function podActions(
  pod: Pod,
  observed: ObservedPod,
  probes: ProbeResults,
  needsResizeRestart: (container: Container, status: ObservedContainer) => boolean = () => false,
): PodActions {
  const { changed, attempt, sandbox } = sandboxChanged(pod, observed)
  const draft: Draft = {
    killPod: changed,
    createSandbox: changed,
    sandbox,
    sandboxAttempt: attempt,
    ephemeralContainersToStart: [],
    initContainersToStart: [],
    containersToStart: [],
    containersToKill: [],
    containersToReset: [],
  }
  if (changed) {
    startOver(pod, observed, draft)
    return draft
  }
  for (const container of specOf(pod).ephemeralContainers ?? []) {
    // Ephemeral containers are started once and never again.
    if (!newestContainer(observed, container.name)) draft.ephemeralContainersToStart.push(container)
  }
  const reset = containersToReset(pod, observed)
  if (reset.length > 0) {
    draft.containersToReset = reset
    return draft
  }
  const initialized = initContainerActions(pod, observed, probes, draft)
  if (draft.killPod || !initialized) return draft
  mainContainerActions(pod, observed, probes, needsResizeRestart, draft)
  return draft
}

function sandboxChanged(
  pod: Pod,
  observed: ObservedPod,
): { changed: boolean; attempt: number; sandbox: ObservedSandbox | undefined } {
  const newest = observed.sandboxes[0]
  if (!newest) return { changed: true, attempt: 0, sandbox: undefined }
  const again = { changed: true, attempt: newest.attempt + 1, sandbox: newest }
  if (!newest.ready) return again
  const hostNetwork = specOf(pod).hostNetwork === true
  if (newest.hostNetwork !== hostNetwork) return again
  if (!hostNetwork && newest.ips.length === 0) return again
  return { changed: false, attempt: newest.attempt, sandbox: newest }
}

/** A new sandbox means a start from the beginning, unless everything is done. */
function startOver(pod: Pod, observed: ObservedPod, draft: Draft): void {
  const spec = specOf(pod)
  const restarts = (spec.restartPolicy ?? 'Always') !== 'Never'
  if (!restarts && draft.sandboxAttempt !== 0 && observed.containers.length > 0) {
    draft.createSandbox = false
    return
  }
  const toStart = spec.containers.filter(
    (container) => !(spec.restartPolicy === 'OnFailure' && hasSucceeded(observed, container.name)),
  )
  if (toStart.length === 0) {
    draft.createSandbox = false
    return
  }
  const firstInit = initContainersOf(pod)[0]
  if (firstInit) draft.initContainersToStart = [firstInit]
  else draft.containersToStart = toStart
}

function hasSucceeded(observed: ObservedPod, name: string): boolean {
  const status = newestContainer(observed, name)
  return status?.state === 'exited' && status.exitCode === 0
}

/** Whether a main container of the present sandbox was seen: initialisation is over. */
export function hasInitialized(pod: Pod, observed: ObservedPod): boolean {
  const sandbox = observed.sandboxes[0]
  if (!sandbox?.ready) return false
  return specOf(pod).containers.some((container) =>
    observed.containers.some((status) => status.name === container.name && status.sandboxId === sandbox.id),
  )
}

/** computeInitContainerActions: the last one seen decides what comes next; sidecars before it are kept running. */
function initContainerActions(pod: Pod, observed: ObservedPod, probes: ProbeResults, draft: Draft): boolean {
  const inits = initContainersOf(pod)
  if (inits.length === 0) return true
  let initialized = hasInitialized(pod, observed)
  let previouslyInitialized = initialized
  for (let i = inits.length - 1; i >= 0; i--) {
    const container = inits[i] as Container
    const status = newestContainer(observed, container.name)
    const sidecar = isSidecar(container)
    if (!status) {
      if (previouslyInitialized && sidecar) draft.initContainersToStart.push(container)
      continue
    }
    if (previouslyInitialized && !sidecar) continue
    const startNext = () => {
      const next = inits[i + 1]
      if (!next) initialized = true
      else if (!previouslyInitialized) draft.initContainersToStart.push(next)
    }
    if (status.state === 'running') {
      if (sidecar) {
        const verdict = sidecarVerdict(container, status, probes)
        if (typeof verdict === 'object') {
          draft.containersToKill.push(verdict)
          draft.initContainersToStart.push(container)
        } else if (verdict === 'started') startNext()
      }
    } else if (status.state === 'exited') {
      if (sidecar) {
        if (pod.metadata.deletionTimestamp === undefined) draft.initContainersToStart.push(container)
      } else if (status.exitCode === 0) startNext()
      else if (shouldContainerBeRestarted(container, pod, status)) draft.initContainersToStart.push(container)
      else if (pod.metadata.deletionTimestamp === undefined) {
        draft.killPod = true
        draft.initContainersToStart = []
        return false
      }
    } else if (status.state === 'created') draft.initContainersToStart.push(container)
    else {
      draft.containersToKill.push({
        container,
        id: status.id,
        message: `Init container is in "unknown" state, try killing it before restart`,
        reason: 'unknown-state',
      })
      draft.initContainersToStart.push(container)
    }
    previouslyInitialized = true
  }
  if (!previouslyInitialized) draft.initContainersToStart.push(inits[0] as Container)
  return initialized
}

function sidecarVerdict(
  container: Container,
  status: ObservedContainer,
  probes: ProbeResults,
): ContainerKill | 'started' | 'starting' {
  const kill = (message: string, reason: ContainerKill['reason']): ContainerKill => ({
    container,
    id: status.id,
    message,
    reason,
  })
  if (status.specHash !== specHash(container)) {
    return kill(`Init container ${container.name} definition changed`, 'definition-changed')
  }
  if (container.startupProbe) {
    const startup = probes.startup(status.id)
    if (startup === 'failure') return kill(`Init container ${container.name} failed startup probe`, 'startup-probe')
    if (startup !== 'success') return 'starting'
  }
  if (container.livenessProbe && probes.liveness(status.id) === 'failure') {
    return kill(`Init container ${container.name} failed liveness probe`, 'liveness-probe')
  }
  return 'started'
}

function mainContainerActions(
  pod: Pod,
  observed: ObservedPod,
  probes: ProbeResults,
  needsResizeRestart: (container: Container, status: ObservedContainer) => boolean,
  draft: Draft,
): void {
  let keep = 0
  for (const container of specOf(pod).containers) {
    const status = newestContainer(observed, container.name)
    if (status?.state !== 'running') {
      if (!shouldContainerBeRestarted(container, pod, status)) continue
      draft.containersToStart.push(container)
      if (status?.state === 'unknown') {
        draft.containersToKill.push({
          container,
          id: status.id,
          message: 'Container is in "unknown" state, try killing it before restart',
          reason: 'unknown-state',
        })
      }
      continue
    }
    let message: string
    let reason: ContainerKill['reason']
    let restart = mayRestartAfterKill(container, pod)
    if (status.specHash !== specHash(container)) {
      message = `Container ${container.name} definition changed`
      reason = 'definition-changed'
      restart = true
    } else if (probes.liveness(status.id) === 'failure') {
      message = `Container ${container.name} failed liveness probe`
      reason = 'liveness-probe'
    } else if (probes.startup(status.id) === 'failure') {
      message = `Container ${container.name} failed startup probe`
      reason = 'startup-probe'
    } else if (needsResizeRestart(container, status)) {
      message = `Container ${container.name} resize requires restart`
      reason = 'resize'
      restart = true
    } else {
      keep++
      continue
    }
    if (restart && pod.metadata.deletionTimestamp === undefined) {
      if (reason !== 'resize') message += ', will be restarted'
      draft.containersToStart.push(container)
    }
    draft.containersToKill.push({ container, id: status.id, message, reason })
  }
  if (keep === 0 && draft.containersToStart.length === 0) {
    draft.killPod = true
    // Sidecars must not keep a finished Pod alive.
    draft.initContainersToStart = []
  }
}

/** All containers, the one whose exit asked for it last (RestartAllContainersOnContainerExits). */
function containersToReset(pod: Pod, observed: ObservedPod): ContainerKill[] {
  if (pod.metadata.deletionTimestamp !== undefined) return []
  const spec = specOf(pod)
  const all: AnyContainer[] = [...(spec.initContainers ?? []), ...spec.containers]
  if (!all.some((container) => container.restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers'))) return []
  const source = all.find((container) => {
    const status = newestContainer(observed, container.name)
    return status?.state === 'exited' && restartsAllContainers(container, status.exitCode)
  })
  if (!source) return []
  const ordered = [...all.filter((container) => container !== source), source]
  return ordered.flatMap((container) => {
    const status = newestContainer(observed, container.name)
    return status ? [{ container, id: status.id, message: 'killing', reason: 'restart-all' as const }] : []
  })
}
