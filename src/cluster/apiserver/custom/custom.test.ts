import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../api/object.ts'
import { patchHeaders, startServer, tableHeaders } from '../testing/server.ts'

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const cronTabs = '/apis/example.com/v1/namespaces/default/crontabs'

const definition = {
  metadata: { name: 'crontabs.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'crontabs', kind: 'CronTab', shortNames: ['ct'], categories: ['all'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
        additionalPrinterColumns: [
          { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
          { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['cronSpec'],
                properties: {
                  cronSpec: { type: 'string', pattern: '^(\\d+|\\*)( (\\d+|\\*)){4}$' },
                  replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
                },
              },
              status: { type: 'object', properties: { replicas: { type: 'integer' } } },
            },
          },
        },
      },
    ],
  },
}

function defined() {
  const server = startServer()
  expect(server.ask('POST', definitions, definition).status).toBe(201)
  server.sim.runUntil(1)
  return server
}

const cronTab = (spec: object, name = 'c') => ({ apiVersion: 'example.com/v1', kind: 'CronTab', metadata: { name }, spec })

describe('custom resources', () => {
  it('are served once defined', () => {
    const { ask } = defined()
    expect(ask('GET', `${definitions}/crontabs.example.com`).body).toMatchObject({
      status: {
        conditions: [
          { type: 'NamesAccepted', status: 'True' },
          { type: 'Established', status: 'True' },
        ],
        storedVersions: ['v1'],
      },
    })
    const made = ask('POST', cronTabs, cronTab({ cronSpec: '* * * * 5' }))
    expect(made).toMatchObject({
      status: 201,
      body: { spec: { cronSpec: '* * * * 5', replicas: 1 }, metadata: { generation: 1 } },
    })
    expect(ask('GET', cronTabs, undefined, { headers: tableHeaders }).body).toMatchObject({
      columnDefinitions: [{ name: 'Name' }, { name: 'Spec' }, { name: 'Replicas' }, { name: 'Age' }],
      rows: [{ cells: ['c', '* * * * 5', 1, '0s'] }],
    })
    expect(ask('GET', '/apis/example.com/v1').body).toMatchObject({
      resources: [
        { name: 'crontabs', kind: 'CronTab', shortNames: ['ct'] },
        { name: 'crontabs/scale' },
        { name: 'crontabs/status' },
      ],
    })
  })

  it.each([
    [{}, 'CronTab.example.com "c" is invalid: spec.cronSpec: Required value'],
    [
      { cronSpec: 'x' },
      'CronTab.example.com "c" is invalid: spec.cronSpec: Invalid value: "x": spec.cronSpec in body should match \'^(\\d+|\\*)( (\\d+|\\*)){4}$\'',
    ],
    [
      { cronSpec: '* * * * *', replicas: 11 },
      'CronTab.example.com "c" is invalid: spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10',
    ],
    [
      { cronSpec: '* * * * *', replicas: 'many' },
      'CronTab.example.com "c" is invalid: spec.replicas: Invalid value: "many": spec.replicas in body must be of type integer: "many"',
    ],
    [
      { cronSpec: '* * * * *', foo: 1 },
      'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.foo"',
    ],
  ])('refuse %j', (spec, message) => {
    expect(defined().why('POST', cronTabs, cronTab(spec), { query: { fieldValidation: 'Strict' } })).toBe(message)
  })

  it('drop what the schema does not know, with a warning', () => {
    const { ask } = defined()
    const made = ask('POST', cronTabs, cronTab({ cronSpec: '* * * * *', foo: 1 }))
    expect(made.warnings).toEqual(['unknown field "spec.foo"'])
    expect(made.body).toHaveProperty('spec', { cronSpec: '* * * * *', replicas: 1 })
  })

  it('can be patched, applied, scaled; strategic merge is for built-in kinds', () => {
    const { ask } = defined()
    ask('POST', cronTabs, cronTab({ cronSpec: '* * * * *' }))
    const patch = { spec: { replicas: 3 } }
    expect(ask('PATCH', `${cronTabs}/c`, patch, { headers: patchHeaders('merge') }).body).toMatchObject(patch)
    expect(ask('PATCH', `${cronTabs}/c`, patch, { headers: patchHeaders('strategic') }).status).toBe(415)
    ask('PATCH', `${cronTabs}/c/scale`, { spec: { replicas: 4 } }, { headers: patchHeaders('merge') })
    const applied = ask('PATCH', `${cronTabs}/c`, cronTab({ cronSpec: '1 * * * *' }), {
      headers: patchHeaders('apply'),
      query: { fieldManager: 'me', force: 'true' },
    })
    expect(applied.body).toMatchObject({ spec: { cronSpec: '1 * * * *', replicas: 4 } })
  })

  it('go with their definition', () => {
    const { ask, etcd } = defined()
    ask('POST', cronTabs, cronTab({ cronSpec: '* * * * *' }))
    ask('DELETE', `${definitions}/crontabs.example.com`)
    expect(ask('GET', cronTabs).status).toBe(404)
    expect(etcd.list('crontabs.example.com')).toEqual([])
  })

  it.each([
    [{ metadata: { name: 'x' } }, 'metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group'],
    [
      { spec: { ...definition.spec, scope: 'World' } },
      'spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"',
    ],
  ])('need a sound definition: %j', (change, message) => {
    expect(startServer().why('POST', definitions, { ...definition, ...change })).toContain(message)
  })
})

describe('Events', () => {
  it('are the same in both groups', () => {
    const { ask } = startServer()
    const event = {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' },
      reason: 'Pulled',
      message: 'done',
      type: 'Normal',
      count: 2,
    }
    ask('POST', '/api/v1/namespaces/default/events', event)
    const path = '/apis/events.k8s.io/v1/namespaces/default/events/e'
    const newer = ask('GET', path).body as KubeObject
    expect(newer).toMatchObject({ apiVersion: 'events.k8s.io/v1', note: 'done', regarding: { name: 'p' }, deprecatedCount: 2 })
    ask('PUT', path, { ...newer, note: 'again' })
    expect(ask('GET', '/api/v1/namespaces/default/events/e').body).toMatchObject({
      apiVersion: 'v1',
      message: 'again',
      involvedObject: { name: 'p' },
    })
  })
})
