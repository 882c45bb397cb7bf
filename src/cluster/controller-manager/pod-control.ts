import type { Pod, PodTemplateSpec } from '../api/generated/types.ts'
import type { KubeObject } from '../api/object.ts'
import { ApiError } from '../client/client.ts'
import type { ControllerContext } from '../client/controller.ts'
import { resources } from '../client/resources.ts'
import { controllerReference } from './owner-references.ts'

/** A new pod of a controller's, as its template has it (controller.GetPodFromTemplate). */
export function podFromTemplate(
  template: PodTemplateSpec | undefined,
  owner: KubeObject,
  generateName?: string,
): Record<string, unknown> & { metadata: Pod['metadata'] } {
  const meta = template?.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: generateName ?? `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      labels: meta?.labels ?? {},
      ...(meta?.annotations ? { annotations: meta.annotations } : {}),
      ...(meta?.finalizers ? { finalizers: meta.finalizers } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template?.spec ?? { containers: [] },
  }
}

/** Creates a pod and says so in an event of the owner (RealPodControl.CreatePods). Undefined in a dying namespace. */
export function createPod(context: ControllerContext, owner: KubeObject, pod: unknown): Pod | undefined {
  try {
    const created = context.api.create<Pod>(resources.pods, pod)
    context.events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`)
    return created
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (isNamespaceTerminating(error)) return undefined
    context.events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
    throw error
  }
}

/** Deletes a pod and says so in an event of the owner (RealPodControl.DeletePod). One that is gone is no error. */
export function deletePod(context: ControllerContext, owner: KubeObject, pod: Pod): void {
  try {
    context.api.delete(resources.pods, pod.metadata.namespace, String(pod.metadata.name), {
      preconditions: { uid: pod.metadata.uid },
    })
    context.events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.is('NotFound')) return
    context.events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
    throw error
  }
}

export function isNamespaceTerminating(error: ApiError): boolean {
  return error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') === true
}

/**
 * Calls `create` `count` times in batches of 1, 2, 4…, and stops after the first batch with an error, so that a
 * quota that is used up costs one call and not hundreds (slowStartBatch). Returns the first error.
 */
export function slowStartBatch(count: number, create: (index: number) => void): unknown {
  let index = 0
  let batch = Math.min(count, 1)
  while (batch > 0) {
    let failure: unknown
    for (let i = 0; i < batch; i++) {
      try {
        create(index++)
      } catch (error) {
        failure ??= error
      }
    }
    if (failure !== undefined) return failure
    batch = Math.min(2 * batch, count - index)
  }
  return undefined
}
