import type { Pod, ReplicaSet, ReplicationController, Service, StatefulSet } from '../../api/generated/types.ts'
import { type Selector, selectorFromMap, selectorOf } from '../../api/label-selector.ts'
import { controllerOf } from '../../api/pods.ts'
import type { Informers } from '../../client/informer.ts'
import { resources } from '../../client/resources.ts'

/**
 * Selects the pods that belong together with this one: those of its Services and of its controller, all their
 * requirements at once; none if it has neither (helper.DefaultSelector).
 */
export function ownerSelector(informers: Informers, pod: Pod): Selector {
  const { namespace, labels } = pod.metadata
  const requirements: Selector[number][] = []
  const wanted = new Map<string, string>()
  for (const service of informers.for<Service>(resources.services).list(namespace)) {
    const selector = service.spec?.selector
    if (!selector || Object.keys(selector).length === 0) continue
    if (!Object.entries(selector).every(([key, value]) => labels?.[key] === value)) continue
    for (const [key, value] of Object.entries(selector)) wanted.set(key, value)
  }
  const owner = controllerOf(pod)
  if (owner?.kind === 'ReplicationController') {
    const controller = informers.for<ReplicationController>(resources.replicationcontrollers).get(namespace, owner.name)
    for (const [key, value] of Object.entries(controller?.spec?.selector ?? {})) wanted.set(key, value)
  } else if (owner?.kind === 'ReplicaSet' || owner?.kind === 'StatefulSet') {
    const resource = owner.kind === 'ReplicaSet' ? resources.replicasets : resources.statefulsets
    const controller = informers.for<ReplicaSet | StatefulSet>(resource).get(namespace, owner.name)
    requirements.push(...(selectorOf(controller?.spec?.selector) ?? []))
  }
  return [...selectorFromMap(Object.fromEntries(wanted)), ...requirements]
}
