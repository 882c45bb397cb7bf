import { deepEqual } from '../../api/equality.ts'
import type { Deployment, LabelSelector, Scale } from '../../api/generated/types.ts'
import { formatSelector, selectorFromMap, selectorOf } from '../../api/label-selector.ts'
import type { Call } from '../registry/call.ts'
import type { Registry } from '../registry/registry.ts'
import type { Content } from '../registry/resource.ts'
import { badRequest, conflict, modified } from '../status.ts'

/** The autoscaling/v1 Scale of a workload: ScaleREST of its storage. */
export function scaleOf(object: Content): Scale {
  const { spec, status } = object as Pick<Deployment, 'spec' | 'status'>
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const text = selectorText(spec?.selector)
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: spec?.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, ...(text ? { selector: text } : {}) },
  }
}

/** A ReplicationController's selector is a plain map. */
function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return ''
  const isObject = 'matchLabels' in selector || 'matchExpressions' in selector
  const requirements = isObject ? selectorOf(selector) : selectorFromMap(selector as Readonly<Record<string, string>>)
  return requirements ? formatSelector(requirements) : ''
}

/** Writes the replicas of a Scale into its workload. */
export function updateScale(registry: Registry, call: Call, produce: (old: Content) => Content): Content {
  const main: Call = { ...call, subresource: undefined }
  const updated = registry.update(main, (old) => {
    const before = scaleOf(old)
    const scale = produce(before) as Scale
    const { name, resourceVersion } = scale.metadata
    if (name && name !== old.metadata.name) {
      throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`)
    }
    if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
      throw conflict(call.resource, String(call.name), modified)
    }
    if (deepEqual(before.spec, scale.spec)) return old
    return { ...old, spec: { ...(old.spec as object), replicas: scale.spec?.replicas ?? 0 } }
  })
  return scaleOf(updated.object)
}
