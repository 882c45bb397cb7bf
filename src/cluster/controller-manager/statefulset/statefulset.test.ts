import { describe, expect, it } from 'vitest'
import type { StatefulSet } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

function statefulSet(replicas: number, more: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web' },
    spec: {
      serviceName: 'nginx',
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: template('web'),
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      ...more,
    },
  }
}

const started = (replicas: number, more: object = {}, seed = 1) => {
  const plane = new ControlPlane({ seed, nodes: ['n1', 'n2'], kubelet: { readyMs: 700, goneMs: 400 } })
  plane.create(resources.statefulsets, statefulSet(replicas, more))
  plane.run(replicas * 1000 + 1000)
  return plane
}

const update = (plane: ControlPlane, spec: object) => {
  const now = plane.get<StatefulSet>(resources.statefulsets, 'web')
  plane.client.update(resources.statefulsets, { ...now, spec: { ...now.spec, ...spec } as StatefulSet['spec'] })
}

describe('the statefulset controller', () => {
  it('makes pods in order, each with its identity', () => {
    const plane = started(3)
    expect(plane.events('StatefulSet')).toEqual([
      'SuccessfulCreate Create Pod web-0 in StatefulSet web successful',
      'SuccessfulCreate Create Pod web-1 in StatefulSet web successful',
      'SuccessfulCreate Create Pod web-2 in StatefulSet web successful',
    ])
    const pod = plane.pods()[1]
    expect(pod?.metadata).toMatchObject({ name: 'web-1', generateName: 'web-', labels: { 'apps.kubernetes.io/pod-index': '1' } })
    expect(pod?.spec).toMatchObject({ hostname: 'web-1', subdomain: 'nginx' })
    const { status } = plane.get<StatefulSet>(resources.statefulsets, 'web')
    expect(status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3, currentReplicas: 3, updatedReplicas: 3 })
    expect(status?.currentRevision).toBe(status?.updateRevision)
  })

  it('scales down from the end, one by one', () => {
    const plane = started(3)
    update(plane, { replicas: 1 })
    plane.run(5000)
    expect(plane.events('StatefulSet').slice(3)).toEqual([
      'SuccessfulDelete Delete Pod web-2 in StatefulSet web successful',
      'SuccessfulDelete Delete Pod web-1 in StatefulSet web successful',
    ])
    expect(plane.pods().map((pod) => pod.metadata.name)).toEqual(['web-0'])
  })

  it('updates from the end, waiting for each, down to the partition', () => {
    const plane = started(3)
    update(plane, {
      template: template('web', 'nginx:1.27'),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
    })
    plane.run(10_000)
    expect(plane.pods().map((pod) => pod.spec?.containers[0]?.image)).toEqual(['nginx', 'nginx:1.27', 'nginx:1.27'])
    expect(plane.get<StatefulSet>(resources.statefulsets, 'web').status).toMatchObject({ currentReplicas: 1, updatedReplicas: 2 })
    update(plane, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } })
    plane.run(10_000)
    const { status } = plane.get<StatefulSet>(resources.statefulsets, 'web')
    expect(status).toMatchObject({ currentReplicas: 3, updatedReplicas: 3, readyReplicas: 3 })
    expect(status?.currentRevision).toBe(status?.updateRevision)
    expect(plane.events('StatefulSet').filter((line) => line.startsWith('SuccessfulDelete'))).toEqual([
      'SuccessfulDelete Delete Pod web-2 in StatefulSet web successful',
      'SuccessfulDelete Delete Pod web-1 in StatefulSet web successful',
      'SuccessfulDelete Delete Pod web-0 in StatefulSet web successful',
    ])
  })

  it('makes all at once when parallel', () => {
    const plane = new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 60_000, goneMs: 400 } })
    plane.create(resources.statefulsets, statefulSet(3, { podManagementPolicy: 'Parallel' }))
    plane.run(1000)
    expect(plane.pods().map((pod) => pod.metadata.name)).toEqual(['web-0', 'web-1', 'web-2'])
  })

  it.each([1, 2, 3, 4, 5])('keeps the order whatever is deleted (seed %i)', (seed) => {
    const plane = started(4, {}, seed)
    const random = plane.sim.random.stream('test')
    for (let i = 0; i < 20; i++) {
      const pods = plane.pods().filter((pod) => !pod.metadata.deletionTimestamp)
      const victim = pods[random.below(pods.length)]
      if (victim) plane.client.delete(resources.pods, 'default', String(victim.metadata.name))
      for (let step = 0; step < 10; step++) {
        plane.run(random.below(300))
        // Nobody is made while one before it is missing or not ready.
        const young = plane.pods().filter((pod) => pod.status?.phase !== 'Running')
        expect(young.length).toBeLessThanOrEqual(1)
      }
    }
    plane.run(10_000)
    expect(plane.pods().map((pod) => pod.metadata.name)).toEqual(['web-0', 'web-1', 'web-2', 'web-3'])
  })
})

it('gives each pod a claim of its own, which it finds again', () => {
  const plane = new ControlPlane({ nodes: ['n1', 'n2'], kubelet: { readyMs: 300, goneMs: 300 } })
  plane.client.create(resources.storageclasses, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard' },
    provisioner: 'podarium.dev/local-path',
    volumeBindingMode: 'WaitForFirstConsumer',
  })
  const claim = {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', resources: { requests: { storage: '1Gi' } } },
  }
  plane.create(
    resources.statefulsets,
    statefulSet(2, {
      template: template('web', 'redis', { volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
      volumeClaimTemplates: [claim],
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
    }),
  )
  plane.run(8000)
  const claims = () => plane.list(resources.persistentvolumeclaims).map((one) => one.metadata.name)
  expect(claims()).toEqual(['data-web-0', 'data-web-1'])
  expect(plane.events('StatefulSet').slice(0, 2)).toEqual([
    'SuccessfulCreate Create Claim data-web-0 Pod web-0 in StatefulSet web success',
    'SuccessfulCreate Create Pod web-0 in StatefulSet web successful',
  ])
  const place = () => plane.pods().map((pod) => [pod.spec?.nodeName, pod.spec?.volumes?.[0]?.persistentVolumeClaim?.claimName])
  const before = place()
  plane.client.delete(resources.pods, 'default', 'web-0')
  plane.run(5000)
  expect(place()).toEqual(before)
  update(plane, { replicas: 1 })
  plane.run(5000)
  expect(claims()).toEqual(['data-web-0'])
})
