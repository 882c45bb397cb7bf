import { expect, it } from 'vitest'
import { TestNode } from './testing/test-node.ts'

const command = ['sh', '-c', 'grep -E "NoNewPrivs|Seccomp:" /proc/self/status; cat /proc/self/attr/current']
const shown = (context: Record<string, unknown>) => {
  const node = new TestNode()
  node.create({ containers: [{ name: 'main', image: 'busybox', command: ['sleep', '3600'], securityContext: context }] })
  node.advance(10_000)
  return node.exec(command).output
}

it.each([
  [{}, '0', '0', 'cri-containerd.apparmor.d (enforce)'],
  [
    { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } },
    '1',
    '2',
    'cri-containerd.apparmor.d (enforce)',
  ],
  [{ privileged: true, seccompProfile: { type: 'RuntimeDefault' } }, '0', '0', 'unconfined'],
  [{ appArmorProfile: { type: 'Unconfined' } }, '0', '0', 'unconfined'],
])('%j shows in /proc', (context, noNewPrivileges, seccomp, profile) => {
  expect(shown(context)).toBe(`NoNewPrivs:\t${noNewPrivileges}\nSeccomp:\t${seccomp}\n${profile}\n`)
})
