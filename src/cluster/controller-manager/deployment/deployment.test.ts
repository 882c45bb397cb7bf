import { describe, expect, it } from 'vitest'
import type { Deployment, ReplicaSet } from '../../api/generated/types.ts'
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
})
