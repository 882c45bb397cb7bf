import { describe, expect, it } from 'vitest'
import type { Deployment, HorizontalPodAutoscaler } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

function started(cpuPerPod: { milli: number } | undefined, more: object = {}) {
  const p = new ControlPlane({ nodes: ['n1', 'n2'], kubelet: { readyMs: 300, goneMs: 300 } })
  if (cpuPerPod) {
    p.api.setMetrics({
      nodes: () => [],
      pods: (namespace) =>
        p.pods(namespace).map((pod) => ({
          apiVersion: 'metrics.k8s.io/v1beta1',
          kind: 'PodMetrics',
          metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
          containers: [{ name: 'main', usage: { cpu: `${cpuPerPod.milli}m`, memory: '10Mi' } }],
        })),
    })
  }
  p.create(resources.deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: template('web', 'nginx', { resources: { requests: { cpu: '100m' } } }),
    },
  })
  p.create(resources.horizontalpodautoscalers, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
      ...more,
    },
  })
  return p
}

const replicas = (p: ControlPlane) => p.get<Deployment>(resources.deployments, 'web').spec?.replicas
const conditions = (p: ControlPlane) =>
  p
    .get<HorizontalPodAutoscaler>(resources.horizontalpodautoscalers, 'web')
    .status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`)

describe('the horizontal pod autoscaler', () => {
  it('scales up to the target, and down again when the window of stabilization is over', () => {
    const cpu = { milli: 100 }
    const p = started(cpu)
    p.run(20_000)
    expect(replicas(p)).toBe(4)
    expect(p.events('HorizontalPodAutoscaler')).toContain(
      'SuccessfulRescale New size: 4; reason: cpu resource utilization (percentage of request) above target',
    )
    cpu.milli = 50
    p.run(60_000)
    expect(replicas(p)).toBe(4)
    expect(conditions(p)).toEqual([
      'AbleToScale True ReadyForNewScale',
      'ScalingActive True ValidMetricFound',
      'ScalingLimited False DesiredWithinRange',
    ])
    cpu.milli = 10
    p.run(60_000)
    expect(replicas(p)).toBe(4)
    expect(conditions(p)?.[0]).toBe('AbleToScale True ScaleDownStabilized')
    p.run(300_000)
    expect(replicas(p)).toBe(1)
    expect(p.events('HorizontalPodAutoscaler').at(-1)).toBe('SuccessfulRescale New size: 1; reason: All metrics below target')
  })

  it('goes no further than its maximum', () => {
    const p = started({ milli: 900 }, { maxReplicas: 5 })
    p.run(60_000)
    expect(replicas(p)).toBe(5)
    expect(conditions(p)).toContain('ScalingLimited True TooManyReplicas')
  })

  it('says what it misses', () => {
    const p = started(undefined)
    p.run(20_000)
    expect(conditions(p)).toEqual(['AbleToScale True SucceededGetScale', 'ScalingActive False FailedGetResourceMetric'])
    expect(p.events('HorizontalPodAutoscaler')[0]).toMatch(
      /^FailedGetResourceMetric failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: /,
    )
  })
})
