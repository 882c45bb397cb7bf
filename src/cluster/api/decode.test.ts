import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'

const pod = (spec: unknown, metadata: unknown = { name: 'p' }) => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec })
const strict = { fieldValidation: 'Strict' } as const

describe('decode', () => {
  it('hands back the very object where nothing has to change', () => {
    const object = pod({ containers: [{ name: 'a', image: 'nginx', resources: { limits: { cpu: '500m' } } }] })
    expect(decode('CoreV1Pod', object, strict).object).toBe(object)
  })

  it.each([
    {
      case: 'unknown fields, in order',
      value: pod({ containers: [{ name: 'a', comand: ['ls'], imagee: 'x' }] }),
      error: 'strict decoding error: unknown field "spec.containers[0].comand", unknown field "spec.containers[0].imagee"',
    },
    {
      case: 'a volume of 2014',
      value: pod({ containers: [], volumes: [{ name: 'x', source: { hostDir: { path: '/x' } } }] }),
      error: 'strict decoding error: unknown field "spec.volumes[0].source"',
    },
    {
      case: 'a string for a port',
      value: pod({ containers: [{ name: 'a', ports: [{ containerPort: '80' }] }] }),
      error: 'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    },
    {
      case: 'a number for a label',
      value: pod({ containers: [] }, { name: 'p', labels: { version: 1 } }),
      error: 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    },
    {
      case: 'a number for an environment variable',
      value: pod({ containers: [{ name: 'a', env: [{ name: 'X', value: 1 }] }] }),
      error: 'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    },
    {
      case: 'a map for a list',
      value: pod({ containers: { name: 'a' } }),
      error: 'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    },
    {
      case: 'a malformed amount',
      value: pod({ containers: [{ name: 'a', resources: { limits: { memory: '64mb' } } }] }),
      error: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    },
    {
      case: 'a number that is too large',
      value: pod({ containers: [{ name: 'a', ports: [{ containerPort: 70000000000 }] }] }),
      error:
        'json: cannot unmarshal number 70000000000 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    },
    {
      case: 'a fraction',
      value: pod({ containers: [], terminationGracePeriodSeconds: 1.5 }),
      error: 'json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
    },
    {
      case: 'a bool for int-or-string',
      value: pod({ containers: [{ name: 'a', livenessProbe: { httpGet: { port: true } } }] }),
      error: 'json: cannot unmarshal bool into Go value of type int32',
    },
    {
      case: 'a string for a struct',
      value: { apiVersion: 'v1', kind: 'Pod', spec: 'x' },
      error: 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec',
    },
    {
      case: 'a named string type',
      value: pod({ containers: [], restartPolicy: 1 }),
      error: 'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    },
    {
      case: 'a bad time',
      value: pod({ containers: [] }, { name: 'p', creationTimestamp: 'yesterday' }),
      error: 'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    },
    {
      case: '__proto__ as a field',
      value: JSON.parse('{"apiVersion":"v1","kind":"Pod","spec":{"__proto__":{"containers":[]}}}'),
      error: 'strict decoding error: unknown field "spec.__proto__"',
    },
    { case: 'a list for the object', value: [], error: 'json: cannot unmarshal array into Go value of type v1.Pod' },
  ])('refuses $case', ({ value, error }) => {
    expect(decode('CoreV1Pod', value, strict).error).toBe(error)
  })

  it('warns, or keeps quiet, about unknown fields when asked to, and drops them', () => {
    const value = pod({ containers: [], foo: 1 })
    expect(decode('CoreV1Pod', value)).toMatchObject({ error: undefined, warnings: ['unknown field "spec.foo"'] })
    expect(decode('CoreV1Pod', value, { fieldValidation: 'Ignore' }).warnings).toEqual([])
    expect(decode('CoreV1Pod', value).object['spec']).toEqual({ containers: [] })
  })

  it('tells duplicates first', () => {
    const decoded = decode('CoreV1Pod', pod({ containers: [], foo: 1 }), { ...strict, duplicates: ['spec.bar'] })
    expect(decoded.error).toBe('strict decoding error: duplicate field "spec.bar", unknown field "spec.foo"')
  })

  it.each([
    { given: { cpu: 0.5, memory: '1024Mi' }, kept: { cpu: '500m', memory: '1Gi' } },
    { given: { cpu: 1 }, kept: { cpu: '1' } },
    { given: { cpu: '1000m', memory: '64000k' }, kept: { cpu: '1', memory: '64M' } },
  ])('writes amounts canonically: $given', ({ given, kept }) => {
    const decoded = decode('CoreV1Pod', pod({ containers: [{ name: 'a', resources: { limits: given } }] }), strict)
    expect(decoded.object).toMatchObject({ spec: { containers: [{ resources: { limits: kept } }] } })
  })

  it('drops null, empty lists and maps, and zero values that Go leaves out', () => {
    const value = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', annotations: {}, labels: null, creationTimestamp: null },
      spec: {
        hostNetwork: false,
        hostPID: null,
        nodeName: '',
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [{ name: 'a', image: '', command: [], env: [{ name: 'X', value: '' }] }],
        volumes: [
          { name: 'v', emptyDir: {} },
          { name: 'h', hostPath: { path: '/x', type: '' } },
        ],
      },
    }
    expect(decode('CoreV1Pod', value, strict).object).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [{ name: 'a', env: [{ name: 'X' }] }],
        volumes: [
          { name: 'v', emptyDir: {} },
          { name: 'h', hostPath: { path: '/x', type: '' } },
        ],
      },
    })
  })

  it('gives fields that Go always writes their zero value, in lists too', () => {
    const value = pod({ containers: [null, { image: 'x' }], volumes: [null] })
    expect(decode('CoreV1Pod', value, strict).object.spec).toEqual({
      containers: [{ name: '' }, { name: '', image: 'x' }],
      volumes: [{ name: '' }],
    })
    expect(decode('CoreV1Pod', pod({}), strict).object.spec).toEqual({ containers: [] })
  })

  it('keeps a data key named __proto__ as plain data', () => {
    const value = JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"__proto__":"x","a":null}}')
    const object = decode('CoreV1ConfigMap', value, strict).object
    expect(JSON.stringify(object['data'])).toBe('{"__proto__":"x","a":""}')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it.each([
    { data: { a: 'aGk=' }, error: undefined },
    { data: { a: 'a b' }, error: 'illegal base64 data at input byte 1' },
    { data: { a: 1 }, error: 'json: cannot unmarshal number into Go struct field Secret.data of type []uint8' },
  ])('checks the base64 of secrets: $data', ({ data, error }) => {
    expect(decode('CoreV1Secret', { apiVersion: 'v1', kind: 'Secret', data }, strict).error).toBe(error)
  })
})
