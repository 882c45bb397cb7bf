import { describe, expect, it } from 'vitest'
import { configMaps, deployments, pod, pods, startServer } from '../../testing/server.ts'

const group = '/apis/admissionregistration.k8s.io/v1'
const policiesPath = `${group}/validatingadmissionpolicies`
const bindingsPath = `${group}/validatingadmissionpolicybindings`

const onPods = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }
const onDeployments = { ...onPods, apiGroups: ['apps'], resources: ['deployments'] }

const policy = (spec: object, rule: object = onPods) => ({
  metadata: { name: 'p' },
  spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
})
const binding = (spec: object = {}) => ({
  metadata: { name: 'b' },
  spec: { policyName: 'p', validationActions: ['Deny'], ...spec },
})
const deployment = (replicas: number) => ({
  metadata: { name: 'x' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'x' } },
    template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
})

function serverWith(spec: object, rule: object = onPods, bound: object = {}) {
  const server = startServer()
  expect(server.why('POST', policiesPath, policy(spec, rule))).toBe('fine')
  expect(server.why('POST', bindingsPath, binding(bound))).toBe('fine')
  return server
}

describe('a policy with a binding', () => {
  it('refuses with the expression, and reads integers as such', () => {
    const { ask, why } = serverWith({ validations: [{ expression: 'object.spec.replicas <= 5' }] }, onDeployments)
    expect(why('POST', deployments, deployment(5))).toBe('fine')
    const { status, body } = ask('PUT', `${deployments}/x`, deployment(6))
    const message =
      "deployments.apps \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.spec.replicas <= 5"
    expect([status, body]).toMatchObject([422, { message, reason: 'Invalid' }])
  })

  const label = "has(object.metadata.labels) && 'team' in object.metadata.labels"
  const denied = (what: string) => `pods "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${what}`
  it.each([
    [{ validations: [{ expression: label, message: 'say your team' }] }, denied('say your team')],
    [{ validations: [{ expression: 'false', messageExpression: "'no ' + object.metadata.name" }] }, denied('no a')],
    [{ validations: [{ expression: 'false', messageExpression: "'a\\nb'", message: 'plain' }] }, denied('plain')],
    [
      { validations: [{ expression: 'object.spec.foo == 1' }] },
      denied("expression 'object.spec.foo == 1' resulted in error: no such key: foo"),
    ],
    [{ failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.foo == 1' }] }, 'fine'],
    [
      {
        variables: [
          { name: 'names', expression: 'object.spec.containers.map(c, c.name)' },
          { name: 'count', expression: 'size(variables.names)' },
        ],
        validations: [{ expression: 'variables.count > 1', messageExpression: "'only ' + string(variables.count)" }],
      },
      denied('only 1'),
    ],
    [{ matchConditions: [{ name: 'never', expression: "request.name == 'b'" }], validations: [{ expression: 'false' }] }, 'fine'],
    [{ validations: [{ expression: "request.userInfo.username == 'jane'", reason: 'Forbidden' }] }, /failed expression/],
    [{ validations: [{ expression: "namespaceObject.metadata.name == 'default' && oldObject == null" }] }, 'fine'],
    [
      {
        validations: [
          { expression: "authorizer.group('apps').resource('deployments').namespace('default').check('create').allowed()" },
          { expression: "authorizer.requestResource.check('create').allowed()" },
          { expression: "!authorizer.serviceAccount('default', 'x').group('').resource('pods').check('get').allowed()" },
        ],
      },
      'fine',
    ],
    [
      {
        validations: [
          {
            expression:
              "object.spec.containers.all(c, quantity('1Gi').isGreaterThan(quantity(c.?resources.?limits[?'memory'].orValue('2Gi'))))",
            message: 'too much',
          },
        ],
      },
      denied('too much'),
    ],
  ])('%#', (spec, want) => {
    const { why } = serverWith(spec)
    const answer = why('POST', pods, pod('a'))
    if (typeof want === 'string') expect(answer).toBe(want)
    else expect(answer).toMatch(want)
  })

  it('warns instead where the binding says so', () => {
    const { ask } = serverWith({ validations: [{ expression: 'false' }] }, onPods, { validationActions: ['Warn', 'Audit'] })
    expect(ask('POST', pods, pod('a'))).toMatchObject({
      status: 201,
      warnings: ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: false"],
    })
  })

  it('needs a binding, and to match', () => {
    const { ask, why } = serverWith({ validations: [{ expression: 'false' }] }, onPods, {
      matchResources: { namespaceSelector: { matchLabels: { strict: 'yes' } }, objectSelector: { matchLabels: { a: 'b' } } },
    })
    expect(why('POST', pods, pod('a', { labels: { a: 'b' } }))).toBe('fine')
    ask('PUT', '/api/v1/namespaces/default', { metadata: { name: 'default', labels: { strict: 'yes' } } })
    expect(why('POST', pods, pod('b'))).toBe('fine')
    expect(why('POST', pods, pod('c', { labels: { a: 'b' } }))).toContain('failed expression')
    expect(why('DELETE', `${pods}/a`)).toBe('fine')
    ask('DELETE', `${bindingsPath}/b`)
    expect(why('POST', pods, pod('d', { labels: { a: 'b' } }))).toBe('fine')
  })
})

describe('parameters', () => {
  const limited = {
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    validations: [
      { expression: 'object.spec.replicas <= int(params.data.max)', messageExpression: "'at most ' + params.data.max" },
    ],
  }
  const ref = { name: 'limit', namespace: 'default', parameterNotFoundAction: 'Deny' }
  it('come from what the binding names', () => {
    const { ask, why } = serverWith(limited, onDeployments, { paramRef: ref })
    expect(why('POST', deployments, deployment(1))).toBe(
      "deployments.apps \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
    )
    ask('POST', configMaps, { metadata: { name: 'limit' }, data: { max: '3' } })
    expect(why('POST', deployments, deployment(4))).toMatch(/denied request: at most 3$/)
    expect(why('POST', deployments, deployment(3))).toBe('fine')
  })
  it('may be custom resources', () => {
    const kind = { apiVersion: 'rules.example.com/v1', kind: 'Limit' }
    const { ask, why } = serverWith(
      { ...limited, paramKind: kind, validations: [{ expression: 'object.spec.replicas <= params.max' }] },
      onDeployments,
      {
        paramRef: { name: 'limit', parameterNotFoundAction: 'Allow' },
      },
    )
    expect(why('POST', deployments, deployment(4))).toMatch(/paramKind kind `rules.example.com\/v1, Kind=Limit` not known$/)
    ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'limits.rules.example.com' },
      spec: {
        group: 'rules.example.com',
        scope: 'Namespaced',
        names: { plural: 'limits', kind: 'Limit' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', properties: { max: { type: 'integer' } } } },
          },
        ],
      },
    })
    const made = why('POST', '/apis/rules.example.com/v1/namespaces/default/limits', {
      ...kind,
      metadata: { name: 'limit' },
      max: 2,
    })
    expect(made).toBe('fine')
    expect(why('POST', deployments, deployment(3))).toMatch(/failed expression: object.spec.replicas <= params.max$/)
    expect(why('POST', deployments, deployment(2))).toBe('fine')
  })
})

describe('what is no policy', () => {
  const invalid = (spec: object) => startServer().why('POST', policiesPath, policy(spec))
  it.each([
    [
      { validations: [{ expression: 'object.spec.replicas <=' }] },
      `spec.validations[0].expression: Invalid value: "object.spec.replicas <=": compilation failed: ERROR: <input>:1:24: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | object.spec.replicas <=\n | .......................^`,
    ],
    [
      { validations: [{ expression: 'true && objet.a' }] },
      `spec.validations[0].expression: Invalid value: "true && objet.a": compilation failed: ERROR: <input>:1:9: undeclared reference to 'objet' (in container '')\n | true && objet.a\n | ........^`,
    ],
    [{ validations: [{ expression: '1 + 1' }] }, 'spec.validations[0].expression: Invalid value: "1 + 1": must evaluate to bool'],
    [{ validations: [{ expression: 'params.a' }] }, /undeclared reference to 'params'/],
    [{ validations: [{ expression: 'variables.a' }] }, /undefined field 'a'/],
    [{ validations: [{ expression: "'a' == 1" }] }, /found no matching overload for '_==_' applied to '\(string, int\)'/],
    [
      {},
      '[spec.validations: Required value: validations or auditAnnotations must contain at least one item, spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item]',
    ],
    [{ matchConstraints: undefined, validations: [{ expression: 'true' }] }, 'spec.matchConstraints: Required value'],
  ])('%#', (spec, want) => {
    const answer = invalid(spec)
    if (typeof want === 'string') {
      expect(answer).toBe(`ValidatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid: ${want}`)
    } else expect(answer).toMatch(want)
  })
  it('nor a binding', () => {
    const { why } = startServer()
    expect(why('POST', bindingsPath, binding({ policyName: '', validationActions: ['Deny', 'Warn'] }))).toMatch(
      /spec.policyName: Required value, spec.validationActions: Invalid value: \["Deny","Warn"\]: must not contain both Deny and Warn/,
    )
  })
})
