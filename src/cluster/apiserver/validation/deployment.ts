/** Deployments, ReplicaSets, ReplicationControllers: pkg/apis/apps/validation. */
import { deepEqual } from '../../api/equality.ts'
import { type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { Deployment, LabelSelector, PodTemplateSpec, ReplicaSet, ReplicationController } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { checkAtMostHundredPercent, checkIntOrPercent, checkNotNegative, immutableField, intOrPercentValue } from './checks.ts'
import { checkLabels, checkSelector, isEmptySelector } from './labels.ts'
import { checkPodTemplate } from './pod.ts'
import { checkTemplateRestartPolicy } from './pod-spec.ts'

const spec = FieldPath.of('spec')

/** Selector and template of anything that keeps Pods alive for ever; returns nothing, tells everything. */
export function checkSelectorAndTemplate(
  errors: FieldError[],
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  word: string,
): void {
  if (!selector) errors.push(required(spec.child('selector')))
  else {
    checkSelector(errors, spec.child('selector'), selector)
    if (isEmptySelector(selector)) {
      errors.push(invalid(spec.child('selector'), selector, `empty selector is invalid for ${word}`))
    }
  }
  checkAlwaysTemplate(errors, template, selector)
}

/** `ValidatePodTemplateSpecForReplicaSet` */
export function checkAlwaysTemplate(
  errors: FieldError[],
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
): void {
  const at = spec.child('template')
  if (!template) {
    errors.push(required(at))
    return
  }
  const labels = template.metadata?.labels
  // An absent selector matches nothing; an empty one (told already) everything.
  if (!selector || (!isEmptySelector(selector) && !labelSelectorMatches(selector, labels))) {
    errors.push(invalid(at.child('metadata', 'labels'), labels ?? null, '`selector` does not match template `labels`'))
  }
  checkPodTemplate(errors, at, template)
  checkAlways(errors, template)
}

/** @param kind as the refusal of a deadline names it */
export function checkAlways(errors: FieldError[], template: PodTemplateSpec | undefined, kind = 'ReplicaSet'): void {
  const at = spec.child('template', 'spec')
  checkTemplateRestartPolicy(errors, at.child('restartPolicy'), template?.spec?.restartPolicy, ['Always'])
  if (template?.spec?.activeDeadlineSeconds !== undefined) {
    errors.push(forbidden(at.child('activeDeadlineSeconds'), `activeDeadlineSeconds in ${kind} is not Supported`))
  }
}

export function checkDeployment(errors: FieldError[], deployment: Deployment): void {
  const given = deployment.spec
  checkNotNegative(errors, spec.child('replicas'), given?.replicas)
  checkSelectorAndTemplate(errors, given?.selector, given?.template, 'deployment')
  checkStrategy(errors, spec.child('strategy'), given?.strategy)
  checkNotNegative(errors, spec.child('minReadySeconds'), given?.minReadySeconds)
  checkNotNegative(errors, spec.child('revisionHistoryLimit'), given?.revisionHistoryLimit)
  const deadline = given?.progressDeadlineSeconds
  if (deadline === undefined) return
  const at = spec.child('progressDeadlineSeconds')
  checkNotNegative(errors, at, deadline)
  if (deadline <= (given?.minReadySeconds ?? 0)) errors.push(invalid(at, deadline, 'must be greater than minReadySeconds'))
}

type Strategy = NonNullable<Deployment['spec']>['strategy']

function checkStrategy(errors: FieldError[], at: FieldPath, strategy: Strategy): void {
  const rolling = strategy?.rollingUpdate
  switch (strategy?.type) {
    case 'Recreate':
      if (rolling) {
        errors.push(forbidden(at.child('rollingUpdate'), "may not be specified when strategy `type` is 'Recreate'"))
      }
      return
    case 'RollingUpdate':
      break
    default:
      if (strategy?.type === undefined) errors.push(required(at))
      else errors.push(notSupported(at, strategy.type, ['Recreate', 'RollingUpdate']))
      return
  }
  const path = at.child('rollingUpdate')
  if (!rolling) {
    errors.push(required(path, 'this should be defaulted and never be nil'))
    return
  }
  checkIntOrPercent(errors, path.child('maxUnavailable'), rolling.maxUnavailable)
  checkIntOrPercent(errors, path.child('maxSurge'), rolling.maxSurge)
  if (intOrPercentValue(rolling.maxUnavailable) === 0 && intOrPercentValue(rolling.maxSurge) === 0) {
    errors.push(invalid(path.child('maxUnavailable'), rolling.maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
  }
  checkAtMostHundredPercent(errors, path.child('maxUnavailable'), rolling.maxUnavailable)
}

export function checkImmutableSelector(errors: FieldError[], now: unknown, was: unknown): void {
  if (!deepEqual(now, was)) errors.push(invalid(spec.child('selector'), now ?? null, immutableField))
}

export function checkReplicaSet(errors: FieldError[], replicaSet: ReplicaSet): void {
  const given = replicaSet.spec
  checkNotNegative(errors, spec.child('replicas'), given?.replicas)
  checkNotNegative(errors, spec.child('minReadySeconds'), given?.minReadySeconds)
  checkSelectorAndTemplate(errors, given?.selector, given?.template, 'deployment')
}

export function checkReplicationController(errors: FieldError[], controller: ReplicationController): void {
  const given = controller.spec
  const labels = given?.selector ?? {}
  checkNotNegative(errors, spec.child('minReadySeconds'), given?.minReadySeconds)
  if (Object.keys(labels).length === 0) errors.push(required(spec.child('selector')))
  checkLabels(errors, spec.child('selector'), labels)
  checkNotNegative(errors, spec.child('replicas'), given?.replicas)
  if (!given?.template) {
    errors.push(required(spec.child('template')))
    return
  }
  const have = given.template.metadata?.labels ?? {}
  if (!Object.entries(labels).every(([key, value]) => have[key] === value)) {
    const at = spec.child('template', 'metadata', 'labels')
    errors.push(invalid(at, have, '`selector` does not match template `labels`'))
  }
  checkPodTemplate(errors, spec.child('template'), given.template)
  checkAlways(errors, given.template)
}
