import { formatTime } from '../../api/object.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { Simulation } from '../../sim/simulation.ts'
import { bootstrapPolicy } from './bootstrap-policy.ts'

/**
 * Puts the default roles and bindings into an empty store, as the server's start hook `rbac/bootstrap-roles` does;
 * straight into the store, since nothing in them needs a decoder, defaults or admission.
 */
export function storeBootstrapPolicy(sim: Simulation, etcd: Etcd): void {
  const uids = sim.random.stream('apiserver/bootstrap-roles')
  const creationTimestamp = formatTime(sim.wallTime)
  for (const object of bootstrapPolicy) {
    const metadata = { ...object.metadata, uid: uids.uuid(), creationTimestamp }
    etcd.put(`${object.kind.toLowerCase()}s.rbac.authorization.k8s.io`, { ...object, metadata }, { by: 'kube-apiserver' })
  }
}
