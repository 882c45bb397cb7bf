import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../api/generated/types.ts'
import { ApiError } from '../../client/client.ts'
import type { ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { controllerReference } from '../owner-references.ts'
import { isNamespaceTerminating } from '../pod-control.ts'
import { claimName } from './identity.ts'

/** Creates a pod after the claims that it needs (stateful_pod_control.go). Undefined in a dying namespace. */
export function createStatefulPod(context: ControllerContext, set: StatefulSet, pod: object, ordinal: number): Pod | undefined {
  const name = `${set.metadata.name}-${ordinal}`
  return recorded(context, set, 'Create', name, () => {
    createClaims(context, set, ordinal, name)
    return context.api.create<Pod>(resources.pods, pod)
  })
}

export function updateStatefulPod(context: ControllerContext, set: StatefulSet, pod: Pod): void {
  recorded(context, set, 'Update', String(pod.metadata.name), () => context.api.update(resources.pods, pod))
}

export function deleteStatefulPod(context: ControllerContext, set: StatefulSet, pod: Pod): void {
  const { namespace, name, uid } = pod.metadata
  recorded(context, set, 'Delete', String(name), () =>
    context.api.delete(resources.pods, namespace, String(name), { preconditions: { uid } }),
  )
}

function recorded<T>(
  { events }: ControllerContext,
  set: StatefulSet,
  verb: 'Create' | 'Update' | 'Delete',
  name: string,
  act: () => T,
): T | undefined {
  const what = `${verb} Pod ${name} in StatefulSet ${set.metadata.name}`
  try {
    const result = act()
    events.event(set, 'Normal', `Successful${verb}`, `${what} successful`)
    return result
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (verb === 'Delete' && error.is('NotFound')) return undefined
    if (isNamespaceTerminating(error)) return undefined
    // Somebody changed it under our hands, or it is there and we have not seen it yet: the next try knows more.
    if (!error.is('Conflict') && !error.is('AlreadyExists')) {
      events.event(set, 'Warning', `Failed${verb}`, `${what} failed error: ${error.message}`)
    }
    throw error
  }
}

function createClaims(context: ControllerContext, set: StatefulSet, ordinal: number, podName: string): void {
  const { api, events, informers } = context
  const namespace = set.metadata.namespace
  for (const template of set.spec?.volumeClaimTemplates ?? []) {
    const name = claimName(set, template, ordinal)
    if (informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims).get(namespace, name)) continue
    const owned = set.spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete'
    try {
      api.create(resources.persistentvolumeclaims, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name,
          namespace,
          labels: { ...template.metadata.labels, ...set.spec?.selector.matchLabels },
          ...(template.metadata.annotations ? { annotations: template.metadata.annotations } : {}),
          ...(owned ? { ownerReferences: [controllerReference(set)] } : {}),
        },
        spec: template.spec,
      })
      events.event(
        set,
        'Normal',
        'SuccessfulCreate',
        `Create Claim ${name} Pod ${podName} in StatefulSet ${set.metadata.name} success`,
      )
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.is('AlreadyExists')) continue
      const what = `Create Claim ${name} for Pod ${podName} in StatefulSet ${set.metadata.name}`
      events.event(set, 'Warning', 'FailedCreate', `${what} failed error: ${error.message}`)
      throw error
    }
  }
}

/** With whenScaled: Delete, the claims of a pod that goes for good go with it. */
export function handOverClaims({ api, informers }: ControllerContext, set: StatefulSet, pod: Pod, ordinal: number): void {
  if (set.spec?.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return
  const claims = informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims)
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const claim = claims.get(set.metadata.namespace, claimName(set, template, ordinal))
    if (!claim || claim.metadata.ownerReferences?.some((owner) => owner.uid === pod.metadata.uid)) continue
    const reference = { apiVersion: 'v1', kind: 'Pod', name: String(pod.metadata.name), uid: String(pod.metadata.uid) }
    const ownerReferences = [...(claim.metadata.ownerReferences ?? []), reference]
    api.update(resources.persistentvolumeclaims, { ...claim, metadata: { ...claim.metadata, ownerReferences } })
  }
}
