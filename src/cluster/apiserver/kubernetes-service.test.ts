import { describe, expect, it } from 'vitest'
import { startServer } from './testing/server.ts'

const endpoints = '/api/v1/namespaces/default/endpoints/kubernetes'
const slice = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes'
const service = '/api/v1/namespaces/default/services/kubernetes'

function advertised() {
  const world = startServer()
  world.api.advertise('172.18.0.2')
  return world
}

describe('the Service kubernetes', () => {
  it('leads to the server itself', () => {
    const { ask } = advertised()
    expect(ask('GET', service).body).toMatchObject({ spec: { clusterIP: '10.96.0.1', type: 'ClusterIP' } })
    expect(ask('GET', endpoints).body).toMatchObject({
      metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: '172.18.0.2' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
    })
    expect(ask('GET', slice).body).toMatchObject({
      metadata: { labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['172.18.0.2'], conditions: { ready: true } }],
    })
  })

  it.each([service, endpoints, slice])('comes back within ten seconds: %s', (path) => {
    const { sim, ask } = advertised()
    sim.runUntil(3000)
    expect(ask('DELETE', path).status).toBe(200)
    sim.runUntil(9999)
    expect(ask('GET', path).status).toBe(404)
    sim.runUntil(10_000)
    expect(ask('GET', path).status).toBe(200)
  })

  it('gets its endpoints put right, and nothing is written when they are', () => {
    const { sim, etcd, ask } = advertised()
    ask('PATCH', endpoints, { subsets: [] }, { headers: { 'content-type': 'application/merge-patch+json' } })
    sim.runUntil(10_000)
    expect(ask('GET', endpoints).body).toMatchObject({ subsets: [{ addresses: [{ ip: '172.18.0.2' }] }] })
    const { revision } = etcd
    sim.runUntil(60_000)
    expect(etcd.revision).toBe(revision)
  })
})
