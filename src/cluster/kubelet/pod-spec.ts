import type { Container, EphemeralContainer, Pod, PodSpec } from '../api/generated/types.ts'

/** A container of any sort, as the kubelet handles it. */
export type AnyContainer = Container | EphemeralContainer

export type ContainerRole = 'init' | 'sidecar' | 'app' | 'ephemeral'

const emptySpec: PodSpec = { containers: [] }

export function specOf(pod: Pod): PodSpec {
  return pod.spec ?? emptySpec
}

export const nameOf = (pod: Pod): string => pod.metadata.name ?? ''
export const namespaceOf = (pod: Pod): string => pod.metadata.namespace ?? 'default'
export const uidOf = (pod: Pod): string => pod.metadata.uid ?? ''

/** `name_namespace(uid)`: kubelet/util/format/pod.go. */
export function describePod(pod: Pod): string {
  return `${nameOf(pod)}_${namespaceOf(pod)}(${uidOf(pod)})`
}

/** An init container with restartPolicy Always: a sidecar. */
export function isSidecar(container: { readonly restartPolicy?: string | undefined }): boolean {
  return container.restartPolicy === 'Always'
}

export function initContainersOf(pod: Pod): readonly Container[] {
  return pod.spec?.initContainers ?? []
}

export function sidecarsOf(pod: Pod): readonly Container[] {
  return initContainersOf(pod).filter(isSidecar)
}

export function hasSidecars(pod: Pod): boolean {
  return initContainersOf(pod).some(isSidecar)
}

export interface FoundContainer {
  readonly container: AnyContainer
  readonly role: ContainerRole
}

export function findContainer(pod: Pod, name: string): FoundContainer | undefined {
  const spec = specOf(pod)
  for (const container of spec.containers) if (container.name === name) return { container, role: 'app' }
  for (const container of spec.initContainers ?? []) {
    if (container.name === name) return { container, role: isSidecar(container) ? 'sidecar' : 'init' }
  }
  for (const container of spec.ephemeralContainers ?? []) if (container.name === name) return { container, role: 'ephemeral' }
  return undefined
}

/** `spec.containers{main}`: the field path of container events. */
export function fieldPathOf(name: string, role: ContainerRole): string {
  const field = role === 'app' ? 'containers' : role === 'ephemeral' ? 'ephemeralContainers' : 'initContainers'
  return `spec.${field}{${name}}`
}

/** kubetypes.IsStaticPod: made from a file or URL, not by the API. */
export function isStaticPod(pod: Pod): boolean {
  const source = pod.metadata.annotations?.['kubernetes.io/config.source']
  return source !== undefined && source !== 'api'
}

export function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
}

const systemCriticalPriority = 2_000_000_000

/** kubetypes.IsCriticalPod: static, mirror, or of a system-critical priority. */
export function isCriticalPod(pod: Pod): boolean {
  return isStaticPod(pod) || isMirrorPod(pod) || (pod.spec?.priority ?? 0) >= systemCriticalPriority
}

export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}
