import { expect, test } from 'vitest'
import { createCluster } from '../cluster/cluster.ts'

test('a look sees what is there and leaves no trace', () => {
  const cluster = createCluster()
  cluster.terminal.run('kubectl run web --image=nginx:1.27 && kubectl wait --for=condition=Ready pod/web')
  const before = [cluster.hash(), cluster.now, cluster.inputs().inputs.length, cluster.nextAt]
  expect(cluster.look("kubectl get pod web -o jsonpath='{.status.phase}'").stdout).toBe('Running')
  expect(cluster.look('kubectl get pods --no-headers | wc -l').stdout.trim()).toBe('1')
  expect(cluster.look('kubectl wait --for=condition=Ready pod/web --timeout=0s').exitCode).toBe(0)
  expect(cluster.look('kubectl logs web | head -1').stdout).not.toBe('')
  expect([cluster.hash(), cluster.now, cluster.inputs().inputs.length, cluster.nextAt]).toEqual(before)
})

test('what would change something is refused, and a wait that nothing ends gives up', () => {
  const cluster = createCluster()
  cluster.terminal.run('kubectl run web --image=nginx:1.27; kubectl config set-context --current --namespace=kube-system')
  const before = cluster.hash()
  for (const line of [
    'kubectl delete pod web -n default',
    'kubectl create namespace lab',
    'kubectl exec -n default web -- true',
    'kubectl wait --for=delete pod/web -n default',
  ])
    expect(cluster.look(line).exitCode, line).not.toBe(0)
  expect(cluster.hash()).toBe(before)
  expect(cluster.look('kubectl get pods -o name').stdout).toContain('pod/coredns')
})
