import { expect, it } from 'vitest'
import type { Node, Pod } from '../api/generated/types.ts'
import { createCluster } from '../cluster.ts'

function names(cluster: ReturnType<typeof createCluster>): readonly string[] {
  return [...cluster.objects()].filter((object) => object.kind === 'Node').map((node) => String(node.metadata.name))
}

function isReady(cluster: ReturnType<typeof createCluster>, name: string): boolean {
  const { body } = cluster.request({ method: 'GET', path: `/api/v1/nodes/${name}` })
  return (body as Node).status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true
}

it('lets a node join and takes Pods on it', () => {
  const cluster = createCluster({ workers: 1 })
  cluster.terminal.run('kubectl create deployment web --image=nginx --replicas=2')
  cluster.advance(10_000)
  cluster.operate({ operation: 'add-node', node: '' })
  cluster.advance(30_000)
  expect(names(cluster)).toEqual(['control-plane', 'worker-1', 'worker-2'])
  expect(isReady(cluster, 'worker-2')).toBe(true)
  cluster.terminal.run('kubectl cordon worker-1')
  cluster.terminal.run('kubectl scale deployment web --replicas=3')
  cluster.advance(30_000)
  const pods = [...cluster.objects()].filter((object): object is Pod & typeof object => object.kind === 'Pod')
  const there = pods.filter((pod) => pod.spec?.nodeName === 'worker-2' && pod.metadata.namespace === 'default')
  expect(there.map((pod) => pod.status?.phase)).toEqual(['Running'])
  expect(there[0]?.status?.podIP).toMatch(/^10\.244\.2\./)
})

it('takes a node away for good: its Pods are collected and replaced elsewhere', () => {
  const cluster = createCluster({ workers: 2 })
  cluster.terminal.run('kubectl create deployment web --image=nginx --replicas=4')
  cluster.advance(30_000)
  cluster.operate({ operation: 'remove-node', node: 'worker-2' })
  cluster.advance(180_000)
  expect(names(cluster)).toEqual(['control-plane', 'worker-1'])
  const { stdout } = cluster.terminal.run('kubectl get pods -o wide --no-headers')
  expect(stdout.trim().split('\n').length).toBe(4)
  expect(stdout).not.toContain('worker-2')

  // the same name again is another machine
  cluster.operate({ operation: 'add-node', node: 'worker-2' })
  cluster.advance(30_000)
  expect(isReady(cluster, 'worker-2')).toBe(true)
  cluster.terminal.run('kubectl scale deployment web --replicas=8')
  cluster.advance(30_000)
  expect(cluster.terminal.run('kubectl get pods -o wide --no-headers').stdout).toMatch(/1\/1 .* worker-2 /)
})

it('refuses what cannot be added or removed, and records nothing of it', () => {
  const cluster = createCluster({ workers: 1 })
  const before = cluster.inputs().inputs.length
  expect(() => cluster.operate({ operation: 'add-node', node: 'worker-1' })).toThrow('there is a node worker-1 already')
  expect(() => cluster.operate({ operation: 'add-node', node: 'No Good' })).toThrow('no name for a node')
  expect(() => cluster.operate({ operation: 'remove-node', node: 'control-plane' })).toThrow('runs the control plane')
  expect(() => cluster.operate({ operation: 'remove-node', node: 'nobody' })).toThrow('there is no node nobody')
  expect(cluster.inputs().inputs.length).toBe(before)
})
