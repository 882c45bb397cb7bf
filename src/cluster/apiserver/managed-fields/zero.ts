import { definitionOf, referenceOf } from '../../api/schema.ts'

/**
 * What Go writes of an empty object: fields that are no pointers and are never left out. Whoever creates an object
 * does not own these structures, only what is in them.
 */
const alwaysWritten: Readonly<Record<string, readonly string[]>> = {
  CoreV1PodSpec: ['containers'],
  CoreV1PodTemplateSpec: ['metadata', 'spec'],
  CoreV1ServiceStatus: ['loadBalancer'],
  AppsV1DeploymentSpec: ['selector', 'template', 'strategy'],
  AppsV1ReplicaSetSpec: ['selector', 'template'],
  AppsV1StatefulSetSpec: ['selector', 'template', 'serviceName', 'updateStrategy'],
  AppsV1DaemonSetSpec: ['selector', 'template', 'updateStrategy'],
  AppsV1ControllerRevision: ['revision'],
  BatchV1JobSpec: ['template'],
  BatchV1CronJobSpec: ['schedule', 'jobTemplate'],
  BatchV1JobTemplateSpec: ['metadata', 'spec'],
  AutoscalingV2HorizontalPodAutoscalerSpec: ['scaleTargetRef', 'maxReplicas'],
  NetworkingV1NetworkPolicySpec: ['podSelector'],
  CoreV1PodTemplate: ['template'],
  CoreV1PersistentVolumeClaimSpec: ['resources'],
}

const zeros = new Map<string, Record<string, unknown>>()

/** The empty object of a definition. */
export function zeroOf(definition: string): Record<string, unknown> {
  const known = zeros.get(definition)
  if (known) return known
  const zero: Record<string, unknown> = {}
  zeros.set(definition, zero)
  const properties = definitionOf(definition)?.properties ?? {}
  const isKind = 'apiVersion' in properties && 'kind' in properties
  const written = alwaysWritten[definition] ?? []
  for (const [name, schema] of Object.entries(properties)) {
    const top = isKind && (name === 'metadata' || name === 'spec' || name === 'status')
    if (!top && !written.includes(name)) continue
    const reference = referenceOf(schema)
    zero[name] = reference ? zeroOf(reference) : null
  }
  return zero
}
