import { expect, it } from 'vitest'
import { TestNode } from './testing/test-node.ts'

const sleep = ['sleep', '36000']

function configMap(node: TestNode, data: Readonly<Record<string, string>>, method: 'POST' | 'PUT' = 'POST'): void {
  const path = '/api/v1/namespaces/default/configmaps'
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' }, data }
  const answer = node.server.handle({ method, path: method === 'POST' ? path : `${path}/settings`, body })
  expect(answer.status).toBeLessThan(300)
}

it('waits for a missing ConfigMap without pulling, mounts it when it comes, and updates it a minute later', () => {
  const node = new TestNode()
  node.create({
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: sleep,
        volumeMounts: [
          { name: 'settings', mountPath: '/etc/settings' },
          { name: 'settings', mountPath: '/etc/one', subPath: 'colour' },
        ],
      },
    ],
  })
  node.advance(5000)
  expect(node.pod()?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'ContainerCreating' })
  expect(node.events().at(-1)).toMatch(
    /^FailedMount MountVolume.SetUp failed for volume "settings" : configmap "settings" not found/,
  )
  expect(node.events().some((event) => event.startsWith('Pulling'))).toBe(false)

  configMap(node, { colour: 'blue' })
  node.advance(20_000)
  expect(node.exec(['cat', '/etc/settings/colour', '/etc/one']).output).toBe('blueblue')
  expect(node.exec(['readlink', '/etc/settings/colour']).output).toBe('..data/colour\n')

  configMap(node, { colour: 'green' }, 'PUT')
  node.advance(5000)
  expect(node.exec(['cat', '/etc/settings/colour']).output).toBe('blue')
  node.advance(90_000)
  // A subPath mount stays what it was when the container started.
  expect(node.exec(['cat', '/etc/settings/colour', '/etc/one']).output).toBe('greenblue')
})

it('gives every container a token, a certificate and the namespace', () => {
  const node = new TestNode()
  node.create({ containers: [{ name: 'main', image: 'busybox', command: sleep }] })
  node.advance(8000)
  const directory = '/var/run/secrets/kubernetes.io/serviceaccount'
  expect(node.exec(['cat', `${directory}/namespace`]).output).toBe('default')
  const [, claims = ''] = node.exec(['cat', `${directory}/token`]).output.split('.')
  expect(JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))).toMatchObject({
    sub: 'system:serviceaccount:default:default',
    'kubernetes.io': { pod: { name: 'p' } },
  })
})

it('shares an emptyDir between containers, keeps it over restarts, and drops it with the Pod', () => {
  const node = new TestNode()
  const spec = {
    terminationGracePeriodSeconds: 1,
    volumes: [{ name: 'data', emptyDir: {} }],
    containers: [
      { name: 'main', image: 'busybox', command: sleep, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      {
        name: 'writer',
        image: 'busybox',
        command: ['sh', '-c', 'echo run >> /data/log; sleep 3; exit 1'],
        volumeMounts: [
          { name: 'data', mountPath: '/other' },
          { name: 'data', mountPath: '/data' },
        ],
      },
    ],
  }
  const pod = node.create(spec)
  node.advance(15_000)
  expect(node.exec(['cat', '/data/log']).output).toBe('run\nrun\n')
  const insides = node.kubelets[0]?.insides(pod.metadata.uid ?? '')
  expect(insides?.volumes[0]).toMatchObject({ name: 'data', type: 'emptyDir', fileCount: 1 })
  expect(insides?.volumes[0]?.files[0]).toMatchObject({ path: 'log', preview: 'run\nrun\n' })
  node.delete()
  node.advance(10_000)
  expect(node.machines[0]?.disk.exists(`/var/lib/kubelet/pods/${pod.metadata.uid}`)).toBe(false)
})

it('writes the managed files', () => {
  const node = new TestNode()
  node.create({
    subdomain: 'web',
    hostAliases: [{ ip: '10.0.0.9', hostnames: ['db', 'db.local'] }],
    containers: [{ name: 'main', image: 'busybox', command: sleep }],
  })
  node.advance(8000)
  const ip = node.pod()?.status?.podIP
  expect(node.exec(['cat', '/etc/hosts']).output).toContain(
    `fe00::2\tip6-allrouters\n${ip}\tp.web.default.svc.cluster.local\tp\n\n# Entries added by HostAliases.\n10.0.0.9\tdb\tdb.local\n`,
  )
  expect(node.exec(['cat', '/etc/resolv.conf']).output).toBe(
    'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  )
  expect(node.exec(['hostname']).output).toBe('p\n')
})

it('tells of a volume driver that is no more', () => {
  const node = new TestNode()
  node.create({
    volumes: [{ name: 'old', cephfs: { monitors: ['10.0.0.1:6789'] } }],
    containers: [{ name: 'main', image: 'busybox', command: sleep, volumeMounts: [{ name: 'old', mountPath: '/old' }] }],
  })
  node.advance(3000)
  expect(node.events().at(-1)).toContain('no volume plugin matched')
})

it('hands out files of volumes and containers', () => {
  const node = new TestNode()
  const pod = node.create({
    volumes: [{ name: 'data', emptyDir: {} }],
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'echo hello > /data/greeting; sleep 3600'],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
  })
  node.advance(8000)
  const [kubelet] = node.kubelets
  const uid = pod.metadata.uid ?? ''
  expect(kubelet?.readFile(uid, { volume: 'data' }, '/greeting')).toBe('hello\n')
  expect(kubelet?.readFile(uid, { container: 'main' }, '/etc/hostname')).toBe('p\n')
  expect(() => kubelet?.readFile(uid, { container: 'main' }, '/nosuch')).toThrow('/nosuch: no such file in the container main')
})

it('tells frames only of what has moved', () => {
  const node = new TestNode()
  const pod = node.create({
    volumes: [{ name: 'data', emptyDir: {} }],
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'while true; do date > /data/now; sleep 5; done'],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
  })
  node.advance(8000)
  const told: string[] = []
  const [kubelet] = node.kubelets
  kubelet?.noticeInsides()
  kubelet?.onInsidesChanged((uid) => told.push(uid))
  kubelet?.noticeInsides()
  told.length = 0
  kubelet?.noticeInsides()
  expect(told).toEqual([])
  node.advance(6000)
  kubelet?.noticeInsides()
  expect(told).toContain(pod.metadata.uid)
})
