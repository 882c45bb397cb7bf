/** Affinity, tolerations, topology spread: what steers the scheduler. */
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type {
  Affinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from '../../api/generated/types.ts'
import { dns1123Label, dns1123Subdomain, labelValueFormat, qualifiedName } from '../../api/names.ts'
import { checkFormat } from './checks.ts'
import { checkSelector } from './labels.ts'

const requiredField = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredField = 'preferredDuringSchedulingIgnoredDuringExecution'

export function checkAffinity(errors: FieldError[], at: FieldPath, affinity: Affinity | undefined): void {
  if (!affinity) return
  const node = affinity.nodeAffinity
  if (node) {
    const path = at.child('nodeAffinity')
    if (node[requiredField]) checkNodeSelector(errors, path.child(requiredField), node[requiredField].nodeSelectorTerms)
    node[preferredField]?.forEach((term, i) => {
      const one = path.child(preferredField).index(i)
      checkWeight(errors, one.child('weight'), term.weight)
      checkNodeSelectorTerm(errors, one.child('preference'), term.preference)
    })
  }
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const pods = affinity[field]
    if (!pods) continue
    const path = at.child(field)
    pods[requiredField]?.forEach((term, i) => {
      checkPodAffinityTerm(errors, path.child(requiredField).index(i), term)
    })
    pods[preferredField]?.forEach((term, i) => {
      const one = path.child(preferredField).index(i)
      checkWeight(errors, one.child('weight'), term.weight)
      checkPodAffinityTerm(errors, one.child('podAffinityTerm'), term.podAffinityTerm)
    })
  }
}

function checkWeight(errors: FieldError[], at: FieldPath, weight: number): void {
  if (weight < 1 || weight > 100) errors.push(invalid(at, weight, 'must be in the range 1-100'))
}

/** `ValidateNodeSelector` */
export function checkNodeSelector(errors: FieldError[], at: FieldPath, terms: readonly NodeSelectorTerm[] | undefined): void {
  const path = at.child('nodeSelectorTerms')
  if (!terms?.length) errors.push(required(path, 'must have at least one node selector term'))
  terms?.forEach((term, i) => {
    checkNodeSelectorTerm(errors, path.index(i), term)
  })
}

function checkNodeSelectorTerm(errors: FieldError[], at: FieldPath, term: NodeSelectorTerm): void {
  term.matchExpressions?.forEach((one, i) => {
    const path = at.child('matchExpressions').index(i)
    checkNodeRequirement(errors, path, one)
    checkFormat(errors, path.child('key'), one.key, qualifiedName)
    one.values?.forEach((value, j) => {
      checkFormat(errors, path.child('values').index(j), value, labelValueFormat)
    })
  })
  term.matchFields?.forEach((one, i) => {
    const path = at.child('matchFields').index(i)
    if (one.operator !== 'In' && one.operator !== 'NotIn') {
      errors.push(invalid(path.child('operator'), one.operator, 'not a valid selector operator'))
    } else if (one.values?.length !== 1) {
      errors.push(
        required(path.child('values'), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
      )
    }
    if (one.key !== 'metadata.name') errors.push(invalid(path.child('key'), one.key, 'not a valid field selector key'))
    else for (const value of one.values ?? []) checkFormat(errors, path.child('values').index(0), value, dns1123Subdomain)
  })
}

function checkNodeRequirement(errors: FieldError[], at: FieldPath, { operator, values = [] }: NodeSelectorRequirement): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(required(at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"))
      }
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const message = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        errors.push(forbidden(at.child('values'), message))
      }
      break
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        errors.push(required(at.child('values'), "must be specified single value when `operator` is 'Lt' or 'Gt'"))
      }
      break
    default:
      errors.push(invalid(at.child('operator'), operator, 'not a valid selector operator'))
  }
}

function checkPodAffinityTerm(errors: FieldError[], at: FieldPath, term: PodAffinityTerm): void {
  checkSelector(errors, at.child('labelSelector'), term.labelSelector)
  checkSelector(errors, at.child('namespaceSelector'), term.namespaceSelector)
  for (const namespace of term.namespaces ?? []) checkFormat(errors, at.child('namespace'), namespace, dns1123Label)
  if (!term.topologyKey) errors.push(required(at.child('topologyKey'), 'can not be empty'))
  else checkFormat(errors, at.child('topologyKey'), term.topologyKey, qualifiedName)
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function checkTolerations(errors: FieldError[], at: FieldPath, tolerations: readonly Toleration[] | undefined): void {
  tolerations?.forEach((toleration, i) => {
    const path = at.index(i)
    const { key, operator, value, effect, tolerationSeconds } = toleration
    if (key) checkFormat(errors, path.child('key'), key, qualifiedName)
    else if (operator !== 'Exists') {
      const message = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
      errors.push(invalid(path.child('operator'), operator ?? '', message))
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(path.child('effect'), effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"))
    }
    switch (operator ?? '') {
      case 'Equal':
      case '':
        checkFormat(errors, path.child('operator'), value ?? '', labelValueFormat)
        break
      case 'Exists':
        if (value) errors.push(invalid(path.child('operator'), value, "value must be empty when `operator` is 'Exists'"))
        break
      default:
        errors.push(notSupported(path.child('operator'), operator, ['Equal', 'Exists']))
    }
    if (effect && !effects.includes(effect)) errors.push(notSupported(path.child('effect'), effect, effects))
  })
}

const unsatisfiable = ['DoNotSchedule', 'ScheduleAnyway']
const inclusions = ['Honor', 'Ignore']

export function checkTopologySpread(
  errors: FieldError[],
  at: FieldPath,
  constraints: readonly TopologySpreadConstraint[] | undefined,
): void {
  constraints?.forEach((one, i) => {
    const path = at.index(i)
    if (one.maxSkew <= 0) errors.push(invalid(path.child('maxSkew'), one.maxSkew, 'must be greater than zero'))
    if (!one.topologyKey) errors.push(required(path.child('topologyKey'), 'can not be empty'))
    else checkFormat(errors, path.child('topologyKey'), one.topologyKey, qualifiedName)
    if (!unsatisfiable.includes(one.whenUnsatisfiable)) {
      errors.push(notSupported(path.child('whenUnsatisfiable'), one.whenUnsatisfiable, unsatisfiable))
    }
    const twin = constraints
      .slice(i + 1)
      .find((other) => other.topologyKey === one.topologyKey && other.whenUnsatisfiable === one.whenUnsatisfiable)
    if (twin)
      errors.push(duplicate(path.child('{topologyKey, whenUnsatisfiable}'), `{${one.topologyKey}, ${one.whenUnsatisfiable}}`))
    if (one.minDomains !== undefined) {
      if (one.minDomains <= 0) errors.push(invalid(path.child('minDomains'), one.minDomains, 'must be greater than zero'))
      if (one.whenUnsatisfiable !== 'DoNotSchedule') {
        const message = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${one.whenUnsatisfiable}`
        errors.push(invalid(path.child('minDomains'), one.minDomains, message))
      }
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const value = one[field]
      if (value !== undefined && !inclusions.includes(value)) errors.push(notSupported(path.child(field), value, inclusions))
    }
    checkSelector(errors, path.child('labelSelector'), one.labelSelector)
  })
}
