import type { KubeObject } from '../../bridge/protocol.ts'
import type { Container, Pod, PodStatus } from '../../cluster/api/generated/types.ts'

export const startTime = Date.parse('2026-07-09T10:00:00Z')
const time = (seconds: number) => new Date(startTime + seconds * 1000).toISOString().replace('.000', '')

let nextUid = 1
const meta = (name: string, at: number, namespace?: string) => ({
  name,
  uid: `uid-${nextUid++}`,
  creationTimestamp: time(at),
  resourceVersion: String(100 + nextUid),
  ...(namespace ? { namespace } : {}),
})

function node(name: string, controlPlane = false): KubeObject & { readonly status: unknown } {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...meta(name, 0), labels: controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {} },
    status: {
      allocatable: { cpu: '2', memory: '4Gi' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}

interface PodPlan {
  readonly name: string
  readonly at: number
  readonly node?: string
  readonly containers: readonly (Pick<Container, 'name' | 'image'> & Partial<Container>)[]
  readonly inits?: readonly (Pick<Container, 'name' | 'image'> & Partial<Container>)[]
  readonly status: PodStatus
  readonly volumes?: NonNullable<Pod['spec']>['volumes']
  readonly deletedAt?: number
  readonly owner?: string
  readonly namespace?: string
}

function pod(plan: PodPlan): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...meta(plan.name, plan.at, plan.namespace ?? 'default'),
      labels: { app: plan.name.split('-')[0] ?? '' },
      ...(plan.deletedAt === undefined ? {} : { deletionTimestamp: time(plan.deletedAt), deletionGracePeriodSeconds: 30 }),
      ...(plan.owner
        ? {
            ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: plan.owner, uid: plan.owner, controller: true }],
          }
        : {}),
    },
    spec: {
      containers: plan.containers,
      initContainers: plan.inits,
      nodeName: plan.node,
      volumes: plan.volumes,
      restartPolicy: 'Always',
    },
    status: plan.status,
  }
}

const requests = (cpu: string, memory = '256Mi') => ({ resources: { requests: { cpu, memory } } })
const running = (name: string, at: number, image: string, restartCount = 0) => ({
  name,
  image,
  imageID: '',
  ready: true,
  started: true,
  restartCount,
  state: { running: { startedAt: time(at) } },
})
const up = [
  { type: 'Ready', status: 'True' },
  { type: 'Initialized', status: 'True' },
  { type: 'PodScheduled', status: 'True' },
]

const probe = { httpGet: { path: '/', port: 80 } }

/** Every object of the invented cluster; `extra` more Pods on nodes of their own. */
export function objects(extra: number): KubeObject[] {
  const web = pod({
    name: 'web-7c9d8f6b5-x2x4k',
    at: 10,
    node: 'worker-2',
    owner: 'web-7c9d8f6b5',
    containers: [
      {
        name: 'nginx',
        image: 'nginx:1.27',
        ...requests('500m'),
        startupProbe: probe,
        readinessProbe: probe,
        livenessProbe: probe,
        volumeMounts: [{ name: 'html', mountPath: '/usr/share/nginx/html', readOnly: true }],
      },
      { name: 'writer', image: 'alpine', ...requests('250m'), volumeMounts: [{ name: 'html', mountPath: '/html' }] },
    ],
    volumes: [{ name: 'html', emptyDir: {} }],
    status: {
      phase: 'Running',
      podIP: '10.244.2.7',
      conditions: up,
      containerStatuses: [running('nginx', 14, 'nginx:1.27'), running('writer', 14, 'alpine')],
    },
  })
  const list: KubeObject[] = [
    ...['default', 'kube-system', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: meta(name, 0) })),
    node('control-plane', true),
    node('worker-1'),
    node('worker-2'),
    ...['kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'].map((name) =>
      pod({
        name: `${name}-control-plane`,
        at: 0,
        node: 'control-plane',
        namespace: 'kube-system',
        containers: [{ name, image: `registry.k8s.io/${name}:v1.36.0`, ...requests('200m') }],
        status: { phase: 'Running', conditions: up, containerStatuses: [running(name, 1, name)] },
      }),
    ),
    pod({
      name: 'crash',
      at: 78,
      node: 'worker-1',
      containers: [{ name: 'main', image: 'busybox:1.36', ...requests('800m') }],
      status: {
        phase: 'Running',
        podIP: '10.244.1.5',
        conditions: [
          { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [main]' },
        ],
        containerStatuses: [
          {
            name: 'main',
            image: 'busybox:1.36',
            imageID: '',
            ready: false,
            restartCount: 2,
            state: {
              waiting: {
                reason: 'CrashLoopBackOff',
                message: 'back-off 20s restarting failed container=main pod=crash_default(uid-9)',
              },
            },
            lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: time(93), finishedAt: time(94) } },
          },
        ],
      },
    }),
    pod({
      name: 'api-0',
      at: 96,
      node: 'worker-1',
      inits: [{ name: 'migrate', image: 'api:2.1' }],
      containers: [{ name: 'api', image: 'api:2.1', ...requests('1') }],
      status: {
        phase: 'Pending',
        podIP: '10.244.1.6',
        conditions: [{ type: 'Initialized', status: 'True' }],
        initContainerStatuses: [
          {
            name: 'migrate',
            image: 'api:2.1',
            imageID: '',
            ready: true,
            restartCount: 0,
            state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: time(97), finishedAt: time(100) } },
          },
        ],
        containerStatuses: [
          {
            name: 'api',
            image: 'api:2.1',
            imageID: '',
            ready: false,
            restartCount: 0,
            state: { waiting: { reason: 'PodInitializing' } },
          },
        ],
      },
    }),
    pod({
      name: 'backup-x8k',
      at: 40,
      node: 'worker-1',
      containers: [{ name: 'backup', image: 'alpine:3.20' }],
      status: {
        phase: 'Succeeded',
        containerStatuses: [
          {
            name: 'backup',
            image: 'alpine:3.20',
            imageID: '',
            ready: false,
            restartCount: 0,
            state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: time(42), finishedAt: time(54) } },
          },
        ],
      },
    }),
    web,
    pod({
      name: 'shop-5d9c',
      at: 22,
      node: 'worker-2',
      deletedAt: 120,
      containers: [{ name: 'shop', image: 'shop:3', ...requests('1') }],
      status: { phase: 'Running', podIP: '10.244.2.8', conditions: up, containerStatuses: [running('shop', 25, 'shop:3')] },
    }),
    pod({
      name: 'report-0',
      at: 86,
      containers: [{ name: 'report', image: 'report', ...requests('4') }],
      status: {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message:
              '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
          },
        ],
      },
    }),
    pod({
      name: 'pipeline',
      at: 60,
      node: 'worker-2',
      inits: [
        {
          name: 'proxy',
          image: 'envoy:1.3',
          restartPolicy: 'Always',
          volumeMounts: [{ name: 'tls', mountPath: '/etc/tls', readOnly: true }],
        },
      ],
      containers: [
        { name: 'fetch', image: 'curlimages/curl', volumeMounts: [{ name: 'work', mountPath: '/work' }] },
        {
          name: 'transform',
          image: 'python:3.12',
          readinessProbe: probe,
          livenessProbe: probe,
          volumeMounts: [
            { name: 'work', mountPath: '/in' },
            { name: 'conf', mountPath: '/etc/conf', readOnly: true },
          ],
        },
      ],
      volumes: [
        { name: 'work', emptyDir: {} },
        { name: 'conf', configMap: { name: 'pipeline-config' } },
        { name: 'tls', secret: { secretName: 'proxy-tls' } },
      ],
      status: {
        phase: 'Running',
        podIP: '10.244.2.9',
        conditions: up,
        initContainerStatuses: [running('proxy', 61, 'envoy:1.3')],
        containerStatuses: [running('fetch', 62, 'curl'), running('transform', 62, 'python:3.12', 1)],
      },
    }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('web', 10, 'default'),
      spec: { type: 'ClusterIP', clusterIP: '10.96.14.20', ports: [{ port: 80 }], selector: { app: 'web' } },
    } as KubeObject,
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...meta('web-abc', 10, 'default'), labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.244.2.7'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: web.metadata.name } },
      ],
    } as KubeObject,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...meta('web', 10, 'default') },
      spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
      status: { readyReplicas: 1, replicas: 1 },
    } as KubeObject,
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        ...meta('web-7c9d8f6b5', 10, 'default'),
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true }],
      },
      spec: { replicas: 1 },
      status: { replicas: 1, readyReplicas: 1 },
    } as KubeObject,
  ]
  const nodes = Math.ceil(extra / 50)
  for (let index = 0; index < nodes; index++) list.push(node(`worker-${index + 3}`))
  for (let index = 0; index < extra; index++) {
    list.push(
      pod({
        name: `load-${index}`,
        at: 30 + (index % 40),
        node: `worker-${3 + (index % Math.max(1, nodes))}`,
        owner: `load-${index % 7}`,
        containers: [{ name: 'app', image: 'nginx', ...requests('20m', '32Mi') }],
        status: {
          phase: 'Running',
          podIP: `10.244.9.${index % 250}`,
          conditions: up,
          containerStatuses: [running('app', 40, 'nginx')],
        },
      }),
    )
  }
  return list
}
