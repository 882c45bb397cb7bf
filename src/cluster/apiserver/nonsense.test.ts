import { describe, expect, it } from 'vitest'
import { kinds } from '../api/kinds.ts'
import { Etcd } from '../etcd/etcd.ts'
import { Random } from '../sim/random.ts'
import { Simulation } from '../sim/simulation.ts'
import { createApiServer } from './api-server.ts'

const values: readonly unknown[] = [null, '', 'x', 0, -1, 1e21, true, [], [null], [{}], {}, { a: {} }, [[]]]

/** A body with random parts in the places where a manifest has others. */
function nonsense(random: Random, depth: number): unknown {
  if (depth === 0) return random.pick(values)
  const names = [
    'spec',
    'metadata',
    'status',
    'template',
    'containers',
    'selector',
    'data',
    'rules',
    'name',
    'ports',
    'volumes',
    '__proto__',
  ]
  const object: Record<string, unknown> = {}
  for (let i = 0; i < 4; i++) {
    const name = random.pick(names)
    const value = random.below(3) === 0 ? random.pick(values) : nonsense(random, depth - 1)
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return random.below(5) === 0 ? [object] : object
}

describe('nonsense', () => {
  it.each([1, 2, 3])('is refused or taken, never a fault (seed %i)', (seed) => {
    const sim = new Simulation(seed, 0)
    const api = createApiServer({ sim, etcd: new Etcd(sim) })
    const random = new Random(seed)
    api.handle({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'default' } } })
    api.handle({ method: 'POST', path: '/api/v1/namespaces/default/serviceaccounts', body: { metadata: { name: 'default' } } })
    for (const { group, version, resource, kind, namespaced } of kinds) {
      const root = `${group ? `/apis/${group}` : '/api'}/${version}`
      const path = `${root}${namespaced ? '/namespaces/default' : ''}/${resource}`
      for (let i = 0; i < 30; i++) {
        const body = nonsense(random, 3)
        const named = Array.isArray(body) ? body : { ...(body as object), metadata: { name: `x${i}` } }
        for (const one of [body, named]) api.handle({ method: 'POST', path, body: one, query: { fieldValidation: 'Ignore' } })
        api.handle({ method: 'PUT', path: `${path}/x1`, body: named, query: { fieldValidation: 'Ignore' } })
        for (const type of ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml']) {
          const headers = { 'content-type': `application/${type}` }
          api.handle({ method: 'PATCH', path: `${path}/x1`, body, headers, query: { fieldManager: 'm', force: undefined } })
        }
        const apply = { 'content-type': 'application/apply-patch+yaml' }
        const config = {
          ...(Array.isArray(body) ? {} : (body as object)),
          apiVersion: group ? `${group}/${version}` : version,
          kind,
          metadata: {},
        }
        api.handle({
          method: 'PATCH',
          path: `${path}/y${i}`,
          body: config,
          headers: apply,
          query: { fieldManager: 'm', fieldValidation: 'Ignore' },
        })
        api.handle({ method: 'GET', path, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } })
      }
    }
    const faults = sim.history.all().filter((record) => record.what === 'fault')
    expect(faults.map((record) => String(record.detail?.text).split('\n').slice(0, 3).join('\n'))).toEqual([])
  })
})
