import { expect, it } from 'vitest'
import { createCluster } from './cluster.ts'

it('leaves the controllers nothing to do to its roles, and lets the gathering of roles work', () => {
  const cluster = createCluster({ workers: 0 })
  const written = () => cluster.history().filter(({ verb, subject }) => verb === 'update' && subject?.kind === 'ClusterRole')
  expect(written()).toEqual([])
  cluster.apply(`apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: crontabs, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
rules: [{apiGroups: [stable.example.com], resources: [crontabs], verbs: [get]}]
`)
  cluster.advance(2000)
  expect(written().map(({ subject }) => subject?.name)).toEqual(['view', 'edit', 'admin'])
})
