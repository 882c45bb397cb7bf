/** StatefulSets and DaemonSets: pkg/apis/apps/validation. */
import { deepEqual } from '../../api/equality.ts'
import { type FieldError, forbidden, invalid, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { DaemonSet, PodTemplateSpec, StatefulSet } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { checkAtMostHundredPercent, checkIntOrPercent, checkNotNegative, checkSupported, intOrPercentValue } from './checks.ts'
import { checkAlways, checkImmutableSelector } from './deployment.ts'
import { checkSelector, isEmptySelector } from './labels.ts'
import { checkPodTemplate } from './pod.ts'

const spec = FieldPath.of('spec')

export function checkStatefulSet(errors: FieldError[], set: StatefulSet): void {
  const given = set.spec
  const policy = given?.podManagementPolicy
  const policyPath = spec.child('podManagementPolicy')
  if (policy === undefined) errors.push(required(policyPath))
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    errors.push(invalid(policyPath, policy, "must be 'OrderedReady' or 'Parallel'"))
  }
  checkUpdateStrategy(errors, given?.updateStrategy)
  const retention = given?.persistentVolumeClaimRetentionPolicy
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    checkSupported(errors, spec.child('persistentVolumeClaimRetentionPolicy', field), retention?.[field], ['Delete', 'Retain'])
  }
  checkNotNegative(errors, spec.child('replicas'), given?.replicas)
  checkNotNegative(errors, spec.child('minReadySeconds'), given?.minReadySeconds)
  if (given?.ordinals) checkNotNegative(errors, spec.child('ordinals', 'start'), given.ordinals.start)
  checkWorkload(errors, given?.selector, withClaimVolumes(given), 'statefulset')
}

/** The template as its Pods will be: the claim templates are volumes to mount, in front of others of the same name. */
function withClaimVolumes(given: StatefulSet['spec']): PodTemplateSpec | undefined {
  const template = given?.template
  const claims = given?.volumeClaimTemplates ?? []
  if (!template?.spec || claims.length === 0) return template
  const names = claims.map(({ metadata }) => String(metadata.name))
  const own = (template.spec.volumes ?? []).filter(({ name }) => !names.includes(name))
  const volumes = [...own, ...names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))]
  return { ...template, spec: { ...template.spec, volumes } }
}

type UpdateStrategy = NonNullable<StatefulSet['spec']>['updateStrategy']

function checkUpdateStrategy(errors: FieldError[], strategy: UpdateStrategy): void {
  const at = spec.child('updateStrategy')
  const rolling = strategy?.rollingUpdate
  switch (strategy?.type) {
    case undefined:
      errors.push(required(at))
      return
    case 'OnDelete':
      if (rolling) {
        const message = `only allowed for updateStrategy '${'RollingUpdate'}'`
        errors.push(invalid(at.child('rollingUpdate'), rolling, message))
      }
      return
    case 'RollingUpdate':
      if (rolling) checkNotNegative(errors, at.child('rollingUpdate', 'partition'), rolling.partition)
      return
    default:
      errors.push(invalid(at, strategy, "must be 'RollingUpdate' or 'OnDelete'"))
  }
}

type Spec = NonNullable<DaemonSet['spec']>

function checkWorkload(
  errors: FieldError[],
  selector: Spec['selector'] | undefined,
  template: Spec['template'] | undefined,
  word: string,
): void {
  if (!selector) errors.push(required(spec.child('selector')))
  else {
    checkSelector(errors, spec.child('selector'), selector)
    if (isEmptySelector(selector)) errors.push(invalid(spec.child('selector'), selector, `empty selector is invalid for ${word}`))
  }
  const labels = template?.metadata?.labels
  if (selector && !isEmptySelector(selector) && !labelSelectorMatches(selector, labels)) {
    const at = spec.child('template', 'metadata', 'labels')
    errors.push(invalid(at, labels ?? null, '`selector` does not match template `labels`'))
  }
  checkPodTemplate(errors, spec.child('template'), template)
  checkAlways(errors, template, word === 'statefulset' ? 'StatefulSet' : 'DaemonSet')
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const

export function checkStatefulSetUpdate(errors: FieldError[], set: StatefulSet, old: StatefulSet): void {
  checkStatefulSet(errors, set)
  const fixed = (one: StatefulSet) => {
    const copy: Record<string, unknown> = { ...one.spec }
    for (const field of changeable) delete copy[field]
    return copy
  }
  if (deepEqual(fixed(set), fixed(old))) return
  const names = changeable.map((name) => `'${name}'`)
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  errors.push(forbidden(spec, `updates to statefulset spec for fields other than ${list} are forbidden`))
}

export function checkDaemonSet(errors: FieldError[], set: DaemonSet): void {
  const given = set.spec
  checkWorkload(errors, given?.selector, given?.template, 'daemonset')
  checkNotNegative(errors, spec.child('minReadySeconds'), given?.minReadySeconds)
  checkDaemonStrategy(errors, given?.updateStrategy)
  checkNotNegative(errors, spec.child('revisionHistoryLimit'), given?.revisionHistoryLimit)
}

function checkDaemonStrategy(errors: FieldError[], strategy: Spec['updateStrategy']): void {
  const at = spec.child('updateStrategy')
  switch (strategy?.type) {
    case 'OnDelete':
      return
    case 'RollingUpdate':
      break
    default:
      checkSupported(errors, at, strategy?.type, ['OnDelete', 'RollingUpdate'])
      return
  }
  const path = at.child('rollingUpdate')
  const rolling = strategy.rollingUpdate
  if (!rolling) {
    errors.push(required(path))
    return
  }
  const unavailable = intOrPercentValue(rolling.maxUnavailable)
  const surge = intOrPercentValue(rolling.maxSurge)
  checkIntOrPercent(errors, path.child('maxUnavailable'), rolling.maxUnavailable)
  checkIntOrPercent(errors, path.child('maxSurge'), rolling.maxSurge)
  if (unavailable !== 0 && surge !== 0) {
    errors.push(invalid(path.child('maxSurge'), rolling.maxSurge, 'may not be set when maxUnavailable is non-zero'))
  } else if (unavailable === 0 && surge === 0) {
    errors.push(required(path.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0'))
  }
  checkAtMostHundredPercent(errors, path.child('maxUnavailable'), rolling.maxUnavailable)
  checkAtMostHundredPercent(errors, path.child('maxSurge'), rolling.maxSurge)
}

export function checkDaemonSetUpdate(errors: FieldError[], set: DaemonSet, old: DaemonSet): void {
  checkDaemonSet(errors, set)
  checkImmutableSelector(errors, set.spec?.selector, old.spec?.selector)
}
