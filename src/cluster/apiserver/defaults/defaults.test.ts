import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../api/object.ts'
import { applyDefaults } from './defaults.ts'
import { pullPolicyOf } from './pod.ts'

const made = (kind: string, rest: object): KubeObject =>
  ({ apiVersion: 'v1', kind, metadata: { name: 'x' }, ...rest }) as KubeObject
const specOf = (kind: string, spec: object) =>
  (applyDefaults(made(kind, { spec })) as unknown as { spec: Record<string, unknown> }).spec
const containers = [{ name: 'a', image: 'nginx' }]
const template = { metadata: { labels: { app: 'x' } }, spec: { containers } }

describe('pull policy', () => {
  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:1', 'IfNotPresent'],
    ['nginx@sha256:abc', 'IfNotPresent'],
  ])('%s: %s', (image, policy) => expect(pullPolicyOf(image)).toBe(policy))
})

describe('defaults', () => {
  it('of a Pod', () => {
    const spec = specOf('Pod', {
      containers: [
        {
          name: 'a',
          image: 'nginx',
          ports: [{ containerPort: 80 }],
          livenessProbe: { httpGet: { port: 80 } },
          resources: { limits: { cpu: '1' } },
        },
      ],
      volumes: [{ name: 'v' }, { name: 's', secret: { secretName: 'x' } }, { name: 'h', hostPath: { path: '/x' } }],
    })
    expect(spec).toEqual({
      containers: [
        {
          name: 'a',
          image: 'nginx',
          imagePullPolicy: 'Always',
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          livenessProbe: {
            httpGet: { port: 80, path: '/', scheme: 'HTTP' },
            timeoutSeconds: 1,
            periodSeconds: 10,
            successThreshold: 1,
            failureThreshold: 3,
          },
          resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
        },
      ],
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 's', secret: { secretName: 'x', defaultMode: 420 } },
        { name: 'h', hostPath: { path: '/x', type: '' } },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    })
  })

  it('of a template lack what belongs to Pods alone', () => {
    const spec = specOf('Deployment', {
      template: {
        spec: {
          hostNetwork: true,
          containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } } }],
        },
      },
    })
    const inner = (spec.template as { spec: Record<string, unknown> }).spec
    expect(inner.enableServiceLinks).toBeUndefined()
    expect(inner.containers).toMatchObject([
      { resources: { limits: { cpu: '1' } }, ports: [{ containerPort: 80, protocol: 'TCP' }] },
    ])
    expect(JSON.stringify(inner.containers)).not.toMatch(/requests|hostPort/)
  })

  it.each([
    [
      'Pod',
      { hostNetwork: true, containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 80 }] }] },
      { containers: [{ ports: [{ hostPort: 80 }] }] },
    ],
    ['Pod', { containers, terminationGracePeriodSeconds: -5 }, { terminationGracePeriodSeconds: 1 }],
    [
      'Deployment',
      { template },
      {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      },
    ],
    ['Deployment', { template, strategy: { type: 'Recreate' } }, { strategy: { type: 'Recreate' } }],
    ['ReplicaSet', { template }, { replicas: 1 }],
    ['ReplicationController', { template }, { replicas: 1, selector: { app: 'x' } }],
    [
      'StatefulSet',
      { template },
      {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      },
    ],
    ['DaemonSet', { template }, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } }],
    [
      'Job',
      { template },
      {
        completions: 1,
        parallelism: 1,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        suspend: false,
        podReplacementPolicy: 'TerminatingOrFailed',
      },
    ],
    ['Job', { template, parallelism: 3 }, { parallelism: 3 }],
    ['Job', { template, completions: 3, backoffLimitPerIndex: 1 }, { parallelism: 1, backoffLimit: 2147483647 }],
    [
      'CronJob',
      { jobTemplate: { spec: { template } } },
      { concurrencyPolicy: 'Allow', successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
    ],
    [
      'Service',
      { ports: [{ port: 80 }] },
      {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
      },
    ],
    ['Service', { type: 'NodePort', ports: [{ port: 80 }] }, { externalTrafficPolicy: 'Cluster' }],
    ['Service', { sessionAffinity: 'ClientIP', ports: [] }, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } }],
    ['NetworkPolicy', { podSelector: {} }, { policyTypes: ['Ingress'] }],
    ['NetworkPolicy', { podSelector: {}, egress: [{}] }, { policyTypes: ['Ingress', 'Egress'] }],
    ['PersistentVolumeClaim', {}, { volumeMode: 'Filesystem' }],
    ['PersistentVolume', {}, { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' }],
    [
      'LimitRange',
      { limits: [{ type: 'Container', max: { cpu: '1' } }] },
      { limits: [{ default: { cpu: '1' }, defaultRequest: { cpu: '1' } }] },
    ],
    [
      'HorizontalPodAutoscaler',
      { maxReplicas: 3 },
      { minReplicas: 1, metrics: [{ type: 'Resource', resource: { name: 'cpu' } }] },
    ],
  ])('%s %j', (kind, spec, want) => expect(specOf(kind, spec)).toMatchObject(want))

  it.each([
    [made('Secret', { stringData: { a: 'hé' }, data: { b: 'eA==' } }), { type: 'Opaque', data: { a: 'aMOp', b: 'eA==' } }],
    [made('Namespace', {}), { metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } } }],
    [made('PriorityClass', { value: 1 }), { preemptionPolicy: 'PreemptLowerPriority' }],
    [made('StorageClass', { provisioner: 'x' }), { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }],
    [
      made('RoleBinding', {
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'ServiceAccount', name: 's' },
        ],
      }),
      {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }, { kind: 'ServiceAccount', name: 's' }],
      },
    ],
  ])('%#', (object, want) => expect(applyDefaults(object)).toMatchObject(want))

  it.each(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Service', 'LimitRange', 'HorizontalPodAutoscaler'])(
    'are all there the second time: %s',
    (kind) => {
      const spec = kind === 'Pod' ? { containers } : kind === 'LimitRange' ? { limits: [] } : { template, ports: [{ port: 1 }] }
      const once = applyDefaults(made(kind, { spec }))
      expect(applyDefaults(once)).toBe(once)
    },
  )
})
