import { describe, expect, it } from 'vitest'
import { startServer } from '../testing/server.ts'

interface Group {
  readonly metadata: { readonly name?: string }
  readonly versions: readonly { readonly version: string; readonly resources: readonly { readonly resource: string }[] }[]
}

const accept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

describe('discovery', () => {
  it('tells of all that Kubernetes 1.36 has, and refuses what is not simulated', () => {
    const { api, ask, why } = startServer()
    const path = '/apis/flowcontrol.apiserver.k8s.io/v1'
    const { resources } = ask('GET', path).body as { readonly resources: readonly { readonly name: string }[] }
    expect(resources.map(({ name }) => name)).toContain('flowschemas')
    const refusal =
      'flowschemas.flowcontrol.apiserver.k8s.io is a part of Kubernetes 1.36 that is not simulated: this cluster keeps no such objects'
    for (const method of ['GET', 'POST', 'DELETE'] as const) expect(why(method, `${path}/flowschemas`, {})).toBe(refusal)
    expect(ask('GET', `${path}/flowschemas`)).toMatchObject({ status: 501, body: { reason: 'NotImplemented' } })
    expect(api.watch({ method: 'GET', path: `${path}/flowschemas` }, () => {})).toMatchObject({ status: 501 })
    // the garbage collector and the end of namespaces ask for all that is served
    expect(api.direct.served().some(({ resource }) => resource === 'flowschemas')).toBe(false)
  })

  it('is aggregated for those who ask for it', () => {
    const { ask } = startServer()
    const answer = ask('GET', '/apis', undefined, { headers: { accept } })
    expect(answer.headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')
    const { items } = answer.body as { readonly items: readonly Group[] }
    expect(items.map(({ metadata }) => metadata.name).slice(0, 5)).toEqual([
      'apiregistration.k8s.io',
      'apps',
      'events.k8s.io',
      'authentication.k8s.io',
      'authorization.k8s.io',
    ])
    const core = (ask('GET', '/api', undefined, { headers: { accept } }).body as { readonly items: readonly Group[] }).items[0]
    expect(core?.metadata.name).toBeUndefined()
    const pods = core?.versions[0]?.resources.find(({ resource }) => resource === 'pods')
    expect(pods).toMatchObject({
      responseKind: { group: '', version: 'v1', kind: 'Pod' },
      scope: 'Namespaced',
      singularResource: 'pod',
      shortNames: ['po'],
      categories: ['all'],
    })
    expect(pods).toHaveProperty(
      'subresources',
      expect.arrayContaining([
        { subresource: 'eviction', responseKind: { group: 'policy', version: 'v1', kind: 'Eviction' }, verbs: ['create'] },
        { subresource: 'status', responseKind: { group: '', version: 'v1', kind: 'Pod' }, verbs: ['get', 'patch', 'update'] },
      ]),
    )
  })

  it.each([
    ['/api', { kind: 'APIVersions', versions: ['v1'] }],
    [
      '/apis',
      {
        kind: 'APIGroupList',
        groups: expect.arrayContaining([
          expect.objectContaining({ name: 'batch', preferredVersion: { groupVersion: 'batch/v1', version: 'v1' } }),
        ]),
      },
    ],
    ['/apis/apps', { kind: 'APIGroup', name: 'apps' }],
    [
      '/api/v1',
      {
        kind: 'APIResourceList',
        groupVersion: 'v1',
        resources: expect.arrayContaining([
          expect.objectContaining({ name: 'pods/eviction', group: 'policy', version: 'v1', kind: 'Eviction' }),
        ]),
      },
    ],
    ['/version', { gitVersion: 'v1.36.2', minor: '36' }],
    ['/readyz', 'ok'],
  ])('of old answers %s', (path, body) => {
    const answer = startServer().ask('GET', path)
    expect(answer.status).toBe(200)
    if (typeof body === 'string') expect(answer.body).toBe(body)
    else expect(answer.body).toMatchObject(body)
  })

  it.each([
    '/nowhere',
    '/apis/nowhere',
    '/apis/apps/v9',
    '/apis/apps/v1/nowhere',
    '/api/v1/namespaces/default/pods/p/nowhere',
    '/openapi/v3/apis/nowhere/v1',
  ])('knows nothing of %s', (path) =>
    expect(startServer().why('GET', path)).toBe('the server could not find the requested resource'),
  )
})

describe('OpenAPI', () => {
  it('tells kubectl what explain and validation need', () => {
    const { ask, api } = startServer()
    api.setDocs({ CoreV1Pod: { '': 'Pod is a collection of containers.', spec: 'What is wanted.' } })
    const index = ask('GET', '/openapi/v3').body as {
      readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>
    }
    expect(index.paths['api/v1']?.serverRelativeURL).toMatch(/^\/openapi\/v3\/api\/v1\?hash=[0-9A-F]{8}$/)
    const document = ask('GET', '/openapi/v3/api/v1').body
    const gvk = { group: '', version: 'v1', kind: 'Pod' }
    expect(document).toMatchObject({
      paths: {
        '/api/v1/namespaces/{namespace}/pods': { get: { 'x-kubernetes-group-version-kind': gvk } },
        '/api/v1/namespaces/{namespace}/pods/{name}': {
          patch: {
            'x-kubernetes-group-version-kind': gvk,
            parameters: expect.arrayContaining([expect.objectContaining({ name: 'fieldValidation' })]),
          },
        },
      },
      components: {
        schemas: {
          'io.k8s.api.core.v1.Pod': {
            description: 'Pod is a collection of containers.',
            'x-kubernetes-group-version-kind': [gvk],
            properties: {
              spec: { description: 'What is wanted.', allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.PodSpec' }] },
            },
          },
          'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': { type: 'object' },
        },
      },
    })
  })
})
