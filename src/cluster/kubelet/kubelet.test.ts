import { expect, it } from 'vitest'
import { TestNode } from './testing/test-node.ts'

it('runs sleep until it is deleted, and then for 30 s more, because PID 1 ignores TERM', () => {
  const node = new TestNode()
  const rows = node.watch()
  node.create({ containers: [{ name: 'main', image: 'busybox', command: ['sleep', '3600'] }] })
  node.advance(10_000)
  expect(node.pod()?.status?.phase).toBe('Running')
  console.log(rows, node.events())
  node.delete()
  node.advance(35_000)
  console.log(rows, node.events())
  expect(node.pod()).toBeUndefined()
})
