import { expect, it } from 'vitest'
import type { ContainerState, ContainerStatus, Pod } from '../../api/generated/types.ts'
import { podPhase } from './phase.ts'

const running: ContainerState = { running: { startedAt: '2026-11-21T09:00:00Z' } }
const exit = (exitCode: number): ContainerState => ({ terminated: { exitCode } })
const waiting: ContainerState = { waiting: { reason: 'ContainerCreating' } }
const crashed: ContainerState = { waiting: { reason: 'CrashLoopBackOff' } }

function status(name: string, state: ContainerState, more: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name, state, ready: false, restartCount: 0, image: '', imageID: '', ...more }
}

function pod(
  restartPolicy: 'Always' | 'OnFailure' | 'Never',
  init: readonly string[] = [],
  sidecars: readonly string[] = [],
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      restartPolicy,
      containers: [{ name: 'a' }, { name: 'b' }],
      initContainers: [...init.map((name) => ({ name })), ...sidecars.map((name) => ({ name, restartPolicy: 'Always' }))],
    },
  }
}

const policies = ['Always', 'OnFailure', 'Never'] as const

it.each([
  { what: 'nothing yet', a: undefined, b: undefined, phases: ['Pending', 'Pending', 'Pending'] },
  { what: 'one never ran', a: running, b: waiting, phases: ['Pending', 'Pending', 'Pending'] },
  { what: 'one is missing', a: running, b: undefined, phases: ['Pending', 'Pending', 'Pending'] },
  { what: 'both run', a: running, b: running, phases: ['Running', 'Running', 'Running'] },
  { what: 'one failed', a: running, b: exit(1), phases: ['Running', 'Running', 'Running'] },
  { what: 'both done', a: exit(0), b: exit(0), phases: ['Running', 'Succeeded', 'Succeeded'] },
  { what: 'one done, one failed', a: exit(0), b: exit(1), phases: ['Running', 'Running', 'Failed'] },
  { what: 'both failed', a: exit(1), b: exit(1), phases: ['Running', 'Running', 'Failed'] },
])('$what: $phases', ({ a, b, phases }) => {
  const statuses = [...(a ? [status('a', a)] : []), ...(b ? [status('b', b)] : [])]
  expect(policies.map((policy) => podPhase(pod(policy), statuses, false, true))).toEqual(phases)
})

it('is Running while everything waits in back-off', () => {
  const last = { lastState: exit(1) }
  expect(podPhase(pod('Always'), [status('a', crashed, last), status('b', crashed, last)], false, true)).toBe('Running')
})

it.each([
  { init: running, phases: ['Pending', 'Pending', 'Pending'] },
  { init: exit(1), phases: ['Pending', 'Pending', 'Failed'] },
  { init: exit(0), phases: ['Pending', 'Pending', 'Pending'] },
])('init container $init: $phases', ({ init, phases }) => {
  const statuses = [status('i', init), status('a', waiting), status('b', waiting)]
  expect(policies.map((policy) => podPhase(pod(policy, ['i']), statuses, false, false))).toEqual(phases)
})

it('leaves the sidecar out once the Pod has run, and counts it as running at its end', () => {
  const sidecar = status('s', { waiting: {} }, { lastState: exit(1) })
  expect(podPhase(pod('Always', [], ['s']), [sidecar, status('a', running), status('b', running)], false, true)).toBe('Running')
  const alive = status('s', running, { started: true })
  expect(podPhase(pod('Never', [], ['s']), [alive, status('a', exit(0)), status('b', exit(0))], false, true)).toBe('Running')
})

it('goes by the exit codes alone when a deleted Pod has ended', () => {
  expect(podPhase(pod('Always'), [status('a', exit(0)), status('b', exit(0))], true, true)).toBe('Succeeded')
  expect(podPhase(pod('Always'), [status('a', exit(0)), status('b', exit(137))], true, true)).toBe('Failed')
})
