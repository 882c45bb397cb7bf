import { describe, expect, it } from 'vitest'
import type { Service } from '../../api/generated/types.ts'
import { services, startServer } from '../testing/server.ts'

const service = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { selector: { app: 'x' }, ports: [{ port: 80 }], ...spec },
})

describe('Services', () => {
  it('get an address of 10.96.0.0/12 and the family IPv4', () => {
    const { ask } = startServer()
    const { spec } = ask('POST', services, service('a')).body as Service
    expect(spec?.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/)
    expect(spec).toMatchObject({
      clusterIPs: [spec?.clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      type: 'ClusterIP',
      internalTrafficPolicy: 'Cluster',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    })
  })

  it.each([
    { what: 'headless', spec: { clusterIP: 'None' }, has: { clusterIP: 'None', clusterIPs: ['None'] } },
    { what: 'an address of choice', spec: { clusterIP: '10.96.0.10' }, has: { clusterIPs: ['10.96.0.10'] } },
    {
      what: 'a node port of choice',
      spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
      has: { ports: [{ nodePort: 30080 }] },
    },
  ])('may ask for $what', ({ spec, has }) => {
    const { ask } = startServer()
    expect(ask('POST', services, service('a', spec)).body).toMatchObject({ spec: has })
  })

  it('of type NodePort get a port', () => {
    const { ask } = startServer()
    const { spec } = ask('POST', services, service('a', { type: 'NodePort' })).body as Service
    expect(spec?.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30086)
    expect(spec?.ports?.[0]?.nodePort).toBeLessThanOrEqual(32767)
  })

  it.each([
    [
      { clusterIP: '10.96.0.10' },
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    ],
    [
      { clusterIP: '192.168.0.1' },
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["192.168.0.1"]: failed to allocate IP 192.168.0.1: the provided IP (192.168.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    ],
    [
      { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
      'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    ],
    [
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ])('refuse %j', (spec, message) => {
    const { ask, why } = startServer()
    ask('POST', services, service('a', { clusterIP: '10.96.0.10', type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }))
    expect(why('POST', services, service('b', spec))).toBe(message)
  })

  it('keep what they were given through an update, and give it back when they go', () => {
    const { ask, why } = startServer()
    const made = ask('POST', services, service('a', { type: 'NodePort' })).body as Service
    const updated = ask('PUT', `${services}/a`, service('a', { type: 'NodePort', selector: { app: 'y' } })).body as Service
    expect(updated.spec?.clusterIP).toBe(made.spec?.clusterIP)
    expect(updated.spec?.ports).toEqual(made.spec?.ports)
    const plain = ask('PUT', `${services}/a`, { ...updated, spec: { ...updated.spec, type: 'ClusterIP' } }).body as Service
    expect(plain.spec?.ports?.[0]?.nodePort).toBeUndefined()
    ask('DELETE', `${services}/a`)
    expect(why('POST', services, service('b', { clusterIP: made.spec?.clusterIP }))).toBe('fine')
  })
})
