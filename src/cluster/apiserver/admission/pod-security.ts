import type { CronJob, Deployment, ObjectMeta, Pod, PodSpec, PodTemplate } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { isTerminal } from '../../api/pods.ts'
import { forbidden } from '../status.ts'
import { type AdmissionPlugin, type AdmissionRequest, type PolicyContext, resourceName } from './context.ts'
import { violationsOf, violationText } from './pod-security-checks.ts'
import { type LevelVersion, policyOf } from './pod-security-levels.ts'

const templated = [
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'replicationcontrollers',
  'podtemplates',
]

/**
 * PodSecurity (pod-security-admission/admission): Pods that a namespace's labels forbid are refused (enforce) or
 * warned about (warn); templates are only warned about. `audit` would annotate the audit log, which we do not keep.
 */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  resources: new Set(['pods', 'namespaces', ...templated]),
  validate(request, context) {
    if (request.operation !== 'CREATE' && request.operation !== 'UPDATE') return
    if (request.subresource && request.subresource !== 'ephemeralcontainers') return
    if (request.resource === 'namespaces') judgeNamespace(request, context)
    else if (request.resource === 'pods') judgePod(request, context)
    else judgeTemplate(request, context)
  },
}

const policyFor = (request: AdmissionRequest, context: PolicyContext) =>
  policyOf(request.namespace ? context.get('namespaces', undefined, request.namespace) : undefined)

const levelText = ({ level, version }: LevelVersion) => `"${level}:${version}"`

function judgePod(request: AdmissionRequest, context: PolicyContext): void {
  const pod = request.object as Pod
  if (!pod.spec) return
  if (request.operation === 'UPDATE' && !isSignificant(pod, request.oldObject as Pod)) return
  const policy = policyFor(request, context)
  const enforced = violationsOf(policy.enforce.level, pod.spec, pod.metadata)
  if (enforced.length > 0) {
    const why = `violates PodSecurity ${levelText(policy.enforce)}: ${violationText(enforced)}`
    throw forbidden(request, pod.metadata.name ?? '', why)
  }
  warnAbout(policy.warn, pod.spec, pod.metadata, context)
}

/** Updates that touch neither images nor containers are let through. */
function isSignificant(pod: Pod, old: Pod): boolean {
  if (pod.spec === old.spec) return false
  const images = (spec: PodSpec | undefined) =>
    [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...(spec?.ephemeralContainers ?? [])]
      .map((container) => container.image)
      .join('\n')
  return images(pod.spec) !== images(old.spec)
}

function judgeTemplate(request: AdmissionRequest, context: PolicyContext): void {
  const policy = policyFor(request, context)
  if (policy.warn.level === 'privileged') return
  const template = templateOf(request)
  if (template?.spec) warnAbout(policy.warn, template.spec, template.metadata ?? {}, context)
}

function templateOf(request: AdmissionRequest) {
  switch (resourceName(request)) {
    case 'cronjobs.batch':
      return (request.object as CronJob).spec?.jobTemplate.spec?.template
    case 'podtemplates':
      return (request.object as PodTemplate).template
    default:
      return (request.object as Deployment).spec?.template
  }
}

function warnAbout(wanted: LevelVersion, spec: PodSpec, metadata: ObjectMeta, context: PolicyContext): void {
  const found = violationsOf(wanted.level, spec, metadata)
  if (found.length > 0) context.warn(`would violate PodSecurity ${levelText(wanted)}: ${violationText(found)}`)
}

/** A namespace that becomes stricter: what runs there already stays, and is told. */
function judgeNamespace(request: AdmissionRequest, context: PolicyContext): void {
  if (request.operation !== 'UPDATE') return
  const wanted = policyOf(request.object).enforce
  const before = policyOf(request.oldObject).enforce
  if (wanted.level === 'privileged' || (wanted.level === before.level && wanted.version === before.version)) return
  const byReason = new Map<string, string[]>()
  for (const object of context.list('pods', request.object?.metadata.name)) {
    const pod = object as Pod
    if (!pod.spec || isTerminal(pod)) continue
    const found = violationsOf(wanted.level, pod.spec, pod.metadata)
    if (found.length === 0) continue
    const reasons = found.map(({ reason }) => reason).join(', ')
    byReason.set(reasons, [...(byReason.get(reasons) ?? []), String((object as KubeObject).metadata.name)])
  }
  if (byReason.size === 0) return
  const name = JSON.stringify(request.object?.metadata.name)
  context.warn(`existing pods in namespace ${name} violate the new PodSecurity enforce level ${levelText(wanted)}`)
  const lines = [...byReason].map(([reasons, pods]) => {
    const others = pods.length - 1
    const rest = others === 0 ? '' : others === 1 ? ' (and 1 other pod)' : ` (and ${others} other pods)`
    return `${pods.sort()[0]}${rest}: ${reasons}`
  })
  for (const line of lines.sort()) context.warn(line)
}
