import { expect, it } from 'vitest'
import { TestNode } from './testing/test-node.ts'

/** `status restarts` of each row, without its time. */
const states = (rows: readonly string[]) =>
  rows.map((row) => row.split(' ').slice(2).join(' ')).filter((row, i, all) => row !== all[i - 1])

const main = (...command: string[]) => [{ name: 'main', image: 'busybox', ...(command.length > 0 ? { command } : undefined) }]

it('runs sleep until it is deleted, and then for 30 s more, because PID 1 ignores TERM', () => {
  const node = new TestNode()
  const rows = node.watch()
  node.create({ containers: main('sleep', '3600') })
  node.advance(10_000)
  expect(node.pod()?.status?.phase).toBe('Running')
  node.delete()
  node.advance(29_000)
  expect(node.pod()?.status?.containerStatuses?.[0]?.state?.running).toBeDefined()
  node.advance(6000)
  expect(node.pod()).toBeUndefined()
  expect(states(rows)).toEqual(['0/1 Pending 0', '0/1 ContainerCreating 0', '1/1 Running 0', '1/1 Terminating 0', '0/1 Error 0'])
  expect(node.events().map((event) => event.split(' ')[0])).toEqual([
    'Scheduled',
    'Pulling',
    'Pulled',
    'Created',
    'Started',
    'Killing',
  ])
})

it('restarts once at once, and shows CrashLoopBackOff when the wait has been going on', () => {
  const node = new TestNode()
  const rows = node.watch()
  node.create({ containers: main() })
  node.advance(60_000)
  const seen = states(rows)
  expect(seen.slice(2, 6)).toEqual(['0/1 Completed 0', '0/1 Completed 1', '0/1 CrashLoopBackOff 1', '0/1 Completed 2'])
  const at = (state: string) => Number(rows.find((row) => row.endsWith(state))?.split(' ')[0])
  const late = at('CrashLoopBackOff 1') - at('Completed 1')
  expect(late).toBeGreaterThanOrEqual(9)
  expect(late).toBeLessThan(17)
})

it('says why a container cannot start', () => {
  const node = new TestNode()
  node.create({ containers: main('/nosuch') })
  node.advance(6000)
  const text = 'unable to start container process: exec: "/nosuch": stat /nosuch: no such file or directory'
  const status = node.pod()?.status?.containerStatuses?.[0]
  expect(status?.state?.waiting?.reason).toBe('RunContainerError')
  expect(status?.state?.waiting?.message).toContain(text)
  expect(status?.lastState?.terminated).toMatchObject({ reason: 'StartError', exitCode: 128, startedAt: '1970-01-01T00:00:00Z' })
})

it('keeps last words, from the file or from the log', () => {
  const node = new TestNode()
  const containers = [
    { name: 'file', image: 'busybox', command: ['sh', '-c', 'echo bye > /dev/termination-log; exit 3'] },
    {
      name: 'log',
      image: 'busybox',
      command: ['sh', '-c', 'echo so long; exit 4'],
      terminationMessagePolicy: 'FallbackToLogsOnError',
    },
  ]
  node.create({ restartPolicy: 'Never', containers })
  node.advance(10_000)
  const ends = node.pod()?.status?.containerStatuses?.map((status) => status.state?.terminated)
  expect(ends?.map((end) => [end?.exitCode, end?.message])).toEqual([
    [3, 'bye\n'],
    [4, 'so long\n'],
  ])
  expect(node.pod()?.status?.phase).toBe('Failed')
})

it('runs init containers in turn, keeps a sidecar beside the rest, and ends it last', () => {
  const node = new TestNode()
  node.create({
    restartPolicy: 'Never',
    initContainers: [
      { name: 'first', image: 'busybox', command: ['true'] },
      {
        name: 'sidecar',
        image: 'busybox',
        restartPolicy: 'Always',
        command: ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1; done'],
      },
    ],
    containers: main('sleep', '5'),
  })
  node.advance(6000)
  expect(node.pod()?.status?.initContainerStatuses?.map((status) => [status.name, status.ready])).toEqual([
    ['first', true],
    ['sidecar', true],
  ])
  node.advance(20_000)
  expect(node.pod()?.status?.phase).toBe('Succeeded')
  expect(node.events()).toContain('Killing Stopping container sidecar')
})

it('kills what fails its liveness probe, and takes what fails its readiness probe out', () => {
  const node = new TestNode()
  node.create({
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'touch /tmp/up; sleep 8; rm /tmp/up; sleep 600'],
        livenessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 2, failureThreshold: 2 },
        readinessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 1 },
      },
    ],
  })
  node.advance(7000)
  expect(node.pod()?.status?.containerStatuses?.[0]?.ready).toBe(true)
  node.advance(13_000)
  expect(node.events()).toContain('Killing Container main failed liveness probe, will be restarted')
  expect(node.events().some((event) => event.startsWith("Unhealthy Liveness probe failed: cat: can't open '/tmp/up'"))).toBe(true)
  expect(node.pod()?.status?.containerStatuses?.[0]?.restartCount).toBe(1)
  const [killing] = node.records('container-killing')
  const chain: string[] = []
  for (let id = killing?.because; id !== undefined; id = node.sim.history.get(id)?.because) {
    chain.push(String(node.sim.history.get(id)?.what))
  }
  expect(chain[0]).toBe('probe-failed')
})

it('ends a Pod that is past its deadline', () => {
  const node = new TestNode()
  node.create({ activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 1, containers: main('sleep', '600') })
  node.advance(15_000)
  expect(node.pod()?.status).toMatchObject({
    phase: 'Failed',
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
  })
})

it('starts all containers over where a rule asks for it', () => {
  const node = new TestNode()
  const rule = { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } }
  node.create({
    restartPolicy: 'Never',
    containers: [
      { name: 'main', image: 'busybox', command: ['sleep', '600'] },
      {
        name: 'watcher',
        image: 'busybox',
        restartPolicy: 'Never',
        restartPolicyRules: [rule],
        command: ['sh', '-c', 'sleep 4; exit 42'],
      },
    ],
  })
  node.advance(12_000)
  expect(node.pod()?.status?.containerStatuses?.map((status) => status.restartCount)).toEqual([1, 1])
})
