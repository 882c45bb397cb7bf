import { expect, it } from 'vitest'
import type { Container, Pod } from '../api/generated/types.ts'
import { BackOff, formatGoDuration } from './back-off.ts'
import { expandVariables } from './env/expansion.ts'
import { serviceVariables } from './env/service-env.ts'
import { compareForEviction } from './eviction/rank.ts'
import { Grid } from './grid.ts'
import { containerShouldRestart } from './restart-policy.ts'

const podOf = (restartPolicy: 'Always' | 'OnFailure' | 'Never'): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {},
  spec: { restartPolicy, containers: [] },
})

it.each([
  { policy: 'Always', exit: 0, restart: true },
  { policy: 'Always', exit: 1, restart: true },
  { policy: 'OnFailure', exit: 0, restart: false },
  { policy: 'OnFailure', exit: 1, restart: true },
  { policy: 'Never', exit: 0, restart: false },
  { policy: 'Never', exit: 1, restart: false },
] as const)('$policy after exit $exit: restart is $restart', ({ policy, exit, restart }) => {
  expect(containerShouldRestart({ name: 'c' }, podOf(policy), exit)).toBe(restart)
})

it('lets the rules of a container go before its policy', () => {
  const container: Container = {
    name: 'c',
    restartPolicy: 'Never',
    restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
  }
  expect(containerShouldRestart(container, podOf('Always'), 42)).toBe(true)
  expect(containerShouldRestart(container, podOf('Always'), 1)).toBe(false)
})

it('doubles up to five minutes, and starts over after ten quiet ones', () => {
  const backOff = new BackOff(10_000, 300_000, 600_000)
  const delays: number[] = []
  let now = 0
  for (let i = 0; i < 7; i++) {
    backOff.next('c', now, now)
    delays.push(backOff.get('c'))
    now += backOff.get('c')
  }
  expect(delays).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  expect(backOff.isInBackOffSince('c', now - 1000, now)).toBe(true)
  const later = now + 600_001
  expect(backOff.isInBackOffSince('c', later, later)).toBe(false)
  backOff.next('c', later, later)
  expect(backOff.get('c')).toBe(10_000)
})

it.each([
  [10_000, '10s'],
  [80_000, '1m20s'],
  [300_000, '5m0s'],
  [812, '812ms'],
  [1234, '1.234s'],
  [3_723_000, '1h2m3s'],
])('%d ms is %s', (ms, text) => expect(formatGoDuration(ms)).toBe(text))

it.each([
  ['plain', 'plain'],
  ['$(NAME)', 'world'],
  ['$$(NAME)', '$(NAME)'],
  ['$(UNKNOWN)', '$(UNKNOWN)'],
  [`$NAME \${NAME}`, `$NAME \${NAME}`],
  ['$(NAME', '$(NAME'],
  ['100$', '100$'],
  ['$(NAME)$(NAME)', 'worldworld'],
])('%s expands to %s', (text, expanded) => {
  expect(expandVariables(text, (name) => (name === 'NAME' ? 'world' : undefined))).toBe(expanded)
})

it('writes the variables of a Service in both styles', () => {
  const variables = serviceVariables({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'redis-master' },
    spec: { clusterIP: '10.0.0.11', ports: [{ name: 'db', port: 6379, protocol: 'TCP' }] },
  })
  expect(Object.fromEntries(variables)).toEqual({
    REDIS_MASTER_SERVICE_HOST: '10.0.0.11',
    REDIS_MASTER_SERVICE_PORT: '6379',
    REDIS_MASTER_SERVICE_PORT_DB: '6379',
    REDIS_MASTER_PORT: 'tcp://10.0.0.11:6379',
    REDIS_MASTER_PORT_6379_TCP: 'tcp://10.0.0.11:6379',
    REDIS_MASTER_PORT_6379_TCP_PROTO: 'tcp',
    REDIS_MASTER_PORT_6379_TCP_PORT: '6379',
    REDIS_MASTER_PORT_6379_TCP_ADDR: '10.0.0.11',
  })
})

it('evicts by overuse, then priority, then how far over', () => {
  const frugal = { name: 'frugal', priority: 0, usage: 50, request: 100 }
  const greedy = { name: 'greedy', priority: 0, usage: 300, request: 100 }
  const important = { name: 'important', priority: 1000, usage: 900, request: 100 }
  const modest = { name: 'modest', priority: 0, usage: 150, request: 100 }
  const order = [frugal, important, modest, greedy].sort(compareForEviction).map((one) => one.name)
  expect(order).toEqual(['greedy', 'modest', 'important', 'frugal'])
})

it('knows the instants of a loop without running it', () => {
  const grid = new Grid(1000, 235.3)
  expect(grid.after(1235.3)).toBeCloseTo(2235.3)
  expect(grid.atOrAfter(1235.3)).toBeCloseTo(1235.3)
  expect(grid.atOrAfter(1235.4)).toBeCloseTo(2235.3)
  expect(grid.atOrBefore(1235.2)).toBeCloseTo(235.3)
})
