import { describe, expect, it } from 'vitest'
import type { EndpointSlice, Endpoints } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

const service = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: { team: 'a' } },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' }], ...spec },
})

function started(replicas: number) {
  const p = new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 300, goneMs: 1000 } })
  p.create(resources.deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: template('web', 'nginx', { ports: [{ name: 'web', containerPort: 8080 }] }),
    },
  })
  p.create(resources.services, service('web'))
  p.run(4000)
  return p
}

const slices = (p: ControlPlane) => p.list<EndpointSlice>(resources.endpointslices)

describe('endpoints', () => {
  it('tell the address, the port and the state of each pod', () => {
    const p = started(2)
    const [slice, ...more] = slices(p)
    expect(more).toEqual([])
    expect(slice?.metadata.name).toMatch(/^web-[a-z0-9]{5}$/)
    expect(slice?.metadata.labels).toMatchObject({
      team: 'a',
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    })
    expect(slice?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }])
    expect(slice?.endpoints).toHaveLength(2)
    expect(slice?.endpoints?.[0]).toMatchObject({
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'n1',
      targetRef: { kind: 'Pod', namespace: 'default' },
    })
    const endpoints = p.get<Endpoints>(resources.endpoints, 'web')
    expect(endpoints.subsets?.[0]?.addresses).toHaveLength(2)
    expect(endpoints.subsets?.[0]?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }])
  })

  it('keep a pod that is going, as one that still serves', () => {
    const p = started(1)
    const [pod] = p.pods()
    p.client.delete(resources.pods, 'default', String(pod?.metadata.name))
    p.run(100)
    const going = slices(p)[0]?.endpoints?.find((one) => one.targetRef?.uid === pod?.metadata.uid)
    expect(going?.conditions).toEqual({ ready: false, serving: true, terminating: true })
    p.run(5000)
    expect(slices(p)[0]?.endpoints?.some((one) => one.targetRef?.uid === pod?.metadata.uid)).toBe(false)
  })

  it('are split into slices of a hundred', () => {
    const p = new ControlPlane({ nodes: ['n1', 'n2', 'n3'], kubelet: { readyMs: 300, goneMs: 1000 } })
    p.create(resources.services, service('web', { ports: [{ port: 80 }] }))
    p.create(resources.replicasets, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web' },
      spec: { replicas: 210, selector: { matchLabels: { app: 'web' } }, template: template('web') },
    })
    p.run(6000)
    const sizes = slices(p).map((slice) => slice.endpoints?.length ?? 0)
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(210)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100)
  })

  it('are an empty slice for a Service without pods, and none for one without a selector', () => {
    const p = new ControlPlane()
    p.create(resources.services, service('web'))
    p.create(resources.services, service('bare', { selector: undefined }))
    p.run(100)
    expect(slices(p).map((slice) => slice.metadata.labels?.['kubernetes.io/service-name'])).toEqual(['web'])
    expect(slices(p)[0]?.endpoints ?? []).toEqual([])
  })
})
