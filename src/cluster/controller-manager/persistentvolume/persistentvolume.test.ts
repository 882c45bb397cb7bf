import { describe, expect, it } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane } from '../testing/control-plane.ts'

const claim = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
})

const volume = (name: string, storage: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'manual',
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path: `/tmp/${name}` },
    ...spec,
  },
})

const pod = (name: string, claimName: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    containers: [{ name: 'c', image: 'busybox' }],
    volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }],
  },
})

function started(volumeBindingMode: string) {
  const p = new ControlPlane({ nodes: ['n1', 'n2'], kubelet: { readyMs: 300, goneMs: 300 } })
  p.client.create(resources.storageclasses, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard' },
    provisioner: 'podarium.dev/local-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode,
  })
  return p
}

const phase = (p: ControlPlane, name: string) =>
  p.get<PersistentVolumeClaim>(resources.persistentvolumeclaims, name).status?.phase
const theVolume = (p: ControlPlane) => p.client.list<PersistentVolume>(resources.persistentvolumes)[0]

describe('claims', () => {
  it('get the smallest volume that fits', () => {
    const p = new ControlPlane()
    for (const [name, storage] of [
      ['large', '10Gi'],
      ['small', '500Mi'],
      ['fits', '2Gi'],
    ] as const) {
      p.create(resources.persistentvolumes, volume(name, storage))
    }
    p.run(100)
    p.create(resources.persistentvolumeclaims, claim('notes', { storageClassName: 'manual' }))
    p.run(100)
    const bound = p.get<PersistentVolumeClaim>(resources.persistentvolumeclaims, 'notes')
    expect(bound.spec?.volumeName).toBe('fits')
    expect(bound.status).toMatchObject({ phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] })
    expect(bound.metadata.annotations).toEqual({
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    })
    expect(p.get<PersistentVolume>(resources.persistentvolumes, 'fits', undefined).status?.phase).toBe('Bound')
  })

  it.each([
    [
      'no class',
      { storageClassName: '' },
      'FailedBinding no persistent volumes available for this claim and no storage class is set',
    ],
    [
      'an unknown class',
      { storageClassName: 'superfast' },
      'ProvisioningFailed storageclass.storage.k8s.io "superfast" not found',
    ],
    [
      'a class that waits',
      { storageClassName: 'standard' },
      'WaitForFirstConsumer waiting for first consumer to be created before binding',
    ],
  ])('with %s wait, and say why every 15 seconds', (_what, spec, message) => {
    const p = started('WaitForFirstConsumer')
    p.create(resources.persistentvolumeclaims, claim('wish', spec))
    p.run(31_000)
    expect(phase(p, 'wish')).toBe('Pending')
    expect(p.events('PersistentVolumeClaim')).toEqual([message])
    const [event] = p.list<{ count: number } & Pod>(resources.events).filter((one) => one.metadata.name?.startsWith('wish'))
    expect(event?.count).toBe(3)
  })

  it('have their volume made where their first pod is placed', () => {
    const p = started('WaitForFirstConsumer')
    p.create(resources.persistentvolumeclaims, claim('data', { storageClassName: 'standard' }))
    p.run(500)
    p.create(resources.pods, pod('user', 'data'))
    p.run(5000)
    expect(phase(p, 'data')).toBe('Bound')
    const node = p.get<Pod>(resources.pods, 'user').spec?.nodeName
    const made = theVolume(p)
    const data = p.get<PersistentVolumeClaim>(resources.persistentvolumeclaims, 'data')
    expect(made?.metadata.name).toBe(`pvc-${data.metadata.uid}`)
    expect(made?.spec?.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values).toEqual([node])
    // The next pod has to go there as well.
    p.create(resources.pods, pod('second', 'data'))
    p.run(3000)
    expect(p.get<Pod>(resources.pods, 'second').spec?.nodeName).toBe(node)
  })

  it('stay while a pod uses them, and take their volume along', () => {
    const p = started('Immediate')
    p.create(resources.persistentvolumeclaims, claim('data', { storageClassName: 'standard' }))
    p.run(3000)
    expect(phase(p, 'data')).toBe('Bound')
    p.create(resources.pods, pod('user', 'data'))
    p.run(2000)
    p.client.delete(resources.persistentvolumeclaims, 'default', 'data')
    p.run(5000)
    expect(p.get<PersistentVolumeClaim>(resources.persistentvolumeclaims, 'data').metadata.deletionTimestamp).toBeDefined()
    p.client.delete(resources.pods, 'default', 'user')
    p.run(2000)
    expect(p.list(resources.persistentvolumeclaims)).toEqual([])
    expect(theVolume(p)).toBeUndefined()
  })

  it('leave a volume that is to be retained behind, for nobody', () => {
    const p = new ControlPlane()
    p.create(resources.persistentvolumes, volume('kept', '1Gi'))
    p.run(100)
    p.create(resources.persistentvolumeclaims, claim('first', { storageClassName: 'manual' }))
    p.run(100)
    p.client.delete(resources.persistentvolumeclaims, 'default', 'first')
    p.run(100)
    expect(theVolume(p)?.status?.phase).toBe('Released')
    p.create(resources.persistentvolumeclaims, claim('second', { storageClassName: 'manual' }))
    p.run(20_000)
    expect(phase(p, 'second')).toBe('Pending')
  })
})
