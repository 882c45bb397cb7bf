import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/generated/types.ts'
import { type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { volumeAnnotations } from '../../api/volume-matching.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { delays } from '../../delays.ts'
import { perContext } from '../per-context.ts'

/** Provisioners that this one stands in for. A class of any other waits, as it does where none is installed. */
const served: ReadonlySet<string> = new Set(['podarium.dev/local-path', 'rancher.io/local-path', 'k8s.io/minikube-hostpath'])
const root = '/opt/local-path-provisioner'
/** Keys of volumes bear this prefix. */
const ofVolume = 'volume/'

/** Claims being served → when their volume is ready, virtual milliseconds. */
const readyAt = perContext(() => new Map<string, number>())

/**
 * Makes volumes as folders of a node, and removes them when they are released: what local-path-provisioner does with
 * a pod of its own. Here it runs inside the controller manager.
 */
export const provisioner: Controller = {
  name: 'local-path-provisioner',
  watches: [
    { resource: resources.persistentvolumeclaims, keys: keysOfClaim },
    {
      resource: resources.persistentvolumes,
      keys: (object) => ((object as PersistentVolume).status?.phase === 'Released' ? [`${ofVolume}${keyOf(object)}`] : []),
    },
  ],
  start: readyAt.reset,
  reconcile(key, context) {
    if (key.startsWith(ofVolume)) remove(context, key.slice(ofVolume.length))
    else provision(context, key)
  },
}

function keysOfClaim(object: KubeObject): readonly string[] {
  const claim = object as PersistentVolumeClaim
  const asked = claim.metadata.annotations?.[volumeAnnotations.provisioner]
  return asked !== undefined && served.has(asked) && !claim.spec?.volumeName ? [keyOf(claim)] : []
}

function provision(context: ControllerContext, key: string): void {
  const { informers, events, sim } = context
  const { namespace, name } = splitKey(key)
  const claim = informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims).get(namespace, name)
  if (!claim || claim.spec?.volumeName || claim.metadata.deletionTimestamp !== undefined) return
  const volumeName = `pvc-${claim.metadata.uid}`
  if (informers.for<PersistentVolume>(resources.persistentvolumes).get(undefined, volumeName)) return
  const storageClass = informers.for<StorageClass>(resources.storageclasses).get(undefined, claim.spec?.storageClassName ?? '')
  if (!storageClass) return
  const selected = claim.metadata.annotations?.[volumeAnnotations.selectedNode]
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer' && selected === undefined) return
  const ready = readyAt(context)
  const at = ready.get(key)
  if (at === undefined) {
    events.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`)
    const { ms, jitterMs } = delays.volumeProvision
    const waitMs = ms + sim.random.stream(`provisioner/${volumeName}`).fraction() * jitterMs
    ready.set(key, sim.now + waitMs)
    context.enqueue(key, waitMs)
    return
  }
  if (at > sim.now) return
  ready.delete(key)
  const nodes = informers.for<Node>(resources.nodes)
  const node = selected === undefined ? nodes.list().find((one) => !one.spec?.taints?.length) : nodes.get(undefined, selected)
  if (!node) {
    events.event(
      claim,
      'Warning',
      'ProvisioningFailed',
      `failed to provision volume with StorageClass "${storageClass.metadata.name}": no node was available`,
    )
    return
  }
  try {
    context.api.create(resources.persistentvolumes, localVolume(volumeName, claim, storageClass, node))
  } catch (error) {
    if (!(error instanceof ApiError) || !error.is('AlreadyExists')) throw error
  }
  events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volumeName}`)
}

function localVolume(name: string, claim: PersistentVolumeClaim, storageClass: StorageClass, node: Node): object {
  const { namespace, name: claimName, uid } = claim.metadata
  const hostname = node.metadata.labels?.['kubernetes.io/hostname'] ?? String(node.metadata.name)
  const expression = { key: 'kubernetes.io/hostname', operator: 'In', values: [hostname] }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name,
      annotations: {
        [volumeAnnotations.provisionedBy]: storageClass.provisioner,
        'local.path.provisioner/selected-node': String(node.metadata.name),
      },
    },
    spec: {
      accessModes: claim.spec?.accessModes,
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? '0' },
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name: claimName, uid },
      hostPath: { path: `${root}/${name}_${namespace}_${claimName}`, type: 'DirectoryOrCreate' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
      ...(storageClass.mountOptions ? { mountOptions: storageClass.mountOptions } : {}),
    },
  }
}

/** A released volume that it made goes, unless it is to be kept. The folder's contents stay on the node's disk. */
function remove({ api, informers }: ControllerContext, name: string): void {
  const volume = informers.for<PersistentVolume>(resources.persistentvolumes).get(undefined, name)
  const by = volume?.metadata.annotations?.[volumeAnnotations.provisionedBy]
  if (!volume || by === undefined || !served.has(by) || volume.status?.phase !== 'Released') return
  if (volume.spec?.persistentVolumeReclaimPolicy !== 'Delete' || volume.metadata.deletionTimestamp !== undefined) return
  try {
    api.delete(resources.persistentvolumes, undefined, name)
  } catch (error) {
    if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
  }
}
