import type { HistoryRecord, KubeObject, PodInsides } from '../../bridge/protocol.ts'
import { startTime } from './fixture-objects.ts'

/** What goes on inside some of its Pods. */
export function insidesOf(all: readonly KubeObject[], now: number): PodInsides[] {
  const find = (name: string) =>
    all.find((each) => each.kind === 'Pod' && each.metadata.name?.startsWith(name))?.metadata.uid ?? ''
  const container = (name: string, command: string) => ({
    name,
    role: 'app' as const,
    processes: [{ pid: 1, command, state: 'S' }],
    probes: [],
    memoryBytes: 12_400_000,
    cpuMs: 30,
  })
  const probes = (['startup', 'readiness', 'liveness'] as const).map((type) => ({ type, state: 'passing' as const }))
  return [
    {
      uid: find('web'),
      namespace: 'default',
      name: 'web',
      node: 'worker-2',
      containers: [
        {
          ...container('nginx', 'nginx: master process nginx -g daemon off;'),
          processes: [
            { pid: 1, command: 'nginx: master process nginx -g daemon off;', state: 'S' },
            { pid: 30, command: 'nginx: worker process', state: 'S' },
          ],
          probes,
        },
        container('writer', 'sh -c while true; do date > /html/index.html; sleep 1; done'),
      ],
      volumes: [
        {
          name: 'html',
          type: 'emptyDir',
          mounts: [
            { container: 'nginx', path: '/usr/share/nginx/html', readOnly: true },
            { container: 'writer', path: '/html', readOnly: false },
          ],
          files: [
            {
              path: 'index.html',
              sizeBytes: 29,
              modifiedAt: startTime + Math.floor(now / 1000) * 1000,
              preview: 'Thu Jul  9 10:01:42 UTC 2026\n',
            },
          ],
          fileCount: 1,
          sizeBytes: 29,
        },
      ],
    },
    {
      uid: find('crash'),
      namespace: 'default',
      name: 'crash',
      node: 'worker-1',
      containers: [
        {
          ...container('main', ''),
          processes: [],
          backOff: { kind: 'restart', since: 94_000, until: 94_000 + 20_000, delayMs: 20_000 },
        },
      ],
      volumes: [],
    },
    {
      uid: find('shop'),
      namespace: 'default',
      name: 'shop-5d9c',
      node: 'worker-2',
      containers: [container('shop', '/shop')],
      volumes: [],
      termination: { startedAt: 90_000, killAt: 120_000 },
    },
    {
      uid: find('pipeline'),
      namespace: 'default',
      name: 'pipeline',
      node: 'worker-2',
      containers: [container('proxy', 'envoy'), container('fetch', 'curl'), container('transform', 'python3 -m transform')],
      volumes: [
        {
          name: 'work',
          type: 'emptyDir',
          mounts: [],
          files: [{ path: 'batch-0042.json', sizeBytes: 18_221, modifiedAt: startTime + 95_000, preview: '{}' }],
          fileCount: 12,
          sizeBytes: 210_000,
        },
        {
          name: 'conf',
          type: 'configMap',
          mounts: [],
          files: [{ path: 'app.yaml', sizeBytes: 311, modifiedAt: startTime + 60_000, preview: 'a: 1' }],
          fileCount: 2,
          sizeBytes: 600,
        },
      ],
    },
  ]
}

/** The story of the Pod `crash`. */
export function history(all: readonly KubeObject[]): HistoryRecord[] {
  const crash = all.find((each) => each.metadata.name === 'crash')?.metadata
  const subject = { kind: 'Pod', namespace: 'default', name: 'crash', uid: crash?.uid }
  const main = { ...subject, part: 'main' }
  const rows: readonly (readonly [number, string, string, Partial<HistoryRecord>])[] = [
    [78_000, 'kubectl', 'action', { detail: { command: 'kubectl apply -f crash.yaml' } }],
    [78_010, 'kubectl', 'commit', { verb: 'create', subject }],
    [
      78_200,
      'default-scheduler',
      'scheduled',
      {
        subject,
        detail: {
          node: 'worker-1',
          plugins: ['NodeResourcesFit'],
          weights: [1],
          nodes: [
            { node: 'worker-1', total: 180, normalised: [90] },
            { node: 'worker-2', total: 120, normalised: [60] },
            {
              node: 'control-plane',
              refusedBy: 'TaintToleration',
              reasons: ['node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }'],
            },
          ],
        },
      },
    ],
    [80_000, 'kubelet/worker-1', 'container-started', { subject: main }],
    [81_000, 'kubelet/worker-1', 'process-exited', { subject: main, detail: { exitCode: 1 } }],
    [82_000, 'kubelet/worker-1', 'container-started', { subject: main }],
    [83_000, 'kubelet/worker-1', 'process-exited', { subject: main, detail: { exitCode: 1 } }],
    [83_000, 'kubelet/worker-1', 'back-off-begun', { subject: main, detail: { delayMs: 10_000 } }],
    [93_000, 'kubelet/worker-1', 'container-started', { subject: main }],
    [94_000, 'kubelet/worker-1', 'process-exited', { subject: main, detail: { exitCode: 1 } }],
    [94_000, 'kubelet/worker-1', 'back-off-begun', { subject: main, detail: { delayMs: 20_000 } }],
  ]
  return rows.map(([at, by, what, rest], index) => ({
    id: index + 1,
    at,
    by,
    what,
    ...(index > 0 ? { because: index } : {}),
    ...rest,
  }))
}
