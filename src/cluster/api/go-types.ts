/**
 * Names of Go types, as the JSON decoder's errors print them: `json: cannot unmarshal string into Go struct field
 * ContainerPort.spec.containers.ports.containerPort of type int32`.
 */
import { definitionOf, type FieldSchema, referenceOf } from './schema.ts'

/** `CoreV1PodSpec` → `{ name: 'PodSpec', version: 'v1' }` */
export function goStruct(definition: string): { readonly name: string; readonly version: string } {
  const match = /^(?:[A-Z][a-z]+)(V\d+(?:(?:alpha|beta)\d+)?)([A-Z].*)$/.exec(definition)
  return match ? { name: match[2] as string, version: (match[1] as string).toLowerCase() } : { name: definition, version: 'v1' }
}

/** Fields whose Go type is a named string. Others with an `enum` in the schema follow the field's name. */
const namedStrings: Readonly<Record<string, string>> = {
  restartPolicy: 'v1.RestartPolicy',
  dnsPolicy: 'v1.DNSPolicy',
  imagePullPolicy: 'v1.PullPolicy',
  pullPolicy: 'v1.PullPolicy',
  terminationMessagePolicy: 'v1.TerminationMessagePolicy',
  protocol: 'v1.Protocol',
  scheme: 'v1.URIScheme',
  preemptionPolicy: 'v1.PreemptionPolicy',
  phase: 'v1.PodPhase',
  qosClass: 'v1.PodQOSClass',
  medium: 'v1.StorageMedium',
  mountPropagation: 'v1.MountPropagationMode',
  volumeMode: 'v1.PersistentVolumeMode',
  persistentVolumeReclaimPolicy: 'v1.PersistentVolumeReclaimPolicy',
  reclaimPolicy: 'v1.PersistentVolumeReclaimPolicy',
  volumeBindingMode: 'v1.VolumeBindingMode',
  concurrencyPolicy: 'v1.ConcurrencyPolicy',
  completionMode: 'v1.CompletionMode',
  podManagementPolicy: 'v1.PodManagementPolicyType',
  sessionAffinity: 'v1.ServiceAffinity',
  externalTrafficPolicy: 'v1.ServiceExternalTrafficPolicy',
  internalTrafficPolicy: 'v1.ServiceInternalTrafficPolicy',
  ipFamilyPolicy: 'v1.IPFamilyPolicy',
  whenUnsatisfiable: 'v1.UnsatisfiableConstraintAction',
  effect: 'v1.TaintEffect',
  pathType: 'v1.PathType',
  addressType: 'v1.AddressType',
}

const namedByOwner: Readonly<Record<string, string>> = {
  'CoreV1Toleration.operator': 'v1.TolerationOperator',
  'CoreV1NodeSelectorRequirement.operator': 'v1.NodeSelectorOperator',
  'MetaV1LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator',
  'CoreV1ServiceSpec.type': 'v1.ServiceType',
  'CoreV1Secret.type': 'v1.SecretType',
  'CoreV1HostPathVolumeSource.type': 'v1.HostPathType',
  'AppsV1DeploymentStrategy.type': 'v1.DeploymentStrategyType',
  'AppsV1StatefulSetUpdateStrategy.type': 'v1.StatefulSetUpdateStrategyType',
  'AppsV1DaemonSetUpdateStrategy.type': 'v1.DaemonSetUpdateStrategyType',
  'CoreV1SeccompProfile.type': 'v1.SeccompProfileType',
  'CoreV1LimitRangeItem.type': 'v1.LimitType',
  'CoreV1NamespaceStatus.phase': 'v1.NamespacePhase',
  'CoreV1ResourceClaim.name': 'string',
}

/** Base64 in JSON, bytes in Go. */
export function isBytes(owner: string, field: string): boolean {
  return (owner === 'CoreV1Secret' && field === 'data') || (owner === 'CoreV1ConfigMap' && field === 'binaryData')
}

/** The Go type of a field. */
export function goType(owner: string, field: string, schema: FieldSchema): string {
  if (isBytes(owner, field)) return 'map[string][]uint8'
  const named = namedByOwner[`${owner}.${field}`] ?? (schema.type === 'string' ? namedStrings[field] : undefined)
  return named ?? goTypeOf(schema)
}

function goTypeOf(schema: FieldSchema): string {
  const reference = referenceOf(schema)
  if (reference) {
    const definition = definitionOf(reference)
    if (definition && !definition.properties) return goTypeOf(definition)
    const { name, version } = goStruct(reference)
    return `${version}.${name}`
  }
  if (schema.format === 'quantity') return 'resource.Quantity'
  if (schema.format === 'int-or-string') return 'intstr.IntOrString'
  if (schema.format === 'date-time') return 'v1.Time'
  if (schema.format === 'micro-time') return 'v1.MicroTime'
  switch (schema.type) {
    case 'array':
      return `[]${goTypeOf(schema.items ?? {})}`
    case 'object':
      return schema.additionalProperties ? mapType(schema.additionalProperties) : 'runtime.RawExtension'
    case 'integer':
      return schema.format === 'int64' ? 'int64' : 'int32'
    case 'number':
      return 'float64'
    case 'boolean':
      return 'bool'
    default:
      return 'string'
  }
}

function mapType(value: FieldSchema): string {
  return value.format === 'quantity' ? 'v1.ResourceList' : `map[string]${goTypeOf(value)}`
}
