/** Defaults of the remaining kinds. */
import type {
  ClusterRoleBinding,
  HorizontalPodAutoscaler,
  LimitRange,
  LimitRangeItem,
  Namespace,
  Node,
  PriorityClass,
  RoleBinding,
  Secret,
  StorageClass,
  Subject,
} from '../../api/generated/types.ts'
import type { QuantityText } from '../../api/quantity.ts'
import { fill, mapSame, within } from './edit.ts'

/** stringData is written only: it moves into data (pkg/registry/core/secret). */
export function defaultSecret(secret: Secret): Secret {
  let result = fill(secret, { type: 'Opaque' })
  if (result.stringData) {
    const { stringData, ...rest } = result
    const data: Record<string, string> = { ...result.data }
    for (const [key, text] of Object.entries(stringData)) data[key] = base64(text)
    result = { ...rest, data }
  }
  return result
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 of the UTF-8 bytes of a text. */
function base64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out += alphabet[(word >> 18) & 63]
    out += alphabet[(word >> 12) & 63]
    out += b === undefined ? '=' : alphabet[(word >> 6) & 63]
    out += c === undefined ? '=' : alphabet[word & 63]
  }
  return out
}

/** The label comes with the defaults; phase and finalizer are the registry's. */
export function defaultNamespace(namespace: Namespace): Namespace {
  const name = namespace.metadata.name
  if (!name || namespace.metadata.labels?.['kubernetes.io/metadata.name'] === name) return namespace
  const labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name }
  return { ...namespace, metadata: { ...namespace.metadata, labels } }
}

export function defaultNode(node: Node): Node {
  if (!node.status?.capacity || node.status.allocatable) return node
  return { ...node, status: { ...node.status, allocatable: node.status.capacity } }
}

export function defaultLimitRange(range: LimitRange): LimitRange {
  return within(range, 'spec', (spec) => within(spec, 'limits', (items) => mapSame(items, defaultLimitItem)))
}

/** Container items only: default from max, defaultRequest from default, else min. */
function defaultLimitItem(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== 'Container') return item
  const limits: Record<string, QuantityText> = { ...item.max, ...item.default }
  const requests: Record<string, QuantityText> = { ...item.min, ...limits, ...item.defaultRequest }
  let result = item
  if (Object.keys(limits).length > Object.keys(item.default ?? {}).length) result = { ...result, default: limits }
  if (Object.keys(requests).length > Object.keys(item.defaultRequest ?? {}).length) {
    result = { ...result, defaultRequest: requests }
  }
  return result
}

const rbac = 'rbac.authorization.k8s.io'

export function defaultBinding<T extends RoleBinding | ClusterRoleBinding>(given: T): T {
  const binding: RoleBinding | ClusterRoleBinding = given
  const withRef = within(binding, 'roleRef', (ref) => (ref.apiGroup ? ref : { ...ref, apiGroup: rbac }))
  return within(withRef, 'subjects', (subjects) => mapSame(subjects, defaultSubject)) as T
}

function defaultSubject(subject: Subject): Subject {
  return subject.kind === 'User' || subject.kind === 'Group' ? fill(subject, { apiGroup: rbac }) : subject
}

export function defaultPriorityClass(priorityClass: PriorityClass): PriorityClass {
  return fill(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' })
}

export function defaultStorageClass(storageClass: StorageClass): StorageClass {
  return fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' })
}

export function defaultAutoscaler(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  return within(autoscaler, 'spec', (given) => {
    let spec = fill(given, { minReplicas: 1 })
    if (!spec.metrics?.length) {
      const target = { type: 'Utilization', averageUtilization: 80 }
      spec = { ...spec, metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] }
    }
    return within(spec, 'behavior', (behavior) => {
      const up = within(fill(behavior, { scaleUp: {} }), 'scaleUp', (rules) =>
        fill(rules, {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [
            { type: 'Pods', value: 4, periodSeconds: 15 },
            { type: 'Percent', value: 100, periodSeconds: 15 },
          ],
        }),
      )
      return within(fill(up, { scaleDown: {} }), 'scaleDown', (rules) =>
        fill(rules, { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }),
      )
    })
  })
}
