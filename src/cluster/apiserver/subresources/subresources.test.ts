import { describe, expect, it } from 'vitest'
import type { Deployment, Pod, Scale, TokenRequest } from '../../api/generated/types.ts'
import { bootstrapPolicy } from '../authorization/bootstrap-policy.ts'
import type { KubeletServer, Status } from '../interface.ts'
import { deployments, patchHeaders, pod, pods, startServer } from '../testing/server.ts'

function withPod(spec: object = {}, status: object = {}, metadata: object = {}) {
  const server = startServer()
  server.ask('POST', pods, pod('p', metadata, spec))
  const made = server.ask('GET', `${pods}/p`).body as Pod
  server.ask('PUT', `${pods}/p/status`, { ...made, status: { ...made.status, ...status } })
  return server
}

describe('binding', () => {
  it('puts a Pod on a node and says so in its conditions', () => {
    const { ask } = withPod()
    expect(ask('POST', `${pods}/p/binding`, { target: { kind: 'Node', name: 'n' } })).toMatchObject({
      status: 201,
      body: { kind: 'Status', status: 'Success', code: 201 },
    })
    expect(ask('GET', `${pods}/p`).body).toMatchObject({
      spec: { nodeName: 'n' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    })
  })

  it.each([
    [
      { nodeName: 'n' },
      { kind: 'Node', name: 'm' },
      'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n"',
    ],
    [
      { schedulingGates: [{ name: 'g' }] },
      { kind: 'Node', name: 'm' },
      'Operation cannot be fulfilled on pods/binding "p": pod p has non-empty .spec.schedulingGates',
    ],
    [
      {},
      { kind: 'Pod', name: 'm' },
      'Binding "p" is invalid: target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
    ],
  ])('of %j to %j is refused', (spec, target, message) => {
    expect(withPod(spec).why('POST', `${pods}/p/binding`, { target })).toBe(message)
  })
})

describe('scale', () => {
  const deployment = {
    metadata: { name: 'd' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'd' } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  }
  it('reads and writes replicas', () => {
    const { ask } = startServer()
    ask('POST', deployments, deployment)
    const scale = ask('GET', `${deployments}/d/scale`).body as Scale
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 2 }, status: { replicas: 0, selector: 'app=d' } })
    ask('PATCH', `${deployments}/d/scale`, { spec: { replicas: 5 } }, { headers: patchHeaders('merge') })
    expect((ask('GET', `${deployments}/d`).body as Deployment).spec?.replicas).toBe(5)
    expect((ask('GET', `${deployments}/d`).body as Deployment).metadata.generation).toBe(2)
    expect(ask('PUT', `${deployments}/d/scale`, { ...scale, spec: { replicas: 1 } }).status).toBe(409)
  })
  it('is not for Pods', () => {
    expect(withPod().why('GET', `${pods}/p/scale`)).toBe('the server could not find the requested resource')
  })
})

describe('eviction', () => {
  const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
  const running = () =>
    withPod({ nodeName: 'n' }, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, { labels: { app: 'x' } })
  const budget = (name: string, server: ReturnType<typeof running>, status: object) => {
    const made = server.ask('POST', budgets, {
      metadata: { name },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } },
    }).body as Pod
    server.ask('PUT', `${budgets}/${name}/status`, { ...made, status: { observedGeneration: 1, ...status } })
  }

  it('deletes where no budget speaks against it', () => {
    const { ask } = running()
    expect(ask('POST', `${pods}/p/eviction`, { metadata: { name: 'p' } }).status).toBe(201)
    expect((ask('GET', `${pods}/p`).body as Pod).metadata.deletionTimestamp).toBeTruthy()
  })

  it('spends an allowed disruption', () => {
    const server = running()
    budget('b', server, { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 })
    expect(server.ask('POST', `${pods}/p/eviction`, { metadata: { name: 'p' } }).status).toBe(201)
    expect(server.ask('GET', `${budgets}/b`).body).toMatchObject({
      status: { disruptionsAllowed: 0, disruptedPods: { p: '2026-11-21T09:00:00Z' } },
    })
    expect((server.ask('GET', `${pods}/p`).body as Pod).status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' }),
    )
  })

  it.each([
    [
      { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
      'The disruption budget b needs 1 healthy pods and has 1 currently',
    ],
    [
      { observedGeneration: 0, disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
      'The disruption budget b is still being processed by the server.',
    ],
  ])('is refused for %j', (status, cause) => {
    const server = running()
    budget('b', server, status)
    const { status: code, body } = server.ask('POST', `${pods}/p/eviction`, { metadata: { name: 'p' } })
    expect(code).toBe(429)
    expect(body).toMatchObject({
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: { causes: [{ reason: 'DisruptionBudget', message: cause }] },
    })
  })

  it('knows no way with two budgets', () => {
    const server = running()
    for (const name of ['a', 'b']) budget(name, server, { disruptionsAllowed: 1 })
    expect(server.why('POST', `${pods}/p/eviction`, { metadata: { name: 'p' } })).toContain(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  })
})

describe('tokens', () => {
  it('are who they say, until they end', () => {
    const { ask, sim } = startServer()
    for (const object of bootstrapPolicy.filter(({ metadata }) => metadata.name === 'system:basic-user')) {
      ask('POST', `/apis/rbac.authorization.k8s.io/v1/${object.kind.toLowerCase()}s`, object)
    }
    const made = ask('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: { expirationSeconds: 600 } })
    const token = (made.body as TokenRequest).status?.token
    const headers = { authorization: `Bearer ${token}` }
    const whoami = () => ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, { headers })
    expect(whoami().body).toMatchObject({
      status: {
        userInfo: {
          username: 'system:serviceaccount:default:default',
          groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
        },
      },
    })
    sim.runUntil(601_000)
    expect(whoami()).toMatchObject({ status: 401, body: { reason: 'Unauthorized', message: 'Unauthorized' } })
  })

  it.each([
    ['', 'x.y.z'],
    ['of another', 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA'],
  ])('that are made up are refused (%s)', (_, token) => {
    const { ask } = startServer()
    expect(ask('GET', pods, undefined, { headers: { authorization: `Bearer ${token}` } }).status).toBe(401)
  })

  it('last ten minutes at least', () => {
    expect(
      startServer().why('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: { expirationSeconds: 5 } }),
    ).toContain('spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes')
  })
})

describe('logs and sessions', () => {
  const two = {
    containers: [
      { name: 'a', image: 'x' },
      { name: 'b', image: 'x' },
    ],
    initContainers: [{ name: 'i', image: 'x' }],
    nodeName: 'n',
  }
  const kubelet: KubeletServer = {
    logs(reference, container, options, sink) {
      sink.write(`${reference.name}/${container} ${options.tailLines ?? 'all'}`)
      sink.end()
      return () => {}
    },
    exec: () => ({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      code: 404,
      reason: 'NotFound',
      message: 'no such container',
    }),
    attach: () => ({ stdin() {}, closeStdin() {}, resize() {}, close() {} }),
    portForward: () => ({ write() {}, closeWrite() {}, close() {} }),
  }

  it.each([
    [{}, 'a container name must be specified for pod p, choose one of: [i a b]'],
    [{ container: 'z' }, 'container z is not valid for pod p'],
    [
      { container: 'a', tailLines: '-1' },
      'PodLogOptions "" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      { container: 'a', sinceSeconds: '0' },
      'PodLogOptions "" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0',
    ],
    [{ container: 'a' }, 'Get "https://n:10250/containerLogs/default/p/a": dial tcp n:10250: connect: connection refused'],
  ])('refuse %j', (query, message) => {
    expect(withPod(two).why('GET', `${pods}/p/log`, undefined, { query })).toBe(message)
  })

  it('come from the kubelet', () => {
    const { api, ask } = withPod(two)
    api.setKubelet('n', kubelet)
    const answer = ask('GET', `${pods}/p/log`, undefined, { query: { container: 'a', tailLines: '5' } })
    expect(answer).toMatchObject({ status: 200, body: 'p/a 5', headers: { 'content-type': 'text/plain' } })
  })

  it('are connections, not answers', () => {
    expect(withPod(two).why('GET', `${pods}/p/exec`)).toBe('Upgrade request required')
  })

  it('of a Pod without a node are empty', () => {
    expect(withPod().ask('GET', `${pods}/p/log`)).toMatchObject({ status: 200, body: '' })
  })

  it('hand on what the kubelet refuses', () => {
    const { api } = withPod(two)
    api.setKubelet('n', kubelet)
    const sink = { stdout() {}, stderr() {}, end() {} }
    const query = { container: 'a', command: ['ls', '/'], stdout: 'true' }
    expect(api.session({ method: 'GET', path: `${pods}/p/exec`, query }, sink)).toMatchObject({
      status: 404,
      body: { message: 'no such container' },
    })
    expect(api.session({ method: 'GET', path: `${pods}/p/exec`, query: { ...query, stdout: '0' } }, sink)).toMatchObject({
      body: { message: 'you must specify at least 1 of stdin, stdout, stderr' } satisfies Partial<Status>,
    })
  })
})
