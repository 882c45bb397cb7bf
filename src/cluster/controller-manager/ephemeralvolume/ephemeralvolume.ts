import type { PersistentVolumeClaim, Pod, Volume } from '../../api/generated/types.ts'
import { keyOf, splitKey } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { controllerReference } from '../owner-references.ts'

/** Makes the claims of generic ephemeral volumes, which live and die with their pod (pkg/controller/volume/ephemeral). */
export const ephemeralVolumeController: Controller = {
  name: 'ephemeral_volume',
  watches: [
    {
      resource: resources.pods,
      keys: (object, _context, old) =>
        !old && (object as Pod).spec?.volumes?.some((volume) => volume.ephemeral) ? [keyOf(object)] : [],
    },
  ],
  reconcile(key, context) {
    const { namespace, name } = splitKey(key)
    const pod = context.informers.for<Pod>(resources.pods).get(namespace, name)
    if (!pod || pod.metadata.deletionTimestamp !== undefined) return
    for (const volume of pod.spec?.volumes ?? []) if (volume.ephemeral) createClaim(context, pod, volume)
  },
}

function createClaim({ api, informers, events }: ControllerContext, pod: Pod, volume: Volume): void {
  const template = volume.ephemeral?.volumeClaimTemplate
  const name = `${pod.metadata.name}-${volume.name}`
  const { namespace } = pod.metadata
  const existing = informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims).get(namespace, name)
  if (existing) {
    if (existing.metadata.ownerReferences?.some((owner) => owner.uid === pod.metadata.uid)) return
    const message = `ephemeral volume ${volume.name}: PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`
    events.event(pod, 'Warning', 'EphemeralVolumeCreation', message)
    return
  }
  try {
    api.create(resources.persistentvolumeclaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace,
        labels: template?.metadata?.labels,
        annotations: template?.metadata?.annotations,
        ownerReferences: [controllerReference(pod)],
      },
      spec: template?.spec,
    })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (!error.is('AlreadyExists')) {
      events.event(
        pod,
        'Warning',
        'EphemeralVolumeCreation',
        `ephemeral volume ${volume.name}: create PVC ${namespace}/${name}: ${error.message}`,
      )
    }
    throw error
  }
}
