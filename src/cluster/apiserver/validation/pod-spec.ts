/** ValidatePodSpec, in upstream's order of checks. */
import { duplicate, type FieldError, invalid, notSupported } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { PodSpec } from '../../api/generated/types.ts'
import { dns1123Label, dns1123Subdomain, qualifiedName } from '../../api/names.ts'
import { checkAffinity, checkTolerations, checkTopologySpread } from './affinity.ts'
import { checkFormat, checkRequiredFormat, checkSupported, sortedKeys } from './checks.ts'
import { checkContainers, checkEphemeralContainers, checkInitContainers } from './containers.ts'
import { checkDnsConfig, checkDnsPolicy, checkHostAliases, checkHostnames, checkOs } from './dns.ts'
import { checkLabels } from './labels.ts'
import { checkAmount, checkPodResources, checkResourceName } from './resources.ts'
import { checkPodSecurityContext } from './security.ts'
import { checkVolumes } from './volumes.ts'

export function checkPodSpec(errors: FieldError[], at: FieldPath, spec: PodSpec): void {
  const graceSeconds = spec.terminationGracePeriodSeconds ?? 30
  const volumes = checkVolumes(errors, at.child('volumes'), spec.volumes)
  const around = { volumes, spec, graceSeconds: graceSeconds < 0 ? 1 : graceSeconds }
  checkContainers(errors, at.child('containers'), around)
  checkEphemeralContainers(errors, at.child('ephemeralContainers'), around)
  checkInitContainers(errors, at.child('initContainers'), around)
  checkPodResources(errors, at.child('resources'), spec)
  checkClaims(errors, at.child('resourceClaims'), spec)
  checkSupported(errors, at.child('restartPolicy'), spec.restartPolicy, ['Always', 'OnFailure', 'Never'])
  checkDnsPolicy(errors, at.child('dnsPolicy'), spec.dnsPolicy)
  checkLabels(errors, at.child('nodeSelector'), spec.nodeSelector)
  checkPodSecurityContext(errors, at, spec)
  checkAffinity(errors, at.child('affinity'), spec.affinity)
  checkDnsConfig(errors, at.child('dnsConfig'), spec)
  checkReadinessGates(errors, at.child('readinessGates'), spec)
  checkSchedulingGates(errors, at, spec)
  if (spec.serviceAccountName) {
    checkFormat(errors, at.child('serviceAccountName'), spec.serviceAccountName, dns1123Subdomain)
  }
  if (spec.nodeName) checkFormat(errors, at.child('nodeName'), spec.nodeName, dns1123Subdomain)
  const deadline = spec.activeDeadlineSeconds
  if (deadline !== undefined && (deadline < 1 || deadline > 2_147_483_647)) {
    errors.push(invalid(at.child('activeDeadlineSeconds'), deadline, 'must be between 1 and 2147483647, inclusive'))
  }
  checkHostnames(errors, at, spec)
  checkTolerations(errors, at.child('tolerations'), spec.tolerations)
  checkHostAliases(errors, at.child('hostAliases'), spec.hostAliases)
  if (spec.priorityClassName) {
    checkFormat(errors, at.child('priorityClassName'), spec.priorityClassName, dns1123Subdomain)
  }
  if (spec.runtimeClassName !== undefined) {
    checkFormat(errors, at.child('runtimeClassName'), spec.runtimeClassName, dns1123Subdomain)
  }
  if (spec.preemptionPolicy !== undefined) {
    checkSupported(errors, at.child('preemptionPolicy'), spec.preemptionPolicy, ['Never', 'PreemptLowerPriority'])
  }
  for (const name of sortedKeys(spec.overhead)) {
    const path = at.child('overhead').key(name)
    checkResourceName(errors, path, name)
    checkAmount(errors, path, name, spec.overhead?.[name] ?? '0')
  }
  checkTopologySpread(errors, at.child('topologySpreadConstraints'), spec.topologySpreadConstraints)
  checkOs(errors, at.child('os'), spec.os)
}

function checkClaims(errors: FieldError[], at: FieldPath, { resourceClaims }: PodSpec): void {
  const names = new Set<string>()
  resourceClaims?.forEach((claim, i) => {
    const path = at.index(i)
    checkRequiredFormat(errors, path.child('name'), claim.name, dns1123Label)
    if (names.has(claim.name)) errors.push(duplicate(path.child('name'), claim.name))
    names.add(claim.name)
    if (claim.resourceClaimName && claim.resourceClaimTemplateName) {
      const message = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
      errors.push(invalid(path, claim, message))
    } else if (!claim.resourceClaimName && !claim.resourceClaimTemplateName) {
      errors.push(invalid(path, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'))
    }
  })
}

function checkReadinessGates(errors: FieldError[], at: FieldPath, { readinessGates }: PodSpec): void {
  readinessGates?.forEach((gate, i) => {
    checkFormat(errors, at.index(i).child('conditionType'), gate.conditionType, qualifiedName)
  })
}

function checkSchedulingGates(errors: FieldError[], at: FieldPath, spec: PodSpec): void {
  const names = new Set<string>()
  spec.schedulingGates?.forEach((gate, i) => {
    const path = at.child('schedulingGates').index(i)
    checkFormat(errors, path.child('name'), gate.name, qualifiedName)
    if (names.has(gate.name)) errors.push(duplicate(path, gate.name))
    names.add(gate.name)
  })
}

/** What a Pod template may not have, or must have, beside what a Pod does. */
export function checkTemplateRestartPolicy(
  errors: FieldError[],
  at: FieldPath,
  policy: string | undefined,
  supported: readonly string[],
): void {
  if (policy !== undefined && !supported.includes(policy)) errors.push(notSupported(at, policy, supported))
}
