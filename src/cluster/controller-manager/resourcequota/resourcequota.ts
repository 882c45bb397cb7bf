import { semanticEqual } from '../../api/equality.ts'
import type { Pod, ResourceQuota } from '../../api/generated/types.ts'
import { type GroupVersionResource, type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { isTerminal } from '../../api/pods.ts'
import { addQuantities, parseQuantity } from '../../api/quantity.ts'
import { totalUsage } from '../../api/quota-usage.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { delays } from '../../delays.ts'

/** What quotas can count. Of other kinds, none is counted. */
const counted: readonly GroupVersionResource[] = [
  resources.pods,
  resources.services,
  resources.configmaps,
  resources.secrets,
  resources.persistentvolumeclaims,
  resources.replicationcontrollers,
  resources.serviceaccounts,
  resources.deployments,
  resources.replicasets,
  resources.statefulsets,
  resources.daemonsets,
  resources.jobs,
  resources.cronjobs,
  resources.ingresses,
]

const nameOf = ({ group, resource }: GroupVersionResource): string => (group ? `${resource}.${group}` : resource)

/**
 * Keeps status.used of quotas true (pkg/controller/resourcequota): admission counts what comes, this counts what
 * goes, and counts anew when a quota changes.
 */
export const resourceQuotaController: Controller = {
  name: 'resourcequota-controller',
  watches: [
    {
      resource: resources.resourcequotas,
      keys: (object, context, old) => {
        const spec = (object as ResourceQuota).spec
        const keys = !old || !semanticEqual((old as ResourceQuota).spec, spec) ? [keyOf(object)] : []
        return old ? keys : [...keys, ...wakeQuotas(context, object)]
      },
    },
    ...counted.map((resource) => ({
      resource,
      keys: (object: KubeObject, context: ControllerContext, old?: KubeObject) =>
        old && !frees(object, old) ? [] : wakeQuotas(context, object),
    })),
  ],
  reconcile(key, { api, informers }) {
    const { namespace, name } = splitKey(key)
    const quota = informers.for<ResourceQuota>(resources.resourcequotas).get(namespace, name)
    if (!quota) return
    const hard = quota.spec?.hard ?? {}
    const used: Record<string, string> = {}
    for (const one of Object.keys(hard)) used[one] = '0'
    for (const resource of [...counted, resources.resourcequotas]) {
      const total = totalUsage(quota, nameOf(resource), informers.for(resource).list(namespace))
      for (const [one, amount] of Object.entries(total)) used[one] = addQuantities(used[one], amount)
    }
    for (const one of Object.keys(used)) used[one] = parseQuantity(used[one]).text
    const status = { hard, used }
    if (!semanticEqual(status, quota.status))
      api.update(resources.resourcequotas, { ...quota, status }, { subresource: 'status' })
  },
}

/** An update that may use less than before. */
function frees(object: KubeObject, old: KubeObject): boolean {
  if (object.kind === 'Pod') {
    return (isTerminal(object as Pod) && !isTerminal(old as Pod)) || (object as Pod).spec !== (old as Pod).spec
  }
  if (object.kind !== 'Service' && object.kind !== 'PersistentVolumeClaim') return false
  return (object as { spec?: unknown }).spec !== (old as { spec?: unknown }).spec
}

/** A little later, so that much that comes or goes at once is counted once. */
function wakeQuotas(context: ControllerContext, { metadata }: KubeObject): readonly string[] {
  for (const quota of context.informers.for<ResourceQuota>(resources.resourcequotas).list(metadata.namespace)) {
    context.enqueue(keyOf(quota), delays.controllerSync.ms)
  }
  return []
}
