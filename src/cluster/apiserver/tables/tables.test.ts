import { describe, expect, it } from 'vitest'
import type { Pod } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { podSummary } from './pods.ts'
import { tables } from './tables.ts'

const now = Date.parse('2026-11-21T10:00:00Z')

type State = { readonly waiting?: object; readonly running?: object; readonly terminated?: object }
const waiting = (reason: string): State => ({ waiting: { reason } })
const running: State = { running: {} }
const ended = (exitCode: number, reason?: string, signal?: number): State => ({
  terminated: { exitCode, ...(reason ? { reason } : {}), ...(signal ? { signal } : {}) },
})
const container = (name: string, state: State, more: object = {}) => ({
  name,
  state,
  ready: 'running' in state,
  restartCount: 0,
  ...more,
})

interface Shape {
  readonly phase?: string
  readonly reason?: string
  readonly main?: readonly object[]
  readonly init?: readonly object[]
  readonly sidecars?: readonly string[]
  readonly inits?: readonly string[]
  readonly conditions?: readonly object[]
  readonly deleted?: boolean
}

function podOf({ phase = 'Running', reason, main = [], init, sidecars = [], inits = [], conditions = [], deleted }: Shape): Pod {
  const initContainers = [...inits.map((name) => ({ name })), ...sidecars.map((name) => ({ name, restartPolicy: 'Always' }))]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...(deleted ? { deletionTimestamp: '2026-11-21T10:00:00Z' } : {}) },
    spec: { containers: main.length > 0 ? main : [{ name: 'a' }], initContainers },
    status: {
      phase,
      ...(reason ? { reason } : {}),
      containerStatuses: main,
      ...(init ? { initContainerStatuses: init } : {}),
      conditions,
    },
  } as unknown as Pod
}

const initialized = { type: 'Initialized', status: 'True' }

describe('the STATUS and READY of a Pod', () => {
  it.each<[string, Shape, string, string]>([
    ['unscheduled', { phase: 'Pending' }, 'Pending', '0/1'],
    [
      'gated',
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
      'SchedulingGated',
      '0/1',
    ],
    ['being created', { phase: 'Pending', main: [container('a', waiting('ContainerCreating'))] }, 'ContainerCreating', '0/1'],
    ['running, not ready', { main: [container('a', running, { ready: false })] }, 'Running', '0/1'],
    ['running', { main: [container('a', running)] }, 'Running', '1/1'],
    ['failed', { phase: 'Failed', main: [container('a', ended(1, 'Error'))] }, 'Error', '0/1'],
    ['completed', { phase: 'Succeeded', main: [container('a', ended(0, 'Completed'))] }, 'Completed', '0/1'],
    ['without a reason', { main: [container('a', ended(137))] }, 'ExitCode:137', '0/1'],
    ['killed by a signal', { main: [container('a', ended(137, undefined, 9))] }, 'Signal:9', '0/1'],
    ['one completed, one runs', { main: [container('a', ended(0, 'Completed')), container('b', running)] }, 'NotReady', '1/2'],
    [
      'one completed, one runs, ready',
      { main: [container('a', ended(0, 'Completed')), container('b', running)], conditions: [{ type: 'Ready', status: 'True' }] },
      'Running',
      '1/2',
    ],
    [
      'one completed, one failed',
      { main: [container('a', ended(0, 'Completed')), container('b', ended(1, 'Error'))] },
      'Error',
      '0/2',
    ],
    [
      'the first that waits is told',
      { main: [container('a', waiting('CrashLoopBackOff')), container('b', waiting('ImagePullBackOff'))] },
      'CrashLoopBackOff',
      '0/2',
    ],
    [
      'init running',
      {
        phase: 'Pending',
        inits: ['i', 'j'],
        init: [container('i', running), container('j', waiting('PodInitializing'))],
        main: [container('a', waiting('PodInitializing'))],
      },
      'Init:0/2',
      '0/1',
    ],
    [
      'init crashed',
      { phase: 'Pending', inits: ['i'], init: [container('i', waiting('CrashLoopBackOff'))] },
      'Init:CrashLoopBackOff',
      '0/1',
    ],
    ['init failed', { phase: 'Pending', inits: ['i'], init: [container('i', ended(2, 'Error'))] }, 'Init:Error', '0/1'],
    [
      'init failed without a word',
      { phase: 'Pending', inits: ['i'], init: [container('i', ended(2))] },
      'Init:ExitCode:2',
      '0/1',
    ],
    [
      'inits done',
      {
        phase: 'Pending',
        inits: ['i'],
        init: [container('i', ended(0, 'Completed'))],
        main: [container('a', waiting('PodInitializing'))],
        conditions: [initialized],
      },
      'PodInitializing',
      '0/1',
    ],
    [
      'with a sidecar',
      {
        sidecars: ['s'],
        init: [container('s', running, { started: true })],
        main: [container('a', running)],
        conditions: [initialized],
      },
      'Running',
      '2/2',
    ],
    [
      'with a sidecar that crash-loops',
      {
        sidecars: ['s'],
        init: [container('s', waiting('CrashLoopBackOff'), { started: false })],
        main: [container('a', running)],
        conditions: [initialized],
      },
      'Init:CrashLoopBackOff',
      '1/2',
    ],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, 'Evicted', '0/1'],
    ['being deleted', { main: [container('a', running)], deleted: true }, 'Terminating', '1/1'],
    ['being deleted, but over', { phase: 'Failed', main: [container('a', ended(137, 'Error'))], deleted: true }, 'Error', '0/1'],
    ['on a lost node', { reason: 'NodeLost', main: [container('a', running)], deleted: true }, 'Unknown', '1/1'],
  ])('%s', (_, shape, status, ready) => {
    const summary = podSummary(podOf(shape))
    expect([summary.status, `${summary.ready}/${summary.total}`]).toEqual([status, ready])
  })

  it('tells restarts and how long ago the last was', () => {
    const last = { terminated: { exitCode: 1, finishedAt: '2026-11-21T09:57:00Z' } }
    const pod = podOf({ main: [container('a', running, { restartCount: 3, lastState: last })] })
    expect(tables.pods?.cells(pod, now)[3]).toBe('3 (3m ago)')
  })
})

describe('other rows', () => {
  const created = { name: 'x', creationTimestamp: '2026-11-21T09:00:00Z' }
  it.each<[string, object, readonly unknown[]]>([
    [
      'nodes',
      {
        metadata: { ...created, labels: { 'node-role.kubernetes.io/control-plane': '' } },
        spec: { unschedulable: true },
        status: {
          conditions: [{ type: 'Ready', status: 'Unknown' }],
          nodeInfo: { kubeletVersion: 'v1.36.2', kernelVersion: '6.1', architecture: 'amd64' },
        },
      },
      [
        'x',
        'NotReady,SchedulingDisabled',
        'control-plane',
        '60m',
        'v1.36.2',
        '<none>',
        '<none>',
        '<unknown>',
        '6.1 (amd64)',
        '<unknown>',
      ],
    ],
    [
      'deployments.apps',
      {
        spec: {
          replicas: 3,
          template: { spec: { containers: [{ name: 'c', image: 'nginx' }] } },
          selector: { matchLabels: { app: 'x' } },
        },
        status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
      },
      ['x', '2/3', 3, 2, '60m', 'c', 'nginx', 'app=x'],
    ],
    [
      'services',
      {
        spec: {
          type: 'NodePort',
          clusterIP: '10.96.0.5',
          clusterIPs: ['10.96.0.5'],
          ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }],
        },
      },
      ['x', 'NodePort', '10.96.0.5', '<none>', '80:30080/TCP', '60m', '<none>'],
    ],
    [
      'services',
      { spec: { type: 'LoadBalancer', clusterIPs: ['10.96.0.5'], ports: [{ port: 80, protocol: 'TCP' }], selector: { a: 'b' } } },
      ['x', 'LoadBalancer', '10.96.0.5', '<pending>', '80/TCP', '60m', 'a=b'],
    ],
    [
      'services',
      { spec: { type: 'ExternalName', externalName: 'example.com' } },
      ['x', 'ExternalName', '<none>', 'example.com', '<none>', '60m', '<none>'],
    ],
    [
      'jobs.batch',
      {
        spec: { completions: 3, parallelism: 2, template: { spec: { containers: [] } } },
        status: { succeeded: 1, startTime: '2026-11-21T09:59:30Z' },
      },
      ['x', 'Running', '1/3', '30s', '60m', '', '', '<none>'],
    ],
    [
      'jobs.batch',
      {
        spec: { parallelism: 2, template: { spec: { containers: [] } } },
        status: { conditions: [{ type: 'Complete', status: 'True' }] },
      },
      ['x', 'Complete', '0/1 of 2', '', '60m', '', '', '<none>'],
    ],
    [
      'persistentvolumeclaims',
      { spec: { storageClassName: 'standard' }, status: { phase: 'Pending' } },
      ['x', 'Pending', '', '', '', 'standard', '<unset>', '60m', '<unset>'],
    ],
    [
      'resourcequotas',
      { status: { hard: { 'limits.cpu': '4', pods: '10' }, used: { pods: '2' } } },
      ['x', 'pods: 2/10', 'limits.cpu: 0/4', '60m'],
    ],
    [
      'events',
      {
        involvedObject: { kind: 'Pod', name: 'p' },
        reason: 'Pulled',
        type: 'Normal',
        message: 'done ',
        count: 2,
        firstTimestamp: '2026-11-21T09:50:00Z',
        lastTimestamp: '2026-11-21T09:59:00Z',
        source: { component: 'kubelet', host: 'n' },
      },
      ['60s', 'Normal', 'Pulled', 'pod/p', '', 'kubelet, n', 'done', '10m', 2, 'x'],
    ],
    [
      'horizontalpodautoscalers.autoscaling',
      {
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'd' },
          minReplicas: 1,
          maxReplicas: 5,
          metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
        },
      },
      ['x', 'Deployment/d', 'cpu: <unknown>/50%', '1', 5, 0, '60m'],
    ],
    [
      'poddisruptionbudgets.policy',
      { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
      ['x', '50%', 'N/A', 1, '60m'],
    ],
    [
      'endpoints',
      { subsets: [{ addresses: [1, 2, 3, 4].map((n) => ({ ip: `10.0.0.${n}` })), ports: [{ port: 80 }] }] },
      ['x', '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more...', '60m'],
    ],
    [
      'storageclasses.storage.k8s.io',
      { metadata: { ...created, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'p' },
      ['x (default)', 'p', 'Delete', 'Immediate', false, '60m'],
    ],
  ])('%s', (storage, object, cells) => {
    const whole = { metadata: created, ...object } as unknown as KubeObject
    expect(tables[storage]?.cells(whole, now)).toEqual(cells)
  })
})
