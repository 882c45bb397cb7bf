import { deepEqual } from '../../api/equality.ts'
import type { Deployment, LabelSelector, Scale } from '../../api/generated/types.ts'
import { formatLabelSelector, formatSelector, selectorFromMap } from '../../api/label-selector.ts'
import type { ScalePaths } from '../custom/definition.ts'
import { readPath, writePath } from '../custom/path.ts'
import type { Call } from '../registry/call.ts'
import type { Registry } from '../registry/registry.ts'
import type { Content } from '../registry/resource.ts'
import { badRequest, conflict, modified } from '../status.ts'

/** The autoscaling/v1 Scale of a workload: ScaleREST of its storage. */
export function scaleOf(object: Content, paths?: ScalePaths): Scale {
  if (paths) return customScale(object, paths)
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

function customScale(object: Content, paths: ScalePaths): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = paths.labelSelectorPath ? readPath(object, paths.labelSelectorPath) : undefined
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: Number(readPath(object, paths.specReplicasPath) ?? 0) },
    status: {
      replicas: Number(readPath(object, paths.statusReplicasPath) ?? 0),
      ...(selector ? { selector: String(selector) } : {}),
    },
  }
}

/** A ReplicationController's selector is a plain map. */
function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return ''
  const isObject = 'matchLabels' in selector || 'matchExpressions' in selector
  if (!isObject) return formatSelector(selectorFromMap(selector as Readonly<Record<string, string>>))
  const text = formatLabelSelector(selector)
  return text === '<none>' ? '' : text
}

/** Writes the replicas of a Scale into its workload. */
export function updateScale(registry: Registry, call: Call, produce: (old: Content) => Content): Content {
  const main: Call = { ...call, subresource: undefined }
  const updated = registry.update(main, (old) => {
    const paths = call.resource.scale
    const before = scaleOf(old, paths)
    const scale = produce(before) as Scale
    const { name, resourceVersion } = scale.metadata
    if (name && name !== old.metadata.name) {
      throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`)
    }
    if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
      throw conflict(call.resource, String(call.name), modified)
    }
    if (deepEqual(before.spec, scale.spec)) return old
    const replicas = scale.spec?.replicas ?? 0
    if (paths) return writePath(old, paths.specReplicasPath, replicas) as Content
    return { ...old, spec: { ...(old.spec as object), replicas } }
  })
  return scaleOf(updated.object, call.resource.scale)
}
