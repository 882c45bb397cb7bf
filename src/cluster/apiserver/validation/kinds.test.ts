import { describe, expect, it } from 'vitest'
import { fieldErrorText } from '../../api/field-errors.ts'
import { kinds } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/object.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import { scheduleProblem } from './cron-schedule.ts'
import { validateCreate, validateUpdate } from './validate.ts'

function make(kind: string, rest: object, metadata: object = {}): KubeObject {
  const info = kinds.find((one) => one.kind === kind)
  if (!info) throw new Error(kind)
  const meta = { name: 'x', ...(info.namespaced ? { namespace: 'ns' } : {}), ...metadata }
  return applyDefaults({ apiVersion: info.apiVersion, kind, metadata: meta, ...rest } as unknown as KubeObject)
}
const errorsOf = (kind: string, rest: object, metadata?: object) => validateCreate(make(kind, rest, metadata)).map(fieldErrorText)
const changeOf = (kind: string, now: object, old: object) => validateUpdate(make(kind, now), make(kind, old)).map(fieldErrorText)

const selector = { matchLabels: { app: 'x' } }
const containers = [{ name: 'a', image: 'nginx' }]
const template = { metadata: { labels: { app: 'x' } }, spec: { containers } }
const workload = { selector, template }
const jobTemplate = { metadata: { labels: { app: 'x' } }, spec: { containers, restartPolicy: 'Never' } }
const job = { selector, template: jobTemplate }
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }

describe('new objects', () => {
  it.each<[string, object, string[]]>([
    ['Deployment', { spec: workload }, []],
    [
      'Deployment',
      { spec: { ...workload, selector: {} } },
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'Deployment',
      { spec: { ...workload, replicas: -1 } },
      ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'Deployment',
      { spec: { ...workload, strategy: { type: 'Recreate', rollingUpdate: {} } } },
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'Deployment',
      { spec: { ...workload, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
    ],
    [
      'Deployment',
      { spec: { ...workload, strategy: { rollingUpdate: { maxUnavailable: '101%' } } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    [
      'Deployment',
      { spec: { ...workload, progressDeadlineSeconds: 5, minReadySeconds: 10 } },
      ['spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds'],
    ],
    [
      'StatefulSet',
      { spec: { ...workload, podManagementPolicy: 'x' } },
      ["spec.podManagementPolicy: Invalid value: \"x\": must be 'OrderedReady' or 'Parallel'"],
    ],
    [
      'StatefulSet',
      { spec: { ...workload, selector: {} } },
      ['spec.selector: Invalid value: {}: empty selector is invalid for statefulset'],
    ],
    [
      'DaemonSet',
      { spec: { ...workload, updateStrategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } } } },
      ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0'],
    ],
    [
      'DaemonSet',
      { spec: { ...workload, updateStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } } },
      ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero'],
    ],
    ['Job', { spec: job }, []],
    [
      'Job',
      { spec: { ...job, template } },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    ['Job', { spec: { ...job, completionMode: 'Indexed' } }, []],
    [
      'Job',
      { spec: { ...job, completionMode: 'Indexed', parallelism: 2 } },
      ['spec.completions: Required value: when completion mode is Indexed'],
    ],
    [
      'Job',
      {
        spec: {
          selector,
          template: { ...jobTemplate, spec: { ...jobTemplate.spec, restartPolicy: 'OnFailure' } },
          podFailurePolicy: { rules: [] },
        },
      },
      [
        'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
      ],
    ],
    ['CronJob', { spec: { jobTemplate: { spec: job } } }, ['spec.schedule: Required value']],
    [
      'CronJob',
      { spec: { schedule: 'x', jobTemplate: { spec: job } } },
      ['spec.schedule: Invalid value: "x": expected exactly 5 fields, found 1: [x]'],
    ],
    [
      'CronJob',
      { spec: { schedule: '* * * * *', timeZone: 'Mars/One', jobTemplate: { spec: job } } },
      ['spec.timeZone: Invalid value: "Mars/One": unknown time zone Mars/One'],
    ],
    ['Service', { spec: { ports: [{ port: 80 }] } }, []],
    ['Service', { spec: {} }, ['spec.ports: Required value']],
    ['Service', { spec: { ports: [{ port: 80, name: 'a' }, { port: 81 }] } }, ['spec.ports[1].name: Required value']],
    [
      'Service',
      { spec: { type: 'x', ports: [{ port: 80 }] } },
      ['spec.type: Unsupported value: "x": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
    ],
    [
      'Service',
      { spec: { ports: [{ port: 80, nodePort: 30000 }] } },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    ['Service', { spec: { type: 'ExternalName' } }, ['spec.externalName: Required value']],
    [
      'PersistentVolumeClaim',
      { spec: {} },
      ['spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value'],
    ],
    [
      'PersistentVolume',
      { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' } } },
      [],
    ],
    [
      'PersistentVolume',
      { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } } },
      ['spec: Required value: must specify a volume type'],
    ],
    [
      'ConfigMap',
      { data: { 'a b': 'x' } },
      [
        "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
    ],
    ['Secret', { type: 'kubernetes.io/tls', data: {} }, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
    [
      'ResourceQuota',
      { spec: { hard: { ram: '1' } } },
      [
        'spec.hard[ram]: Invalid value: "ram": must be a standard resource type or fully qualified',
        'spec.hard[ram]: Invalid value: "ram": must be a standard resource for quota',
      ],
    ],
    [
      'LimitRange',
      { spec: { limits: [{ type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } }] } },
      ['spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'],
    ],
    [
      'Node',
      { spec: { taints: [{ key: 'a', effect: 'x' }] } },
      ['spec.taints[0].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"'],
    ],
    [
      'Role',
      { rules: [{ verbs: [], apiGroups: [''], resources: ['pods'] }] },
      ['rules[0].verbs: Required value: verbs must contain at least one value'],
    ],
    [
      'RoleBinding',
      { roleRef: { kind: 'x', name: 'r' } },
      ['roleRef.kind: Unsupported value: "x": supported values: "ClusterRole", "Role"'],
    ],
    [
      'NetworkPolicy',
      { spec: { podSelector: {}, ingress: [{ from: [{}] }] } },
      ['spec.ingress[0].from[0]: Required value: must specify a peer'],
    ],
    [
      'PodDisruptionBudget',
      { spec: { minAvailable: 1, maxUnavailable: 1 } },
      ['spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set'],
    ],
    [
      'HorizontalPodAutoscaler',
      { spec: { maxReplicas: 0, scaleTargetRef: { kind: 'Deployment', name: 'd' } } },
      [
        'spec.maxReplicas: Invalid value: 0: must be greater than 0',
        'spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`',
      ],
    ],
    [
      'PriorityClass',
      { value: 2_000_000_000 },
      ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    ],
    ['StorageClass', {}, ['provisioner: Required value']],
    ['Ingress', { spec: {} }, ['spec: Invalid value: []: either `defaultBackend` or `rules` must be specified']],
  ])('%s %#', (kind, rest, errors) => expect(errorsOf(kind, rest)).toEqual(errors))

  it.each([
    ['Namespace', { namespace: 'y' }, 'metadata.namespace: Forbidden: not allowed on this type'],
    ['StatefulSet', { name: 'a.b' }, 'metadata.name: Invalid value: "a.b": must not contain dots'],
    [
      'CronJob',
      { name: 'x'.repeat(53) },
      `metadata.name: Invalid value: "${'x'.repeat(53)}": must be no more than 52 characters`,
    ],
    ['Role', { name: 'a/b' }, 'metadata.name: Invalid value: "a/b": may not contain \'/\''],
  ])('the name of a %s', (kind, metadata, error) => {
    const rest = kind === 'CronJob' ? { spec: { schedule: '* * * * *', jobTemplate: { spec: job } } } : { spec: workload }
    expect(errorsOf(kind, kind === 'Namespace' || kind === 'Role' ? {} : rest, metadata)).toEqual([error])
  })
})

describe('changes', () => {
  it.each<[string, object, object, string]>([
    [
      'Deployment',
      { spec: { ...workload, selector: { matchLabels: { app: 'y' } } } },
      { spec: workload },
      'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`',
    ],
    [
      'StatefulSet',
      { spec: { ...workload, serviceName: 'b' } },
      { spec: { ...workload, serviceName: 'a' } },
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
    [
      'Job',
      { spec: { ...job, selector: { matchLabels: {} } } },
      { spec: job },
      'spec.selector: Invalid value: {"matchLabels":{}}: field is immutable',
    ],
    [
      'Service',
      { spec: { clusterIP: '10.96.0.2', ports: [{ port: 80 }] } },
      { spec: { clusterIP: '10.96.0.1', ports: [{ port: 80 }] } },
      'spec.clusterIPs[0]: Invalid value: "10.96.0.2": may not change once set',
    ],
    [
      'ConfigMap',
      { immutable: true, data: { a: '2' } },
      { immutable: true, data: { a: '1' } },
      'data: Forbidden: field is immutable when `immutable` is set',
    ],
    ['Secret', { type: 'x/y' }, { type: 'Opaque' }, 'type: Invalid value: "x/y": field is immutable'],
    [
      'RoleBinding',
      { roleRef: { kind: 'Role', name: 'b' } },
      { roleRef: { kind: 'Role', name: 'a' } },
      'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
    ],
    ['PriorityClass', { value: 2 }, { value: 1 }, 'value: Invalid value: 2: field is immutable'],
    ['StorageClass', { provisioner: 'b' }, { provisioner: 'a' }, 'provisioner: Forbidden: updates to provisioner are forbidden.'],
  ])('%s %#', (kind, now, old, error) => expect(changeOf(kind, now, old)[0]).toBe(error))

  it('of a claim are told with their difference', () => {
    const [text = ''] = changeOf('PersistentVolumeClaim', { spec: { ...claim, accessModes: ['ReadOnlyMany'] } }, { spec: claim })
    expect(text).toContain(
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n@@ -1,6 +1,6 @@\n {\n  "AccessModes": [\n-  "ReadWriteOnce"\n+  "ReadOnlyMany"\n  ],\n',
    )
  })
})

describe('schedules', () => {
  it.each([
    ['*/5 * * * *', undefined],
    ['0 9-17 * jan-jun mon,wed', undefined],
    ['@daily', undefined],
    ['@every 5m', undefined],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ])('%j: %s', (schedule, problem) => expect(scheduleProblem(schedule)).toBe(problem))
})
