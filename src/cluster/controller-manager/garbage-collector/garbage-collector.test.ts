import { describe, expect, it } from 'vitest'
import type { ConfigMap, Namespace, Pod, ReplicaSet } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

function started() {
  const p = new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 300, goneMs: 2000 } })
  p.create(resources.deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template('web') },
  })
  p.run(3000)
  return p
}

const remove = (p: ControlPlane, propagationPolicy: 'Background' | 'Foreground' | 'Orphan') =>
  p.client.delete(resources.deployments, 'default', 'web', { propagationPolicy })

const count = (p: ControlPlane) =>
  [resources.deployments, resources.replicasets, resources.pods].map((resource) => p.list(resource).length)

describe('the garbage collector', () => {
  it('deletes dependents after their owner', () => {
    const p = started()
    remove(p, 'Background')
    expect(count(p)).toEqual([0, 1, 2])
    p.run(100)
    expect(count(p)).toEqual([0, 0, 2])
    expect(p.pods().every((pod) => pod.metadata.deletionTimestamp)).toBe(true)
    p.run(5000)
    expect(count(p)).toEqual([0, 0, 0])
  })

  it('deletes an owner after its dependents in the foreground', () => {
    const p = started()
    remove(p, 'Foreground')
    p.run(500)
    expect(count(p)).toEqual([1, 1, 2])
    p.run(5000)
    expect(count(p)).toEqual([0, 0, 0])
  })

  it('leaves orphans behind, without a trace of the owner', () => {
    const p = started()
    remove(p, 'Orphan')
    p.run(1000)
    expect(count(p)).toEqual([0, 1, 2])
    const [set] = p.list<ReplicaSet>(resources.replicasets)
    expect(set?.metadata.ownerReferences ?? []).toEqual([])
  })

  it('strikes out one of two owners that is gone', () => {
    const p = new ControlPlane()
    const owners = ['a', 'b'].map((name) => p.create<ConfigMap>(resources.configmaps, { metadata: { name } }))
    const ownerReferences = owners.map(({ metadata }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: metadata.name,
      uid: metadata.uid,
    }))
    p.create(resources.configmaps, { metadata: { name: 'child', ownerReferences } })
    p.run(100)
    p.client.delete(resources.configmaps, 'default', 'a')
    p.run(100)
    expect(p.get<ConfigMap>(resources.configmaps, 'child').metadata.ownerReferences?.map((one) => one.name)).toEqual(['b'])
    p.client.delete(resources.configmaps, 'default', 'b')
    p.run(100)
    expect(p.list<ConfigMap>(resources.configmaps).map((one) => one.metadata.name)).not.toContain('child')
  })

  it('deletes what refers to an owner that never was', () => {
    const p = new ControlPlane()
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'ghost', uid: '00000000-0000-4000-8000-000000000000' }]
    p.create(resources.configmaps, { metadata: { name: 'child', ownerReferences } })
    p.run(100)
    expect(p.list<ConfigMap>(resources.configmaps).map((one) => one.metadata.name)).not.toContain('child')
  })
})

describe('a namespace', () => {
  it('gets a service account and the root certificate, also when somebody deletes them', () => {
    const p = new ControlPlane()
    p.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } })
    p.run(100)
    p.client.delete(resources.serviceaccounts, 'team', 'default')
    p.run(100)
    expect(p.list(resources.serviceaccounts, 'team').map((one) => one.metadata.name)).toEqual(['default'])
    expect(p.list(resources.configmaps, 'team').map((one) => one.metadata.name)).toEqual(['kube-root-ca.crt'])
  })

  it('is emptied, pods first, before it goes', () => {
    const p = new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 100, goneMs: 2000 } })
    p.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } })
    p.run(100)
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'team' },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    }
    p.client.create<Pod>(resources.pods, pod)
    p.client.create(resources.configmaps, { metadata: { name: 'kept', namespace: 'team' } })
    p.run(1000)
    p.client.delete(resources.namespaces, undefined, 'team')
    p.run(1000)
    const namespace = p.get<Namespace>(resources.namespaces, 'team', undefined)
    expect(namespace.status?.phase).toBe('Terminating')
    expect(namespace.status?.conditions?.map(({ type, status, message }) => `${type} ${status} ${message}`)).toEqual([
      'NamespaceDeletionDiscoveryFailure False All resources successfully discovered',
      'NamespaceDeletionGroupVersionParsingFailure False All legacy kube types successfully parsed',
      'NamespaceDeletionContentFailure False All content successfully deleted, may be waiting on finalization',
      'NamespaceContentRemaining True Some resources are remaining: pods. has 1 resource instances',
      'NamespaceFinalizersRemaining False All content-preserving finalizers finished',
    ])
    expect(p.list(resources.configmaps, 'team').map((one) => one.metadata.name)).toContain('kept')
    p.run(17_000)
    expect(p.list(resources.namespaces, undefined).map((one) => one.metadata.name)).not.toContain('team')
  })
})
