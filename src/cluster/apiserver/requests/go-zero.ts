import { definitionOf, referenceOf } from '../../api/schema.ts'

/** Fields that are structures in Go, not pointers: they are there even if a client leaves them out. */
const structures: Readonly<Record<string, readonly string[]>> = {
  AppsV1DaemonSetSpec: ['template'],
  AppsV1DeploymentSpec: ['template'],
  AppsV1ReplicaSetSpec: ['template'],
  AppsV1StatefulSetSpec: ['template'],
  AutoscalingV1HorizontalPodAutoscalerSpec: ['scaleTargetRef'],
  AutoscalingV2HorizontalPodAutoscalerSpec: ['scaleTargetRef'],
  BatchV1CronJobSpec: ['jobTemplate'],
  BatchV1JobSpec: ['template'],
  BatchV1JobTemplateSpec: ['spec'],
  CoreV1Binding: ['target'],
  CoreV1Event: ['involvedObject'],
  CoreV1PodTemplate: ['template'],
  CoreV1PodTemplateSpec: ['spec'],
  RbacV1ClusterRoleBinding: ['roleRef'],
  RbacV1RoleBinding: ['roleRef'],
  StorageV1VolumeAttachmentSpec: ['source'],
}

/** Lists without which the rest of the server cannot read an object: nil in Go. */
const lists: Readonly<Record<string, readonly string[]>> = {
  CoreV1LimitRangeSpec: ['limits'],
  CoreV1PodSpec: ['containers'],
  StorageV1CSINodeSpec: ['drivers'],
}

/** The object with Go's empty structures where a client left them out; the very object if there is nothing to add. */
export function withStructures(definition: string, object: Record<string, unknown>): Record<string, unknown> {
  let result = object
  for (const name of structureNames(definition)) {
    const value = result[name]
    const below = referenceOf(definitionOf(definition)?.properties?.[name] ?? {})
    if (!below) continue
    const filled = withStructures(below, (value ?? {}) as Record<string, unknown>)
    if (filled !== value) result = { ...result, [name]: filled }
  }
  for (const name of lists[definition] ?? []) if (!result[name]) result = { ...result, [name]: [] }
  return result
}

const names = new Map<string, readonly string[]>()

function structureNames(definition: string): readonly string[] {
  let found = names.get(definition)
  if (!found) {
    const properties = definitionOf(definition)?.properties ?? {}
    const isKind = 'apiVersion' in properties && 'kind' in properties
    found = [...(structures[definition] ?? []), ...(isKind && properties.spec ? ['spec'] : [])]
    names.set(definition, found)
  }
  return found
}
