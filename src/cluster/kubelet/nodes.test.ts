import { expect, it } from 'vitest'
import type { Node } from '../api/generated/types.ts'
import { TestNode } from './testing/test-node.ts'

const sleeper = { containers: [{ name: 'main', image: 'busybox', command: ['sleep', '3600'] }] }

function conditionOf(node: TestNode, name: string, type: string): string | undefined {
  const answer = node.server.handle({ method: 'GET', path: `/api/v1/nodes/${name}` })
  return (answer.body as Node).status?.conditions?.find((condition) => condition.type === type)?.status
}

it('registers with capacity, addresses, conditions and events', () => {
  const node = new TestNode()
  const { body } = node.server.handle({ method: 'GET', path: '/api/v1/nodes/node01' })
  const { status, metadata } = body as Node
  expect(status?.nodeInfo?.kubeletVersion).toBe('v1.36.2')
  expect(status?.capacity?.pods).toBe('110')
  expect(status?.conditions?.map((condition) => `${condition.type}=${condition.status}`)).toEqual([
    'MemoryPressure=False',
    'DiskPressure=False',
    'PIDPressure=False',
    'Ready=True',
  ])
  expect(metadata.labels?.['kubernetes.io/hostname']).toBe('node01')
  expect(node.events('node01')).toContain('NodeReady Node node01 status is now: NodeReady')
})

it('keeps containers running while the cable is out, and hears of a deletion when it is back', () => {
  const node = new TestNode({ nodes: 2 })
  node.create({ ...sleeper, nodeName: 'node02' })
  node.advance(10_000)
  const [, lost] = node.kubelets
  lost?.setCable(false)
  node.advance(90_000)
  expect(conditionOf(node, 'node02', 'Ready')).toBe('Unknown')
  expect(node.pod()?.status?.phase).toBe('Running')
  node.delete('p', 0)
  node.advance(10_000)
  expect(node.runtimes[1]?.podsWithSandboxes().some((pod) => pod.name === 'p')).toBe(true)
  lost?.setCable(true)
  node.advance(60_000)
  expect(conditionOf(node, 'node02', 'Ready')).toBe('True')
  expect(node.runtimes[1]?.podsWithSandboxes().some((pod) => pod.name === 'p')).toBe(false)
})

it('starts containers anew after a power cut', () => {
  const node = new TestNode()
  node.create(sleeper)
  node.advance(10_000)
  node.kubelets[0]?.setPower(false)
  node.advance(20_000)
  node.kubelets[0]?.setPower(true)
  node.advance(30_000)
  const status = node.pod()?.status?.containerStatuses?.[0]
  expect(status?.state?.running).toBeDefined()
  expect(status?.restartCount).toBe(1)
  expect(status?.lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' })
  expect(node.events()).toContain('SandboxChanged Pod sandbox changed, it will be killed and re-created.')
})

it('refuses what does not fit, in the words of the predicate', () => {
  const node = new TestNode()
  node.create({ nodeName: 'node01', containers: [{ ...sleeper.containers[0], resources: { requests: { cpu: '100' } } }] })
  node.advance(2000)
  expect(node.pod()?.status).toMatchObject({
    phase: 'Failed',
    reason: 'OutOfcpu',
    message: expect.stringMatching(
      /^Pod was rejected: Node didn't have enough resource: cpu, requested: 100000, used: \d+, capacity: 4000$/,
    ),
  })
})

it('runs static Pods, restores a deleted mirror, follows the file', () => {
  const node = new TestNode()
  const disk = node.machines[0]?.disk
  const path = '/etc/kubernetes/manifests/web.yaml'
  const manifest = 'apiVersion: v1\nkind: Pod\nmetadata: {name: static-web}\nspec: {containers: [{name: web, image: nginx}]}\n'
  disk?.write(path, manifest)
  node.kubelets[0]?.checkManifests()
  node.advance(15_000)
  const mirror = node.pod('static-web-node01')
  expect(mirror?.status?.phase).toBe('Running')
  expect(mirror?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Node', name: 'node01', controller: true })
  const id = mirror?.status?.containerStatuses?.[0]?.containerID
  node.delete('static-web-node01')
  node.advance(5000)
  const next = node.pod('static-web-node01')
  expect(next?.metadata.uid).not.toBe(mirror?.metadata.uid)
  expect(next?.status?.containerStatuses?.[0]?.containerID).toBe(id)
  disk?.remove(path)
  node.advance(20_000)
  expect(node.pod('static-web-node01')).toBeUndefined()
})

it('evicts a Pod whose emptyDir has grown over its limit', () => {
  const node = new TestNode()
  node.create({
    restartPolicy: 'Never',
    volumes: [{ name: 'cache', emptyDir: { sizeLimit: '1Mi' } }],
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'dd if=/dev/zero of=/cache/f bs=1M count=3; sleep 3600'],
        volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
      },
    ],
  })
  node.advance(40_000)
  expect(node.pod()?.status).toMatchObject({
    phase: 'Failed',
    reason: 'Evicted',
    message: 'Usage of EmptyDir volume "cache" exceeds the limit "1Mi". ',
  })
  expect(node.pod()?.status?.conditions?.some((condition) => condition.type === 'DisruptionTarget')).toBe(false)
})

it('resizes in place', () => {
  const node = new TestNode()
  node.create({ containers: [{ ...sleeper.containers[0], resources: { requests: { cpu: '100m' }, limits: { cpu: '200m' } } }] })
  node.advance(8000)
  const patch = { spec: { containers: [{ name: 'main', resources: { requests: { cpu: '150m' }, limits: { cpu: '300m' } } }] } }
  const answer = node.server.handle({
    method: 'PATCH',
    path: '/api/v1/namespaces/default/pods/p/resize',
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
    body: patch,
  })
  expect(answer.status).toBe(200)
  node.advance(3000)
  const status = node.pod()?.status?.containerStatuses?.[0]
  expect(status?.resources?.limits).toEqual({ cpu: '300m' })
  expect(status?.restartCount).toBe(0)
  expect(node.events().map((event) => event.split(' ')[0])).toContain('ResizeCompleted')
})

it('kills what grows its shared memory over the limit', () => {
  const node = new TestNode()
  const limits = { memory: '32Mi' }
  node.create({
    restartPolicy: 'Never',
    volumes: [{ name: 'ram', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }],
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'dd if=/dev/zero of=/ram/f bs=1M count=64; echo done'],
        resources: { limits },
        volumeMounts: [{ name: 'ram', mountPath: '/ram' }],
      },
    ],
  })
  node.advance(10_000)
  expect(node.pod()?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
})
