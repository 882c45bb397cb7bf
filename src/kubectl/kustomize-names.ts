import { isObject, type JsonObject, textAt } from './json-value.ts'

/** `kind/name` → the name that it has now. */
export type Renames = ReadonlyMap<string, string>

/** Fields that hold an object with the `name` of another object of this kind. */
const references: Readonly<Record<string, string>> = {
  configMap: 'ConfigMap',
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secret: 'Secret',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
  imagePullSecrets: 'Secret',
  service: 'Service',
}

/** Fields that hold the name itself. */
const names: Readonly<Record<string, string>> = {
  secretName: 'Secret',
  claimName: 'PersistentVolumeClaim',
  serviceAccountName: 'ServiceAccount',
  serviceName: 'Service',
}

/** Fields that name an object by kind and name. */
const byKind = ['scaleTargetRef', 'roleRef', 'subjects']

/** The object with what it says of others brought to their new names (kustomize's nameReference, the usual fields). */
export function withNewNames(object: JsonObject, renames: Renames): JsonObject {
  if (renames.size === 0) return object
  const { metadata, ...rest } = object
  const changed = renamed(rest, renames)
  return isObject(changed) ? { ...changed, ...(metadata === undefined ? {} : { metadata }) } : object
}

function renamed(value: unknown, renames: Renames): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, renames))
  if (!isObject(value)) return value
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const kind = names[key]
    if (kind !== undefined && typeof item === 'string') out[key] = renames.get(`${kind}/${item}`) ?? item
    else if (references[key] !== undefined || byKind.includes(key)) out[key] = referring(item, references[key], renames)
    else out[key] = renamed(item, renames)
  }
  return out
}

function referring(value: unknown, kind: string | undefined, renames: Renames): unknown {
  if (Array.isArray(value)) return value.map((item) => referring(item, kind, renames))
  const inner = renamed(value, renames)
  if (!isObject(inner)) return inner
  const now = renames.get(`${kind ?? textAt(inner, 'kind')}/${textAt(inner, 'name')}`)
  return now === undefined ? inner : { ...inner, name: now }
}

const first = [
  ...['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service'],
  ...['LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob'],
  'PodDisruptionBudget',
]
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']

/** The order in which kustomize prints: what others need comes first (its "legacy" order). */
export function byKindOrder(a: JsonObject, b: JsonObject): number {
  const kinds = [textAt(a, 'kind'), textAt(b, 'kind')] as const
  const keys = (object: JsonObject) => [
    textAt(object, 'kind'),
    textAt(object, 'metadata', 'namespace'),
    textAt(object, 'metadata', 'name'),
  ]
  const difference = rank(kinds[0]) - rank(kinds[1])
  if (difference !== 0) return difference
  const [left, right] = [keys(a).join('~'), keys(b).join('~')]
  return left < right ? -1 : left > right ? 1 : 0
}

function rank(kind: string): number {
  if (first.includes(kind)) return first.indexOf(kind)
  return last.includes(kind) ? first.length + 1 + last.indexOf(kind) : first.length
}
