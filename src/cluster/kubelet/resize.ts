import type { Container, Pod, ResourceRequirements } from '../api/generated/types.ts'
import { podRequests } from '../api/pods.ts'
import { compareQuantities, parseQuantity } from '../api/quantity.ts'
import { RuntimeError } from '../runtime/image-store.ts'
import { newestContainer, type ObservedContainer, type ObservedPod } from '../runtime/observed.ts'
import { recordAbout } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { specOf, uidOf } from './pod-spec.ts'
import { amountOf } from './resources.ts'
import { podMemoryLimit } from './sandbox-config.ts'
import type { ConditionDraft } from './status/conditions.ts'

type Amounts = NonNullable<ResourceRequirements['requests']>

/** Retried of itself after so long, besides whenever a Pod goes away. */
const deferredRetryMs = 180_000

/**
 * In-place resize of one Pod (kubelet/allocation, and doPodResizeAction): what its spec asks for, what the node has
 * granted, and what the runtime has put into effect are three things, and conditions tell where they differ.
 */
export class Resize {
  private allocated = new Map<string, ResourceRequirements>()
  private readonly actual = new Map<string, { readonly id: string; readonly resources: ResourceRequirements }>()
  private pending: { readonly reason: 'Deferred' | 'Infeasible'; readonly message: string; readonly told: string } | undefined
  private error: string | undefined
  private inProgress = false
  private completed = false

  /** The resources of a Pod that has just been admitted are granted. */
  admit(pod: Pod): void {
    for (const container of containersOf(pod)) this.allocated.set(container.name, container.resources ?? {})
  }

  get isDeferred(): boolean {
    return this.pending !== undefined
  }

  /** The Pod with the resources that were granted to it: UpdatePodFromAllocation. */
  allocatedPod(pod: Pod): Pod {
    if (!this.pending) return pod
    const granted = <T extends Container>(containers: readonly T[]): readonly T[] =>
      containers.map((container) => ({ ...container, resources: this.allocated.get(container.name) ?? container.resources }))
    const spec = specOf(pod)
    return {
      ...pod,
      spec: {
        ...spec,
        containers: granted(spec.containers),
        ...(spec.initContainers ? { initContainers: granted(spec.initContainers) } : undefined),
      },
    }
  }

  /** Grants what the spec newly asks for, if the node has it. @returns when to ask again, ms */
  consider(context: KubeletContext, pod: Pod): number | undefined {
    const changed = containersOf(pod).some(
      (container) => !sameResources(container.resources ?? {}, this.allocated.get(container.name) ?? container.resources ?? {}),
    )
    if (!changed) {
      this.pending = undefined
      return undefined
    }
    const refusal = doesNotFit(context, pod)
    if (refusal) {
      const told = `${refusal.rawReason}/${pod.metadata.generation}`
      if (this.pending?.told !== told) {
        context.events.event(
          pod,
          'Warning',
          'ResizeDeferred',
          `Pod resize ${refusal.rawReason}: ${resizeJson(pod, refusal.message)}`,
        )
        recordAbout(context.sim, context.by, pod, 'resize-deferred', undefined, { message: refusal.message })
      }
      this.pending = { reason: 'Deferred', message: refusal.message, told }
      return deferredRetryMs
    }
    this.pending = undefined
    this.admit(pod)
    this.inProgress = true
    context.events.event(pod, 'Normal', 'ResizeStarted', `Pod resize started: ${resizeJson(pod)}`)
    recordAbout(context.sim, context.by, pod, 'resize-started', undefined)
    return undefined
  }

  /** A container was started with these resources. */
  started(container: { readonly name: string; readonly resources?: ResourceRequirements | undefined }, id: string): void {
    this.actual.set(container.name, { id, resources: container.resources ?? {} })
  }

  /** Whether a running container has to be restarted for its new resources. */
  needsRestart(container: Container, status: ObservedContainer): boolean {
    const actual = this.actual.get(container.name)
    if (!actual || actual.id !== status.id || sameResources(actual.resources, container.resources ?? {})) return false
    return (container.resizePolicy ?? []).some(
      (policy) =>
        policy.restartPolicy === 'RestartContainer' && differs(actual.resources, container.resources ?? {}, policy.resourceName),
    )
  }

  /** Changes the limits of running containers: doPodResizeAction. */
  enact(context: KubeletContext, pod: Pod, observed: ObservedPod): void {
    if (!this.inProgress) return
    this.error = undefined
    for (const container of containersOf(pod)) {
      const status = newestContainer(observed, container.name)
      const actual = this.actual.get(container.name)
      if (status?.state !== 'running' || !actual || actual.id !== status.id) continue
      const wanted = container.resources ?? {}
      if (sameResources(actual.resources, wanted) || this.needsRestart(container, status)) continue
      const memory = wanted.limits?.memory
      const usage = context.runtime.usage(status.id).memoryBytes
      if (memory !== undefined && parseQuantity(memory).value <= usage) {
        this.fail(
          context,
          pod,
          `cannot decrease memory limits: attempting to set container "${container.name}" memory limit (${parseQuantity(memory).value}) below current usage (${usage})`,
        )
        continue
      }
      try {
        const cpu = wanted.limits?.cpu
        context.runtime.updateResources(
          status.id,
          memory === undefined ? undefined : amountOf(memory),
          cpu === undefined ? undefined : amountOf(cpu),
        )
        this.actual.set(container.name, { id: status.id, resources: wanted })
      } catch (error) {
        if (!(error instanceof RuntimeError)) throw error
        this.fail(context, pod, error.message)
      }
    }
    context.runtime.podCgroup(uidOf(pod)).memoryLimitBytes = podMemoryLimit(pod)
    const done = containersOf(pod).every((container) => {
      const status = newestContainer(observed, container.name)
      const actual = this.actual.get(container.name)
      return status?.state !== 'running' || sameResources(actual?.resources ?? {}, container.resources ?? {})
    })
    if (!done || this.error !== undefined) return
    this.inProgress = false
    this.completed = true
    context.events.event(pod, 'Normal', 'ResizeCompleted', `Pod resize completed: ${resizeJson(pod)}`)
    recordAbout(context.sim, context.by, pod, 'resize-completed', undefined)
  }

  /** Of the Pod's status. */
  conditions(): readonly ConditionDraft[] {
    const drafts: ConditionDraft[] = []
    if (this.pending) {
      drafts.push({ type: 'PodResizePending', status: 'True', reason: this.pending.reason, message: this.pending.message })
    }
    if (this.inProgress) {
      drafts.push({
        type: 'PodResizeInProgress',
        status: 'True',
        ...(this.error === undefined ? undefined : { reason: 'Error', message: this.error }),
      })
    }
    return drafts
  }

  /** Once after a resize has come to its end. */
  justCompleted(): boolean {
    const completed = this.completed
    this.completed = false
    return completed
  }

  allocatedOf(name: string): ResourceRequirements | undefined {
    return this.allocated.get(name)
  }

  actualOf(name: string): ResourceRequirements | undefined {
    return this.actual.get(name)?.resources
  }

  private fail(context: KubeletContext, pod: Pod, message: string): void {
    if (this.error === message) return
    this.error = message
    context.events.event(pod, 'Warning', 'ResizeError', `Pod resize error: ${resizeJson(pod, message)}`)
  }
}

function containersOf(pod: Pod): readonly Container[] {
  const spec = specOf(pod)
  return spec.initContainers ? [...spec.initContainers, ...spec.containers] : spec.containers
}

function sameResources(a: ResourceRequirements, b: ResourceRequirements): boolean {
  return a === b || (!differs(a, b, 'cpu') && !differs(a, b, 'memory'))
}

function differs(a: ResourceRequirements, b: ResourceRequirements, resource: string): boolean {
  const changed = (left: Amounts | undefined, right: Amounts | undefined) =>
    compareQuantities(left?.[resource], right?.[resource]) !== 0
  return changed(a.requests, b.requests) || changed(a.limits, b.limits)
}

function doesNotFit(context: KubeletContext, pod: Pod): { readonly rawReason: string; readonly message: string } | undefined {
  const wanted = podRequests(pod.spec)
  for (const name of ['cpu', 'memory']) {
    const amount = (text: string | number | undefined) => (name === 'cpu' ? parseQuantity(text).milli : parseQuantity(text).value)
    const requested = amount(wanted[name])
    const capacity = amount(context.allocatable(name))
    let used = 0
    for (const other of context.activePods()) {
      if (other.metadata.uid !== pod.metadata.uid) used += amount(podRequests(other.spec)[name])
    }
    if (requested <= capacity - used) continue
    return {
      rawReason: `OutOf${name}`,
      message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
    }
  }
  return undefined
}

/** The details in the events of a resize: kubelet/events/resize.go. */
function resizeJson(pod: Pod, error?: string): string {
  const spec = specOf(pod)
  const list = (containers: readonly Container[] | undefined) =>
    containers?.map(({ name, resources }) => ({
      name,
      resources: {
        ...(resources?.limits ? { limits: sorted(resources.limits) } : undefined),
        ...(resources?.requests ? { requests: sorted(resources.requests) } : undefined),
      },
    }))
  return JSON.stringify({
    ...(spec.initContainers?.length ? { initContainers: list(spec.initContainers) } : undefined),
    containers: list(spec.containers),
    generation: pod.metadata.generation,
    ...(error === undefined ? undefined : { error }),
  })
}

function sorted(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1)))
}
