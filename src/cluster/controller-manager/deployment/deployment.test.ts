import { describe, expect, it } from 'vitest'
import type { Deployment, Pod, ReplicaSet } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

const kubelet = { readyMs: 500, goneMs: 300 }

function deployment(name: string, replicas: number, more: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: template(name),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      ...more,
    },
  }
}

function setImage(plane: ControlPlane, name: string, image: string): void {
  const now = plane.get<Deployment>(resources.deployments, name)
  plane.client.update(resources.deployments, {
    ...now,
    spec: { ...now.spec, template: template(name, image) } as Deployment['spec'],
  })
}

function hashless(lines: readonly string[], name: string): readonly string[] {
  const seen = new Map<string, string>()
  return lines.map((line) =>
    line.replaceAll(new RegExp(`${name}-[456789bcdf]+`, 'g'), (rs) => {
      if (!seen.has(rs)) seen.set(rs, `rs${seen.size + 1}`)
      return String(seen.get(rs))
    }),
  )
}

describe('the deployment controller', () => {
  it('brings up its pods', () => {
    const plane = new ControlPlane({ nodes: ['n1', 'n2'], kubelet })
    plane.create(resources.deployments, deployment('web', 3))
    plane.run(5000)
    expect(plane.pods().map((pod) => pod.status?.phase)).toEqual(['Running', 'Running', 'Running'])
    const { status, metadata } = plane.get<Deployment>(resources.deployments, 'web')
    expect(status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    })
    expect(status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
      'Available True MinimumReplicasAvailable',
      'Progressing True NewReplicaSetAvailable',
    ])
    expect(metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' })
    expect(hashless(plane.events('Deployment'), 'web')).toEqual(['ScalingReplicaSet Scaled up replica set rs1 from 0 to 3'])
  })

  it('rolls three pods one by one', () => {
    const plane = new ControlPlane({ nodes: ['n1', 'n2'], kubelet })
    plane.create(resources.deployments, deployment('web', 3))
    plane.run(5000)
    setImage(plane, 'web', 'nginx:1.27')
    plane.run(10_000)
    expect(hashless(plane.events('Deployment'), 'web')).toEqual([
      'ScalingReplicaSet Scaled up replica set rs1 from 0 to 3',
      'ScalingReplicaSet Scaled up replica set rs2 from 0 to 1',
      'ScalingReplicaSet Scaled down replica set rs1 from 3 to 2',
      'ScalingReplicaSet Scaled up replica set rs2 from 1 to 2',
      'ScalingReplicaSet Scaled down replica set rs1 from 2 to 1',
      'ScalingReplicaSet Scaled up replica set rs2 from 2 to 3',
      'ScalingReplicaSet Scaled down replica set rs1 from 1 to 0',
    ])
    const sets = plane.list<ReplicaSet>(resources.replicasets)
    expect(sets.map((set) => set.metadata.annotations?.['deployment.kubernetes.io/revision']).sort()).toEqual(['1', '2'])
  })

  it('keeps the old pods when the new ones fail, says so at its deadline, and goes back on demand', () => {
    const ready = (pod: Pod) => pod.spec?.containers[0]?.image !== 'nginx:1.161'
    const plane = new ControlPlane({ nodes: ['n1'], kubelet: { ...kubelet, ready } })
    plane.create(resources.deployments, deployment('web', 2, { progressDeadlineSeconds: 25 }))
    plane.run(5000)
    setImage(plane, 'web', 'nginx:1.161')
    plane.run(24_000)
    expect(progress(plane)).toBe('True ReplicaSetUpdated')
    plane.run(4000)
    expect(progress(plane)).toBe('False ProgressDeadlineExceeded')
    expect(plane.pods()).toHaveLength(3)
    const now = plane.get<Deployment>(resources.deployments, 'web')
    expect(now.status).toMatchObject({ replicas: 3, updatedReplicas: 1, availableReplicas: 2, unavailableReplicas: 1 })
    setImage(plane, 'web', 'nginx')
    plane.run(5000)
    expect(plane.pods()).toHaveLength(2)
    expect(progress(plane)).toBe('True NewReplicaSetAvailable')
    const revisions = plane
      .list<ReplicaSet>(resources.replicasets)
      .map(({ metadata, spec }) => [
        spec?.replicas,
        metadata.annotations?.['deployment.kubernetes.io/revision'],
        metadata.annotations?.['deployment.kubernetes.io/revision-history'],
      ])
    expect(revisions).toContainEqual([2, '3', '1'])
    expect(revisions).toContainEqual([0, '2', undefined])
    expect(plane.get<Deployment>(resources.deployments, 'web').metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
    })
  })

  it('rolls nothing while it is paused, but scales', () => {
    const plane = new ControlPlane({ nodes: ['n1'], kubelet })
    plane.create(resources.deployments, deployment('web', 2))
    plane.run(5000)
    const change = (spec: object) => {
      const now = plane.get<Deployment>(resources.deployments, 'web')
      plane.client.update(resources.deployments, { ...now, spec: { ...now.spec, ...spec } as Deployment['spec'] })
      plane.run(3000)
    }
    change({ paused: true, template: template('web', 'nginx:1.27'), replicas: 3 })
    expect(progress(plane)).toBe('Unknown DeploymentPaused')
    expect(plane.pods().map((pod) => pod.spec?.containers[0]?.image)).toEqual(['nginx', 'nginx', 'nginx'])
    change({ paused: false })
    plane.run(10_000)
    expect(plane.pods().map((pod) => pod.spec?.containers[0]?.image)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27'])
  })

  it('recreates only when all old pods are gone', () => {
    const plane = new ControlPlane({ nodes: ['n1'], kubelet })
    plane.create(resources.deployments, deployment('web', 3, { strategy: { type: 'Recreate' } }))
    plane.run(5000)
    setImage(plane, 'web', 'nginx:1.27')
    for (let step = 0; step < 100; step++) {
      plane.run(20)
      expect(new Set(plane.pods().map((pod) => pod.spec?.containers[0]?.image)).size).toBeLessThanOrEqual(1)
    }
    plane.run(3000)
    expect(plane.pods().map((pod) => pod.spec?.containers[0]?.image)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27'])
  })

  it('keeps no more old sets than its history', () => {
    const plane = new ControlPlane({ nodes: ['n1'], kubelet })
    plane.create(resources.deployments, deployment('web', 1, { revisionHistoryLimit: 1 }))
    for (const tag of ['a', 'b', 'c']) {
      plane.run(5000)
      setImage(plane, 'web', `nginx:${tag}`)
    }
    plane.run(5000)
    const revisions = plane
      .list<ReplicaSet>(resources.replicasets)
      .map((one) => one.metadata.annotations?.['deployment.kubernetes.io/revision'])
    expect(revisions.sort()).toEqual(['3', '4'])
  })

  it('replaces a pod that is relabelled, and lets that one go', () => {
    const plane = new ControlPlane({ nodes: ['n1'], kubelet })
    plane.create(resources.deployments, deployment('web', 1))
    plane.run(3000)
    const [pod] = plane.pods()
    const name = String(pod?.metadata.name)
    plane.client.patch(resources.pods, 'default', name, { metadata: { labels: { app: 'debug' } } }, { type: 'merge' })
    plane.run(3000)
    expect(plane.pods()).toHaveLength(2)
    expect(plane.get<Pod>(resources.pods, name).metadata.ownerReferences ?? []).toEqual([])
    plane.client.patch(resources.pods, 'default', name, { metadata: { labels: { app: 'web' } } }, { type: 'merge' })
    plane.run(3000)
    // Adopted again, which makes one too many.
    expect(plane.pods()).toHaveLength(1)
  })

  it('tells of a quota that is used up', () => {
    const plane = new ControlPlane({ nodes: ['n1'], kubelet })
    plane.create(resources.resourcequotas, { metadata: { name: 'q' }, spec: { hard: { pods: '1' } } })
    plane.run(100)
    plane.create(resources.deployments, deployment('web', 2))
    plane.run(3000)
    const condition = plane
      .get<Deployment>(resources.deployments, 'web')
      .status?.conditions?.find((one) => one.type === 'ReplicaFailure')
    expect(condition).toMatchObject({ status: 'True', reason: 'FailedCreate' })
    expect(condition?.message).toMatch(
      /^pods "web-[456789bcdf]+-[a-z0-9]{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1$/,
    )
    expect(plane.events('ReplicaSet').some((line) => line.startsWith('FailedCreate Error creating: pods "web-'))).toBe(true)
  })
})

function progress(plane: ControlPlane): string {
  const condition = plane
    .get<Deployment>(resources.deployments, 'web')
    .status?.conditions?.find((one) => one.type === 'Progressing')
  return `${condition?.status} ${condition?.reason}`
}
