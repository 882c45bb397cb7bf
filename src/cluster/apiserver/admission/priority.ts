import type { Pod, PriorityClass } from '../../api/generated/types.ts'
import { forbidden } from '../status.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from './context.ts'

const priorityClasses = 'priorityclasses.scheduling.k8s.io'

/** plugin/pkg/admission/priority: gives Pods the number behind their priority class. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  resources: new Set(['pods', priorityClasses]),
  mutate(request, object, context) {
    if (request.resource !== 'pods' || request.subresource) return object
    const pod = object as Pod
    if (request.operation === 'UPDATE') return keepPriority(pod, request.oldObject as Pod)
    if (request.operation !== 'CREATE' || !pod.spec) return object
    const { priorityClassName, value, preemptionPolicy } = resolve(request, pod, context)
    const given = pod.spec
    if (given.priority !== undefined && given.priority !== value) {
      const why = `the integer value of priority (${given.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`
      throw forbidden(request, pod.metadata.name ?? '', why)
    }
    if (given.preemptionPolicy !== undefined && given.preemptionPolicy !== preemptionPolicy) {
      const why = `the string value of PreemptionPolicy (${given.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`
      throw forbidden(request, pod.metadata.name ?? '', why)
    }
    const spec = { ...given, ...(priorityClassName ? { priorityClassName } : {}), priority: value, preemptionPolicy }
    return { ...pod, spec } as Pod
  },
  validate(request, context) {
    if (request.resource !== 'priorityclasses') return
    if (request.operation !== 'CREATE' && request.operation !== 'UPDATE') return
    const made = request.object as PriorityClass
    if (!made.globalDefault) return
    const other = defaultClass(context)
    if (other && other.metadata.name !== made.metadata.name) {
      const why = `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`
      throw forbidden(request, made.metadata.name ?? '', why)
    }
  },
}

function keepPriority(pod: Pod, old: Pod): Pod {
  if (!pod.spec || !old.spec) return pod
  const { priority: value, preemptionPolicy } = old.spec
  const wants = pod.spec
  if (wants.priority === value && wants.preemptionPolicy === preemptionPolicy) return pod
  // An update that leaves them out means no change.
  const spec = {
    ...wants,
    priority: wants.priority ?? value,
    preemptionPolicy: wants.preemptionPolicy ?? preemptionPolicy,
  }
  return { ...pod, spec } as Pod
}

type PreemptionPolicy = 'Never' | 'PreemptLowerPriority'

interface Resolved {
  readonly priorityClassName: string | undefined
  readonly value: number
  readonly preemptionPolicy: PreemptionPolicy
}

const nothing: Resolved = { priorityClassName: undefined, value: 0, preemptionPolicy: 'PreemptLowerPriority' }

/** Known even before the objects for them are made at the start of the cluster. */
const builtIn: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

function resolve(request: AdmissionRequest, pod: Pod, context: PolicyContext): Resolved {
  const name = pod.spec?.priorityClassName
  if (!name) {
    const fallback = defaultClass(context)
    return fallback ? of(fallback) : nothing
  }
  const found = context.get(priorityClasses, undefined, name) as PriorityClass | undefined
  if (found) return of(found)
  const value = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined
  if (value !== undefined) return { priorityClassName: name, value, preemptionPolicy: 'PreemptLowerPriority' }
  throw forbidden(request, pod.metadata.name ?? '', `no PriorityClass with name ${name} was found`)
}

function of(found: PriorityClass): Resolved {
  return {
    priorityClassName: found.metadata.name,
    value: found.value ?? 0,
    preemptionPolicy: found.preemptionPolicy ?? 'PreemptLowerPriority',
  }
}

/** The default with the lowest value, should there be several. */
function defaultClass(context: PolicyContext): PriorityClass | undefined {
  let best: PriorityClass | undefined
  for (const object of context.list(priorityClasses)) {
    const one = object as PriorityClass
    if (one.globalDefault && (!best || (one.value ?? 0) < (best.value ?? 0))) best = one
  }
  return best
}
