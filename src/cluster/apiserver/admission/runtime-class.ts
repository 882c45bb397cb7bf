import { deepEqual } from '../../api/equality.ts'
import type { Pod, RuntimeClass, Toleration } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { compareQuantities } from '../../api/quantity.ts'
import { forbidden } from '../status.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from './context.ts'

const runtimeClasses = 'runtimeclasses.node.k8s.io'

/** plugin/pkg/admission/runtimeclass: gives a Pod the overhead and the place that its runtime class asks for. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  resources: new Set(['pods']),
  mutate(request, object, context) {
    if (request.operation !== 'CREATE' || request.subresource) return object
    const pod = object as Pod
    const found = classOf(request, pod, context)
    return found && pod.spec ? (withScheduling(request, withOverhead(request, pod, found), found) as KubeObject) : object
  },
  validate(request, context) {
    if (request.operation !== 'CREATE' || request.subresource) return
    const pod = request.object as Pod
    const given = pod.spec?.overhead
    if (!given || Object.keys(given).length === 0) return
    const found = classOf(request, pod, context)
    if (!found?.overhead) throw refusal(request, pod, 'Pod Overhead set without corresponding RuntimeClass defined Overhead')
    withOverhead(request, pod, found)
  },
}

const refusal = (request: AdmissionRequest, pod: Pod, why: string) =>
  forbidden(request, pod.metadata.name ?? '', `pod rejected: ${why}`)

function classOf(request: AdmissionRequest, pod: Pod, context: PolicyContext): RuntimeClass | undefined {
  const name = pod.spec?.runtimeClassName
  if (!name) return undefined
  const found = context.get(runtimeClasses, undefined, name) as RuntimeClass | undefined
  if (!found) throw refusal(request, pod, `RuntimeClass "${name}" not found`)
  return found
}

type Quantities = Readonly<Record<string, string | number>>

function sameAmounts(a: Quantities, b: Quantities): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name in b && compareQuantities(a[name], b[name]) === 0)
}

function withOverhead(request: AdmissionRequest, pod: Pod, found: RuntimeClass): Pod {
  const fixed = found.overhead?.podFixed
  if (!found.overhead || !pod.spec) return pod
  const given = pod.spec.overhead ?? {}
  if (Object.keys(given).length > 0 && !sameAmounts(fixed ?? {}, given)) {
    throw refusal(request, pod, "Pod's Overhead doesn't match RuntimeClass's defined Overhead")
  }
  return { ...pod, spec: { ...pod.spec, ...(fixed ? { overhead: fixed } : {}) } }
}

function withScheduling(request: AdmissionRequest, pod: Pod, { scheduling }: RuntimeClass): Pod {
  if (!scheduling || !pod.spec) return pod
  const own = pod.spec.nodeSelector ?? {}
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    if (own[key] === undefined || own[key] === value) continue
    const why = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`
    throw forbidden(request, pod.metadata.name ?? '', why)
  }
  const nodeSelector = { ...own, ...scheduling.nodeSelector }
  const tolerations = merged(scheduling.tolerations ?? [], pod.spec.tolerations ?? [])
  return {
    ...pod,
    spec: {
      ...pod.spec,
      ...(Object.keys(nodeSelector).length > 0 ? { nodeSelector } : {}),
      ...(tolerations.length > 0 ? { tolerations } : {}),
    },
  }
}

/** The class's first, then the Pod's own that are not among them. */
function merged(first: readonly Toleration[], rest: readonly Toleration[]): readonly Toleration[] {
  return [...first, ...rest.filter((one) => !first.some((other) => deepEqual(one, other)))]
}
