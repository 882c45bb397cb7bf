import { describe, expect, it } from 'vitest'
import type { HorizontalPodAutoscaler } from '../../api/generated/types.ts'
import { patchHeaders, startServer, tableHeaders } from '../testing/server.ts'

const v1 = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers'
const v2 = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers'
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const cpu = (averageUtilization: number) => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
})

const old = (spec: object) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { scaleTargetRef, maxReplicas: 5, ...spec },
})

describe('autoscaling/v1', () => {
  it.each([
    { what: 'a target', spec: { targetCPUUtilizationPercentage: 60 }, metrics: [cpu(60)] },
    { what: 'no target', spec: {}, metrics: [cpu(80)] },
  ])('with $what is kept as autoscaling/v2', ({ spec, metrics }) => {
    const { ask } = startServer()
    const made = ask('POST', v1, old(spec))
    expect(made).toMatchObject({ status: 201, body: { apiVersion: 'autoscaling/v1', spec: { minReplicas: 1 } } })
    expect(ask('GET', `${v2}/web`).body).toMatchObject({ apiVersion: 'autoscaling/v2', spec: { maxReplicas: 5, metrics } })
  })

  it('carries what it has no fields for in annotations, there and back', () => {
    const { ask } = startServer()
    const metrics = [
      cpu(70),
      { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } },
      { type: 'Pods', pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '10' } } },
    ]
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } }
    ask('POST', v2, {
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: { scaleTargetRef, maxReplicas: 5, metrics, behavior },
    })
    const shown = ask('GET', `${v1}/web`).body as HorizontalPodAutoscaler
    expect(shown.spec).toEqual({ scaleTargetRef, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 70 })
    expect(JSON.parse(String(shown.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics']))).toEqual([
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '100Mi' } },
      { type: 'Pods', pods: { metricName: 'hits', targetAverageValue: '10' } },
    ])
    const patched = ask('PATCH', `${v1}/web`, { spec: { maxReplicas: 9 } }, { headers: patchHeaders('strategic') })
    expect(patched.body).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { maxReplicas: 9 } })
    const { spec, metadata } = ask('GET', `${v2}/web`).body as HorizontalPodAutoscaler
    expect(spec.metrics).toEqual([metrics[1], metrics[2], metrics[0]])
    expect(spec.behavior?.scaleDown?.stabilizationWindowSeconds).toBe(60)
    expect(metadata.annotations).toBeUndefined()
  })

  it('is applied, listed and shown like any other', () => {
    const { api, ask } = startServer()
    const applied = ask('PATCH', `${v1}/web`, old({ targetCPUUtilizationPercentage: 50 }), {
      headers: patchHeaders('apply'),
      query: { fieldManager: 'me' },
    })
    expect(applied.status).toBe(201)
    expect(ask('GET', v1, undefined, { headers: tableHeaders }).body).toMatchObject({
      rows: [{ cells: ['web', 'Deployment/web', 'cpu: <unknown>/50%', '1', 5, 0, '0s'] }],
    })
    const served = api.direct.served().filter(({ resource }) => resource === 'horizontalpodautoscalers')
    expect(served.map(({ version }) => version)).toEqual(['v2'])
  })

  it('refuses what autoscaling/v2 refuses', () => {
    const { why } = startServer()
    expect(why('POST', v1, old({ maxReplicas: 1, minReplicas: 2 }))).toContain('spec.maxReplicas: Invalid value: 1: must be')
  })
})
