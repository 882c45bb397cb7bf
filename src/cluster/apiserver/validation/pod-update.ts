/** What may change in a Pod that exists: ValidatePodUpdate, …StatusUpdate, …Resize, ephemeral containers. */
import { deepEqual, semanticEqual } from '../../api/equality.ts'
import { type FieldError, forbidden, invalid, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { Container, ContainerStatus, Pod, PodSpec, Toleration } from '../../api/generated/types.ts'
import { qosClassOf } from '../../api/pods.ts'
import { internalDiff } from './internal-diff.ts'
import { checkPodAnnotations } from './pod.ts'
import { checkPodSpec } from './pod-spec.ts'

const specPath = FieldPath.of('spec')
const allowed = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')
const gatedAllowed = ',`spec.nodeSelector`'

export function checkPodUpdate(errors: FieldError[], pod: Pod, old: Pod): void {
  if (pod.metadata !== old.metadata) checkPodAnnotations(errors, pod)
  const now = pod.spec
  const was = old.spec
  if (!now || !was || now === was) return
  checkPodSpec(errors, specPath, now)
  if (!sameCount(errors, now, was)) return
  checkImages(errors, now.containers, specPath.child('containers'))
  checkImages(errors, now.initContainers, specPath.child('initContainers'))
  checkDeadline(errors, now, was)
  checkTolerationChanges(errors, now.tolerations, was.tolerations)
  checkGateChanges(errors, now, was)
  const restored = withAllowedRestored(now, was)
  if (semanticEqual(restored, was)) return
  const gated = (was.schedulingGates?.length ?? 0) > 0
  const diff = internalDiff('CoreV1PodSpec', was, restored)
  const fields = gated ? allowed + gatedAllowed : allowed
  errors.push(forbidden(specPath, `pod updates may not change fields other than ${fields}\n${diff}`))
}

/** Adding or removing a container ends all further checks. */
function sameCount(errors: FieldError[], now: PodSpec, was: PodSpec): boolean {
  let same = true
  for (const field of ['containers', 'initContainers'] as const) {
    if ((now[field]?.length ?? 0) === (was[field]?.length ?? 0)) continue
    errors.push(forbidden(specPath.child(field), 'pod updates may not add or remove containers'))
    same = false
  }
  return same
}

function checkImages(errors: FieldError[], containers: readonly Container[] | undefined, at: FieldPath): void {
  containers?.forEach((container, i) => {
    // checkPodSpec tells an empty image already
    const image = container.image ?? ''
    if (image !== '' && image.trim() === '') errors.push(required(at.index(i).child('image')))
  })
}

function checkDeadline(errors: FieldError[], now: PodSpec, was: PodSpec): void {
  const at = specPath.child('activeDeadlineSeconds')
  const before = was.activeDeadlineSeconds
  const after = now.activeDeadlineSeconds
  if (after === before || before === undefined) return
  if (after === undefined) errors.push(invalid(at, null, 'must not update from a positive integer to nil value'))
  else if (after > before) errors.push(invalid(at, after, 'must be less than or equal to previous value'))
}

function checkTolerationChanges(
  errors: FieldError[],
  now: readonly Toleration[] | undefined,
  was: readonly Toleration[] | undefined,
): void {
  const kept = (one: Toleration) =>
    now?.some((other) => deepEqual({ ...one, tolerationSeconds: undefined }, { ...other, tolerationSeconds: undefined }))
  if (was?.every(kept) ?? true) return
  const message = 'existing toleration can not be modified except its tolerationSeconds'
  errors.push(forbidden(specPath.child('tolerations'), message))
}

function checkGateChanges(errors: FieldError[], now: PodSpec, was: PodSpec): void {
  const before = new Set(was.schedulingGates?.map((gate) => gate.name))
  now.schedulingGates?.forEach((gate, i) => {
    if (before.has(gate.name)) return
    const message = `only deletion is allowed, but found new scheduling gate '${gate.name}'`
    errors.push(forbidden(specPath.child('schedulingGates').index(i).child('name'), message))
  })
}

/** The new spec with everything that may change put back as it was. */
function withAllowedRestored(now: PodSpec, was: PodSpec): PodSpec {
  const images = (list: readonly Container[] | undefined, old: readonly Container[] | undefined) =>
    list?.map((container, i) => (container.image === old?.[i]?.image ? container : { ...container, image: old?.[i]?.image }))
  const gated = (was.schedulingGates?.length ?? 0) > 0
  const negative = (was.terminationGracePeriodSeconds ?? 0) < 0 && now.terminationGracePeriodSeconds === 1
  return {
    ...now,
    containers: images(now.containers, was.containers) ?? [],
    initContainers: images(now.initContainers, was.initContainers),
    activeDeadlineSeconds: was.activeDeadlineSeconds,
    tolerations: was.tolerations,
    schedulingGates: was.schedulingGates,
    ...(negative ? { terminationGracePeriodSeconds: was.terminationGracePeriodSeconds } : {}),
    ...(gated && narrowsSelector(now, was) ? { nodeSelector: was.nodeSelector, affinity: was.affinity } : {}),
  }
}

/** A gated Pod may ask for more of its node, never for less. */
function narrowsSelector(now: PodSpec, was: PodSpec): boolean {
  const before = was.nodeSelector ?? {}
  return Object.keys(before).every((key) => now.nodeSelector?.[key] === before[key])
}

const statusPath = FieldPath.of('status')

/** `ValidatePodStatusUpdate`: what has ended for good stays ended. */
export function checkPodStatusUpdate(errors: FieldError[], pod: Pod, old: Pod): void {
  if (pod.spec?.nodeName !== old.spec?.nodeName) {
    errors.push(forbidden(statusPath.child('nodeName'), 'may not be changed directly'))
  }
  const status = pod.status
  const was = old.status
  if (!status || !was || status === was) return
  if (status.nominatedNodeName && !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(status.nominatedNodeName)) {
    errors.push(invalid(statusPath.child('nominatedNodeName'), status.nominatedNodeName, 'must be a valid node name'))
  }
  checkTransitions(errors, 'containerStatuses', status.containerStatuses, was.containerStatuses, old.spec)
  checkTransitions(errors, 'initContainerStatuses', status.initContainerStatuses, was.initContainerStatuses, old.spec)
}

function checkTransitions(
  errors: FieldError[],
  field: 'containerStatuses' | 'initContainerStatuses',
  now: readonly ContainerStatus[] | undefined,
  was: readonly ContainerStatus[] | undefined,
  spec: PodSpec | undefined,
): void {
  if (!was || !now || spec?.restartPolicy === 'Always') return
  for (const before of was) {
    const ended = before.state?.terminated
    if (!ended || mayRestart(before.name, ended.exitCode, spec)) continue
    const i = now.findIndex((one) => one.name === before.name)
    if (i >= 0 && !now[i]?.state?.terminated) {
      const message = 'may not be transitioned to non-terminated state'
      errors.push(forbidden(statusPath.child(field).index(i).child('state'), message))
    }
  }
}

function mayRestart(name: string, exitCode: number, spec: PodSpec | undefined): boolean {
  const container = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find((one) => one.name === name)
  if (container?.restartPolicyRules?.length) return true
  const policy = container?.restartPolicy ?? spec?.restartPolicy
  if (policy === 'Always') return true
  return policy === 'OnFailure' && exitCode !== 0
}

/** `pods/ephemeralcontainers`: they may only be added. */
export function checkEphemeralUpdate(errors: FieldError[], pod: Pod, old: Pod): void {
  if (pod.spec) checkPodSpec(errors, specPath, pod.spec)
  const now = new Map(pod.spec?.ephemeralContainers?.map((one) => [one.name, one]))
  const at = specPath.child('ephemeralContainers')
  for (const before of old.spec?.ephemeralContainers ?? []) {
    const after = now.get(before.name)
    if (!after) errors.push(forbidden(at, `existing ephemeral containers "${before.name}" may not be removed\n`))
    else if (!semanticEqual(after, before)) {
      errors.push(forbidden(at, `existing ephemeral containers "${before.name}" may not be changed\n`))
    }
  }
}

/** `pods/resize`: cpu and memory of containers, and nothing else. */
export function checkPodResize(errors: FieldError[], pod: Pod, old: Pod): void {
  const now = pod.spec
  const was = old.spec
  if (!now || !was || now === was) return
  checkPodSpec(errors, specPath, now)
  const without = (spec: PodSpec): PodSpec => ({
    ...spec,
    resources: undefined,
    containers: spec.containers.map((container) => ({ ...container, resources: undefined })),
    initContainers: spec.initContainers?.map((container) => ({ ...container, resources: undefined })),
  })
  if (!semanticEqual(without(now), without(was))) {
    errors.push(forbidden(specPath, 'only cpu and memory resources are mutable'))
  }
  if (qosClassOf(now) !== qosClassOf(was)) {
    errors.push(invalid(specPath, qosClassOf(now), 'Pod QOS Class may not change as a result of resizing'))
  }
}
