/** Jobs and CronJobs: pkg/apis/batch/validation. */
import { deepEqual } from '../../api/equality.ts'
import { type FieldError, invalid, notSupported, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { CronJob, Job, JobSpec } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { checkNotNegative, checkSupported, immutableField } from './checks.ts'
import { scheduleProblem } from './cron-schedule.ts'
import { internalValue } from './internal-json.ts'
import { checkSelector } from './labels.ts'
import { checkPodTemplate } from './pod.ts'

const specPath = FieldPath.of('spec')
const mostIndexed = 100_000

export function checkJob(errors: FieldError[], job: Job): void {
  if (job.spec) checkJobSpec(errors, specPath, job.spec)
  const selector = job.spec?.selector
  if (!selector) return
  const labels = job.spec?.template.metadata?.labels
  if (!labelSelectorMatches(selector, labels)) {
    errors.push(invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'))
  }
}

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const

function checkJobSpec(errors: FieldError[], at: FieldPath, spec: JobSpec): void {
  if (at === specPath) {
    if (!spec.selector) errors.push(required(at.child('selector')))
    else checkSelector(errors, at.child('selector'), spec.selector)
  }
  for (const field of counts) checkNotNegative(errors, at.child(field), spec[field])
  if (spec.completionMode !== undefined) {
    checkSupported(errors, at.child('completionMode'), spec.completionMode, ['NonIndexed', 'Indexed'])
  }
  if (spec.completionMode === 'Indexed') checkIndexed(errors, at, spec)
  else {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
      if (spec[field] !== undefined) errors.push(invalid(at.child(field), spec[field], 'requires indexed completion mode'))
    }
  }
  if (spec.podFailurePolicy && spec.podReplacementPolicy !== undefined && spec.podReplacementPolicy !== 'Failed') {
    errors.push(notSupported(at.child('podReplacementPolicy'), spec.podReplacementPolicy, ['Failed']))
  }
  checkPodTemplate(errors, at.child('template'), spec.template)
  checkRestartPolicy(errors, at.child('template', 'spec', 'restartPolicy'), spec)
  checkFailurePolicy(errors, at.child('podFailurePolicy'), spec)
}

function checkIndexed(errors: FieldError[], at: FieldPath, spec: JobSpec): void {
  if (spec.completions === undefined) {
    errors.push(required(at.child('completions'), 'when completion mode is Indexed'))
  }
  if ((spec.parallelism ?? 0) > mostIndexed) {
    const message = `must be less than or equal to ${mostIndexed} when completion mode is Indexed`
    errors.push(invalid(at.child('parallelism'), spec.parallelism, message))
  }
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(required(at.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'))
  }
}

function checkRestartPolicy(errors: FieldError[], at: FieldPath, spec: JobSpec): void {
  const policy = spec.template?.spec?.restartPolicy as string | undefined
  // Left out, it was defaulted to Always, which makes no sense for a Job either.
  if (policy === undefined || policy === '' || policy === 'Always') {
    errors.push(required(at, 'valid values: "OnFailure", "Never"'))
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(notSupported(at, policy, ['OnFailure', 'Never']))
  } else if (policy !== 'Never' && spec.podFailurePolicy) {
    errors.push(invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified'))
  }
}

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']

function checkFailurePolicy(errors: FieldError[], at: FieldPath, spec: JobSpec): void {
  const names = [...(spec.template?.spec?.containers ?? []), ...(spec.template?.spec?.initContainers ?? [])].map(
    (one) => one.name,
  )
  spec.podFailurePolicy?.rules?.forEach((rule, i) => {
    const path = at.child('rules').index(i)
    if (rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
      errors.push(invalid(path.child('action'), rule.action, 'requires the backoffLimitPerIndex to be set'))
    }
    checkSupported(errors, path.child('action'), rule.action, actions)
    if (!rule.onExitCodes && !rule.onPodConditions?.length) {
      errors.push(invalid(path, '', 'specifying one of OnExitCodes and OnPodConditions is required'))
    } else if (rule.onExitCodes && rule.onPodConditions?.length) {
      errors.push(invalid(path, '', 'specifying both OnExitCodes and OnPodConditions is not supported'))
    }
    const codes = rule.onExitCodes
    if (!codes) return
    const where = path.child('onExitCodes')
    checkSupported(errors, where.child('operator'), codes.operator, ['In', 'NotIn'])
    if (codes.containerName !== undefined && !names.includes(codes.containerName)) {
      const message = 'must be one of the container or initContainer names in the pod template'
      errors.push(invalid(where.child('containerName'), codes.containerName, message))
    }
    if (!codes.values?.length) errors.push(invalid(where.child('values'), codes.values ?? null, 'at least one value is required'))
    codes.values?.forEach((value, j) => {
      if (codes.operator === 'In' && value === 0) {
        errors.push(invalid(where.child('values').index(j), value, 'must not be 0 for the In operator'))
      }
    })
  })
}

export function checkJobUpdate(errors: FieldError[], job: Job, old: Job): void {
  checkJob(errors, job)
  const now = job.spec
  const was = old.spec
  if (!now || !was || now === was) return
  if (now.completions !== was.completions && !isElastic(now)) {
    errors.push(invalid(specPath.child('completions'), now.completions ?? null, immutableField))
  }
  if (!deepEqual(now.selector, was.selector)) {
    errors.push(invalid(specPath.child('selector'), now.selector ?? null, immutableField))
  }
  if (!deepEqual(now.template, mutableTemplate(now, was))) {
    const shown = { ...now.template, spec: internalValue('CoreV1PodSpec', now.template.spec) }
    errors.push(invalid(specPath.child('template'), shown, immutableField))
  }
  for (const field of ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const) {
    if (!deepEqual(now[field], was[field])) errors.push(invalid(specPath.child(field), now[field] ?? null, immutableField))
  }
}

/** An indexed Job may change both counts together. */
function isElastic(spec: JobSpec): boolean {
  return spec.completionMode === 'Indexed' && spec.completions === spec.parallelism
}

/** While suspended and not started, what schedules the Pods may change. */
function mutableTemplate(now: JobSpec, was: JobSpec): JobSpec['template'] {
  if (!was.suspend) return was.template
  const from = now.template.spec
  const to = was.template.spec
  if (!from || !to) return was.template
  return {
    metadata: now.template.metadata,
    spec: {
      ...to,
      nodeSelector: from.nodeSelector,
      affinity: from.affinity,
      tolerations: from.tolerations,
      schedulingGates: from.schedulingGates,
    },
  }
}

export function checkCronJob(errors: FieldError[], cronJob: CronJob): void {
  const name = cronJob.metadata.name ?? ''
  if (name.length > 52) errors.push(invalid('metadata.name', name, 'must be no more than 52 characters'))
  const spec = cronJob.spec
  const schedule = spec?.schedule ?? ''
  if (schedule === '') errors.push(required(specPath.child('schedule')))
  else {
    const problem = scheduleProblem(schedule)
    if (problem) errors.push(invalid(specPath.child('schedule'), schedule, problem))
    if (/(?:^|\s)(?:CRON_)?TZ=/.test(schedule)) {
      const message = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
      errors.push(invalid(specPath.child('schedule'), schedule, message))
    }
  }
  if (spec?.startingDeadlineSeconds !== undefined) {
    checkNotNegative(errors, specPath.child('startingDeadlineSeconds'), spec.startingDeadlineSeconds)
  }
  checkTimeZone(errors, specPath.child('timeZone'), spec?.timeZone)
  checkSupported(errors, specPath.child('concurrencyPolicy'), spec?.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'])
  if (spec?.jobTemplate?.spec) checkJobSpec(errors, specPath.child('jobTemplate', 'spec'), spec.jobTemplate.spec)
  checkNotNegative(errors, specPath.child('successfulJobsHistoryLimit'), spec?.successfulJobsHistoryLimit)
  checkNotNegative(errors, specPath.child('failedJobsHistoryLimit'), spec?.failedJobsHistoryLimit)
}

function checkTimeZone(errors: FieldError[], at: FieldPath, zone: string | undefined): void {
  if (zone === undefined) return
  if (zone === '') errors.push(invalid(at, zone, 'timeZone must be nil or non-empty string'))
  else if (zone.toLowerCase() === 'local')
    errors.push(invalid(at, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'))
  else if (!isTimeZone(zone)) errors.push(invalid(at, zone, `unknown time zone ${zone}`))
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
