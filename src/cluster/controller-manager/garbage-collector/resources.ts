import type { OwnerReference } from '../../api/generated/types.ts'
import type { GroupVersionResource } from '../../api/object.ts'
import type { Client } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import { groupOf } from '../owner-references.ts'

interface OwnableKind {
  readonly resource: GroupVersionResource
  readonly namespaced: boolean
}

/** Built-in kinds that own or are owned. Events are never collected; of leases only what they are, not each renewal. */
export const watchedResources: readonly GroupVersionResource[] = [
  resources.pods,
  resources.services,
  resources.endpoints,
  resources.configmaps,
  resources.secrets,
  resources.serviceaccounts,
  resources.persistentvolumeclaims,
  resources.replicationcontrollers,
  resources.podtemplates,
  resources.limitranges,
  resources.resourcequotas,
  resources.nodes,
  resources.namespaces,
  resources.persistentvolumes,
  resources.deployments,
  resources.replicasets,
  resources.statefulsets,
  resources.daemonsets,
  resources.controllerrevisions,
  resources.jobs,
  resources.cronjobs,
  resources.ingresses,
  resources.networkpolicies,
  resources.poddisruptionbudgets,
  resources.horizontalpodautoscalers,
  resources.endpointslices,
  resources.storageclasses,
  resources.priorityclasses,
  resources.leases,
]

/** Where the objects of an owner's kind are; undefined for a kind that nobody serves. */
export function kindOfReference(api: Client, owner: OwnerReference): OwnableKind | undefined {
  const group = groupOf(owner.apiVersion)
  for (const served of api.served()) {
    if (served.kind !== owner.kind || served.group !== group) continue
    const { version, resource, namespaced } = served
    return { resource: { group, version, resource }, namespaced }
  }
  return undefined
}

/** Custom resources that are served: their objects are followed as well, from their first appearance on. */
export function customResources(api: Client): readonly GroupVersionResource[] {
  const builtIn = /^$|^(apps|batch|autoscaling|policy|extensions)$|\.k8s\.io$/
  const seen = new Set<string>()
  const found: GroupVersionResource[] = []
  for (const { group, version, resource, verbs } of api.served()) {
    const name = `${resource}.${group}`
    if (builtIn.test(group) || seen.has(name) || !verbs.includes('delete') || !verbs.includes('watch')) continue
    seen.add(name)
    found.push({ group, version, resource })
  }
  return found
}
