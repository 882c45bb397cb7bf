import { deepEqual } from '../../api/equality.ts'
import type { DaemonSet } from '../../api/generated/types.ts'
import type { Content, Strategy } from './resource.ts'

const annotation = 'deprecated.daemonset.template.generation'

/** pkg/registry/apps/daemonset: counts the versions of the template in an annotation. */
export const daemonSetStrategy: Strategy = {
  prepareForCreate: (object) => generation(object, object.metadata.annotations?.[annotation] ?? '1'),
  prepareForUpdate(object, old) {
    const count = Number(old.metadata.annotations?.[annotation] ?? 1)
    const changed = !deepEqual((object as DaemonSet).spec?.template, (old as DaemonSet).spec?.template)
    return generation(object, String(changed ? count + 1 : count))
  },
}

function generation(object: Content, value: string): Content {
  const { annotations } = object.metadata
  if (annotations?.[annotation] === value) return object
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [annotation]: value } } }
}
