/** Pods: ValidatePodCreate and the checks of ValidatePodUpdate and its subresources. */
import { type FieldError, forbidden, invalid, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { Pod, PodTemplate, PodTemplateSpec } from '../../api/generated/types.ts'
import { isMirrorPod } from '../../api/pods.ts'
import { checkTemplateMetadata } from './metadata.ts'
import { checkPodSpec } from './pod-spec.ts'

const spec = FieldPath.of('spec')
const annotations = FieldPath.of('metadata', 'annotations')
const mirror = 'kubernetes.io/config.mirror'
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'

export function checkPod(errors: FieldError[], pod: Pod): void {
  checkPodAnnotations(errors, pod)
  checkPodSpec(errors, spec, pod.spec ?? { containers: [] })
  if (pod.spec?.ephemeralContainers?.length) {
    errors.push(forbidden(spec.child('ephemeralContainers'), 'cannot be set on create'))
  }
  if (pod.spec?.nodeName && pod.spec.schedulingGates?.length) {
    const message = 'cannot be set until all schedulingGates have been cleared'
    errors.push(forbidden(spec.child('nodeName'), message))
  }
}

export function checkPodAnnotations(errors: FieldError[], pod: Pod): void {
  const given = pod.metadata.annotations
  if (!given) return
  if (isMirrorPod(pod) && !pod.spec?.nodeName) {
    errors.push(invalid(annotations.key(mirror), given[mirror], 'must set spec.nodeName if mirror pod annotation is set'))
  }
  const cost = given[deletionCost]
  if (cost === undefined) return
  if (!/^(0|-?[1-9]\d*)$/.test(cost) || Math.abs(Number(cost)) > 2_147_483_647) {
    errors.push(invalid(annotations.key(deletionCost), cost, 'must be a 32bit integer'))
  }
}

/** `ValidatePodTemplateSpec` */
export function checkPodTemplate(errors: FieldError[], at: FieldPath, template: PodTemplateSpec | undefined): void {
  checkTemplateMetadata(errors, at.child('metadata'), template?.metadata)
  if (!template?.spec) {
    errors.push(required(at.child('spec', 'containers')))
    return
  }
  checkPodSpec(errors, at.child('spec'), template.spec)
  if (template.spec.ephemeralContainers?.length) {
    errors.push(forbidden(at.child('spec', 'ephemeralContainers'), 'ephemeral containers not allowed in pod template'))
  }
}

export function checkPodTemplateObject(errors: FieldError[], object: PodTemplate): void {
  checkPodTemplate(errors, FieldPath.of('template'), object.template)
}
