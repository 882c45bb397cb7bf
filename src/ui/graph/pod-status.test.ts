import { describe, expect, it } from 'vitest'
import type { ContainerStatus, Pod, PodStatus } from '../../cluster/api/generated/types.ts'
import { lookOf, podRow } from './pod-status.ts'

const status = (name: string, state: ContainerStatus['state'], rest: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name,
  image: 'i',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  ...rest,
})
const running = (name: string, rest: Partial<ContainerStatus> = {}) =>
  status(name, { running: {} }, { ready: true, started: true, ...rest })
const ended = (
  name: string,
  exitCode: number,
  reason: string | undefined = exitCode === 0 ? 'Completed' : 'Error',
  signal?: number,
) => status(name, { terminated: { exitCode, reason, signal } })
const waiting = (name: string, reason: string) => status(name, { waiting: { reason } })
const isTrue = (type: string) => ({ type, status: 'True' })

interface Case {
  readonly inits?: readonly string[]
  readonly sidecars?: readonly string[]
  readonly apps?: readonly string[]
  readonly status: PodStatus
  readonly deleted?: boolean
}

function make({ inits = [], sidecars = [], apps = ['a'], status, deleted }: Case): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...(deleted ? { deletionTimestamp: '2026-07-09T10:00:00Z' } : {}) },
    spec: {
      containers: apps.map((name) => ({ name })),
      initContainers: [
        ...sidecars.map((name) => ({ name, restartPolicy: 'Always' as const })),
        ...inits.map((name) => ({ name })),
      ],
    },
    status,
  }
}

const table: readonly (readonly [string, Case, string, string])[] = [
  ['not scheduled', { status: { phase: 'Pending' } }, 'Pending', '0/1'],
  [
    'scheduling gates',
    { status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] } },
    'SchedulingGated',
    '0/1',
  ],
  [
    'being created',
    { status: { phase: 'Pending', containerStatuses: [waiting('a', 'ContainerCreating')] } },
    'ContainerCreating',
    '0/1',
  ],
  ['running', { status: { phase: 'Running', containerStatuses: [running('a')] } }, 'Running', '1/1'],
  ['not ready', { status: { phase: 'Running', containerStatuses: [running('a', { ready: false })] } }, 'Running', '0/1'],
  ['completed', { status: { phase: 'Succeeded', containerStatuses: [ended('a', 0)] } }, 'Completed', '0/1'],
  ['failed', { status: { phase: 'Failed', containerStatuses: [ended('a', 1)] } }, 'Error', '0/1'],
  [
    'no reason given',
    { status: { phase: 'Failed', containerStatuses: [status('a', { terminated: { exitCode: 137 } })] } },
    'ExitCode:137',
    '0/1',
  ],
  [
    'ended by a signal',
    { status: { phase: 'Failed', containerStatuses: [status('a', { terminated: { exitCode: 137, signal: 9 } })] } },
    'Signal:9',
    '0/1',
  ],
  [
    'crash loop',
    { status: { phase: 'Running', containerStatuses: [waiting('a', 'CrashLoopBackOff')] } },
    'CrashLoopBackOff',
    '0/1',
  ],
  [
    'the first container in order has the last word',
    {
      apps: ['a', 'b'],
      status: { phase: 'Pending', containerStatuses: [waiting('a', 'ErrImagePull'), waiting('b', 'CrashLoopBackOff')] },
    },
    'ErrImagePull',
    '0/2',
  ],
  [
    'one completed, one running, Pod Ready',
    {
      apps: ['a', 'b'],
      status: { phase: 'Running', conditions: [isTrue('Ready')], containerStatuses: [ended('a', 0), running('b')] },
    },
    'Running',
    '1/2',
  ],
  [
    'one completed, one running, Pod not Ready',
    { apps: ['a', 'b'], status: { phase: 'Running', containerStatuses: [ended('a', 0), running('b')] } },
    'NotReady',
    '1/2',
  ],
  [
    'completed and error',
    { apps: ['a', 'b'], status: { phase: 'Failed', containerStatuses: [ended('a', 0), ended('b', 1)] } },
    'Error',
    '0/2',
  ],
  [
    'nginx runs, alpine crash-loops',
    { apps: ['a', 'b'], status: { phase: 'Running', containerStatuses: [running('a'), waiting('b', 'CrashLoopBackOff')] } },
    'CrashLoopBackOff',
    '1/2',
  ],
  [
    'first init step runs',
    {
      inits: ['x', 'y'],
      status: { phase: 'Pending', initContainerStatuses: [running('x', { ready: false }), waiting('y', 'PodInitializing')] },
    },
    'Init:0/2',
    '0/1',
  ],
  [
    'second init step runs',
    { inits: ['x', 'y'], status: { phase: 'Pending', initContainerStatuses: [ended('x', 0), running('y', { ready: false })] } },
    'Init:1/2',
    '0/1',
  ],
  ['init fails', { inits: ['x'], status: { phase: 'Pending', initContainerStatuses: [ended('x', 2)] } }, 'Init:Error', '0/1'],
  [
    'init fails without a reason',
    { inits: ['x'], status: { phase: 'Pending', initContainerStatuses: [status('x', { terminated: { exitCode: 2 } })] } },
    'Init:ExitCode:2',
    '0/1',
  ],
  [
    'init in back-off',
    { inits: ['x'], status: { phase: 'Pending', initContainerStatuses: [waiting('x', 'CrashLoopBackOff')] } },
    'Init:CrashLoopBackOff',
    '0/1',
  ],
  [
    'init done, app not started',
    {
      inits: ['x'],
      status: {
        phase: 'Pending',
        conditions: [isTrue('Initialized')],
        initContainerStatuses: [ended('x', 0)],
        containerStatuses: [waiting('a', 'PodInitializing')],
      },
    },
    'PodInitializing',
    '0/1',
  ],
  [
    'a sidecar counts',
    {
      sidecars: ['s'],
      status: {
        phase: 'Running',
        conditions: [isTrue('Initialized')],
        initContainerStatuses: [running('s')],
        containerStatuses: [running('a')],
      },
    },
    'Running',
    '2/2',
  ],
  [
    'a crash-looping sidecar beside a running app',
    {
      sidecars: ['s'],
      status: {
        phase: 'Running',
        conditions: [isTrue('Initialized')],
        initContainerStatuses: [waiting('s', 'CrashLoopBackOff')],
        containerStatuses: [running('a')],
      },
    },
    'Init:CrashLoopBackOff',
    '1/2',
  ],
  [
    'deleted while running',
    { deleted: true, status: { phase: 'Running', containerStatuses: [running('a')] } },
    'Terminating',
    '1/1',
  ],
  [
    'deleted after it ended',
    { deleted: true, status: { phase: 'Succeeded', containerStatuses: [ended('a', 0)] } },
    'Completed',
    '0/1',
  ],
  [
    'on a lost node',
    { deleted: true, status: { phase: 'Running', reason: 'NodeLost', containerStatuses: [running('a')] } },
    'Unknown',
    '1/1',
  ],
  ['evicted', { status: { phase: 'Failed', reason: 'Evicted' } }, 'Evicted', '0/1'],
]

describe('podRow', () => {
  it.each(table)('%s', (_, given, word, ready) => {
    const row = podRow(make(given))
    expect([row.status, `${row.ready}/${row.total}`]).toEqual([word, ready])
  })

  it('counts restarts of init steps only until they are done', () => {
    const inits = ['x']
    const tried = { ...ended('x', 1), restartCount: 3 }
    expect(podRow(make({ inits, status: { phase: 'Pending', initContainerStatuses: [tried] } })).restarts).toBe(3)
    const done = { ...ended('x', 0), restartCount: 3 }
    const app = running('a', { restartCount: 2 })
    expect(podRow(make({ inits, status: { initContainerStatuses: [done], containerStatuses: [app] } })).restarts).toBe(2)
  })

  it('knows when a container ended last', () => {
    const at = (finishedAt: string) => ({ lastState: { terminated: { exitCode: 1, finishedAt } }, restartCount: 1 })
    const status: PodStatus = {
      containerStatuses: [running('a', at('2026-07-09T10:00:05Z')), running('b', at('2026-07-09T10:00:09Z'))],
    }
    expect(podRow(make({ apps: ['a', 'b'], status })).lastRestartAt).toBe(Date.parse('2026-07-09T10:00:09Z'))
  })
})

describe('lookOf', () => {
  it.each([
    ['Running', true, 'running'],
    ['Pending', false, 'pending'],
    ['Pending', true, 'waiting'],
    ['Init:0/2', true, 'waiting'],
    ['Init:Error', true, 'failing'],
    ['OOMKilled', true, 'failing'],
    ['ImagePullBackOff', true, 'failing'],
    ['Completed', true, 'done'],
    ['Terminating', true, 'terminating'],
  ] as const)('%s, bound: %s', (word, bound, look) => {
    expect(lookOf(word, bound)).toBe(look)
  })
})
