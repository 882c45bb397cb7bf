import { expect, it } from 'vitest'
import { TestNode } from './testing/test-node.ts'

const path = '/api/v1/namespaces/default/pods/p'

it('shares processes where asked, with pause as PID 1', () => {
  const node = new TestNode()
  node.create({
    shareProcessNamespace: true,
    terminationGracePeriodSeconds: 30,
    containers: [
      { name: 'main', image: 'busybox', command: ['sleep', '3600'] },
      { name: 'web', image: 'nginx' },
    ],
  })
  node.advance(15_000)
  const { output } = node.exec(['ps'])
  expect(output).toMatch(/ 1 65535 +\/pause/)
  expect(output).toContain('nginx: master process')
  // sleep is not PID 1 here: the default action of TERM works.
  node.delete()
  node.advance(5000)
  expect(node.pod()).toBeUndefined()
})

it('looks into another container with an ephemeral one', () => {
  const node = new TestNode()
  node.create({ containers: [{ name: 'main', image: 'nginx' }] })
  node.advance(10_000)
  const pod = node.pod()
  const debug = { name: 'debug', image: 'busybox', command: ['sleep', '600'], targetContainerName: 'main' }
  const answer = node.server.handle({
    method: 'PUT',
    path: `${path}/ephemeralcontainers`,
    body: { ...pod, spec: { ...pod?.spec, ephemeralContainers: [debug] } },
  })
  expect(answer.status).toBe(200)
  node.advance(8000)
  expect(node.pod()?.status?.ephemeralContainerStatuses?.[0]?.state?.running).toBeDefined()
  expect(node.exec(['ps'], 'p', 'debug').output).toContain('nginx: master process')
  expect(node.pod()?.status?.containerStatuses).toHaveLength(1)
})

it('forwards a port into the Pod, and says when nobody listens', () => {
  const node = new TestNode()
  node.create({ containers: [{ name: 'main', image: 'nginx' }] })
  node.advance(10_000)
  const forward = (port: string, send: string) => {
    const seen = { data: '', end: 'open' as string | undefined }
    const connection = node.server.portForward(
      { method: 'POST', path: `${path}/portforward`, query: { port } },
      {
        data: (chunk) => {
          seen.data += chunk
        },
        end: (error) => {
          seen.end = error
        },
      },
    )
    if ('write' in connection) connection.write(send)
    node.advance(1000)
    return seen
  }
  expect(forward('80', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n').data).toContain('Welcome to nginx')
  expect(forward('81', '').end).toContain('connect: connection refused')
})

it('attaches to the first process and feeds its stdin', () => {
  const node = new TestNode()
  node.create({ containers: [{ name: 'main', image: 'busybox', stdin: true, command: ['cat'] }] })
  node.advance(8000)
  let output = ''
  const session = node.server.session(
    { method: 'POST', path: `${path}/attach`, query: { container: 'main', stdin: 'true', stdout: 'true' } },
    {
      stdout: (chunk) => {
        output += chunk
      },
      stderr: () => {},
      end: () => {},
    },
  )
  if ('stdin' in session) session.stdin('hello\n')
  node.advance(500)
  expect(output).toBe('hello\n')
  expect(node.logs()).toBe('hello\n')
})

it('follows a log to the end of its container', () => {
  const node = new TestNode()
  node.create({
    restartPolicy: 'Never',
    containers: [
      { name: 'main', image: 'busybox', command: ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 1; done; printf end'] },
    ],
  })
  node.advance(3500)
  const seen = { text: '', ended: false }
  node.server.logs(
    { method: 'GET', path: `${path}/log`, query: { follow: 'true' } },
    {
      write: (chunk) => {
        seen.text += chunk
      },
      end: () => {
        seen.ended = true
      },
    },
  )
  node.advance(10_000)
  expect(seen).toEqual({ text: '1\n2\n3\nend', ended: true })
  expect(node.logs('p', { tailLines: '2' })).toBe('3\nend')
  expect(node.logs('p', { timestamps: 'true' }).split('\n')[0]).toMatch(/^2026-11-21T09:00:0\d\.\d{9}Z 1$/)
})
