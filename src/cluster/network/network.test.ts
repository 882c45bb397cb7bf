import { expect, it } from 'vitest'
import { TestNode } from '../kubelet/testing/test-node.ts'

const web = (name: string) =>
  [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80, name: 'http' }] }].map((one) => ({
    ...one,
    env: [{ name: 'WHO', value: name }],
  }))
const client = [{ name: 'main', image: 'busybox', command: ['sleep', '36000'] }]

function service(node: TestNode, name: string, spec: Readonly<Record<string, unknown>>): void {
  node.post('/api/v1/namespaces/default/services', { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec })
}

function cluster(): TestNode {
  const node = new TestNode({ nodes: 2 })
  node.advance(15_000)
  node.create({ containers: web('a'), nodeName: 'node01', hostname: 'alpha', subdomain: 'peers' }, 'a', {
    labels: { app: 'web' },
  })
  node.create({ containers: web('b'), nodeName: 'node02' }, 'b', { labels: { app: 'web' } })
  node.create({ containers: client, nodeName: 'node01' })
  node.advance(15_000)
  return node
}

const fetch = (node: TestNode, url: string) => {
  const { output, ended } = node.exec(['wget', '-q', '-T', '2', '-O', '-', url])
  if ((ended as { status?: string } | undefined)?.status === 'Success')
    return output.includes('Welcome to nginx') ? 'page' : output
  return output.trim() || 'waiting'
}

it('balances a Service over its ready endpoints, by name and by node port', () => {
  const node = cluster()
  service(node, 'web', {
    type: 'NodePort',
    selector: { app: 'web' },
    ports: [{ port: 8080, targetPort: 'http', nodePort: 30080 }],
  })
  node.advance(1000)
  for (let i = 0; i < 12; i++) expect(fetch(node, 'http://web:8080/')).toBe('page')
  expect(fetch(node, 'http://10.99.0.2:30080/')).toBe('page')
  const used = new Set(node.records('connection').map((record) => record.detail?.to))
  expect(used.has('pod/default/a') && used.has('pod/default/b')).toBe(true)
  node.delete('a', 0)
  node.delete('b', 0)
  node.advance(5000)
  expect(fetch(node, 'http://web:8080/')).toMatch(/refused/)
})

it('keeps a client with one endpoint where the Service asks for it', () => {
  const node = cluster()
  service(node, 'web', { selector: { app: 'web' }, sessionAffinity: 'ClientIP', ports: [{ port: 80 }] })
  node.advance(1000)
  for (let i = 0; i < 8; i++) fetch(node, 'http://web/')
  const used = node.records('connection').filter((record) => String(record.detail?.from) === 'pod/default/p')
  expect(new Set(used.map((record) => record.detail?.to)).size).toBe(1)
})

it('names headless endpoints, Pods with hostnames, and aliases', () => {
  const node = cluster()
  service(node, 'peers', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80 }] })
  service(node, 'alias', { type: 'ExternalName', externalName: 'peers.default.svc.cluster.local' })
  node.advance(1000)
  const addresses = ['a', 'b'].map((name) => node.pod(name)?.status?.podIP)
  const answer = node.exec(['nslookup', 'peers']).output
  for (const address of addresses) expect(answer).toContain(`Address: ${address}`)
  expect(node.exec(['nslookup', 'alpha.peers']).output).toContain(`Address: ${addresses[0]}`)
  expect(node.exec(['nslookup', 'alias']).output).toContain(`Address: ${addresses[1]}`)
  expect(node.exec(['nslookup', 'nobody.default.svc.cluster.local']).output).toMatch(/NXDOMAIN|can't find/)
})

it('enforces policies on new connections', () => {
  const node = cluster()
  const address = node.pod('b')?.status?.podIP
  expect(fetch(node, `http://${address}/`)).toBe('page')
  const policy = (name: string, spec: Readonly<Record<string, unknown>>) =>
    node.post('/apis/networking.k8s.io/v1/namespaces/default/networkpolicies', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name },
      spec,
    })
  policy('deny', { podSelector: {}, policyTypes: ['Ingress'] })
  node.advance(500)
  expect(fetch(node, `http://${address}/`)).not.toBe('page')
  node.advance(3000)
  policy('allow', {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16' } }], ports: [{ port: 'http' }] }],
  })
  node.advance(500)
  expect(fetch(node, `http://${address}/`)).toBe('page')
})

it('maps host ports and shares the host network', () => {
  const node = new TestNode()
  node.create({ containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80, hostPort: 8081 }] }] }, 'a')
  node.create({ hostNetwork: true, containers: client })
  node.advance(15_000)
  expect(node.pod()?.status?.podIP).toBe('10.99.0.1')
  expect(node.pod('a')?.status?.phase).toBe('Running')
  node.create({ containers: client }, 'c')
  node.advance(8000)
  expect(node.exec(['wget', '-q', '-T', '2', '-O', '-', 'http://10.99.0.1:8081/'], 'c').output).toContain('Welcome to nginx')
})
