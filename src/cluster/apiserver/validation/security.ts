/** Security contexts: ValidateSecurityContext, validatePodSpecSecurityContext. */
import { type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { PodSpec, SeccompProfile, SecurityContext } from '../../api/generated/types.ts'
import { userId } from '../../api/names.ts'
import { internalValue } from './internal-json.ts'

function checkId(errors: FieldError[], at: FieldPath, id: number | undefined): void {
  if (id === undefined) return
  for (const message of userId(id)) errors.push(invalid(at, id, message))
}

/** Seccomp and AppArmor profiles look alike. */
function checkProfile(
  errors: FieldError[],
  at: FieldPath,
  profile: SeccompProfile | undefined,
  what: 'seccomp' | 'AppArmor',
): void {
  if (!profile) return
  const local = at.child('localhostProfile')
  switch (profile.type) {
    case 'Localhost':
      if (profile.localhostProfile === undefined) {
        const kind = what === 'seccomp' ? 'seccomp type' : 'AppArmor type'
        errors.push(required(local, `must be set when ${kind} is Localhost`))
      } else if (profile.localhostProfile.startsWith('/')) {
        errors.push(invalid(local, profile.localhostProfile, 'must be a relative path'))
      }
      break
    case 'RuntimeDefault':
    case 'Unconfined':
      if (profile.localhostProfile !== undefined) {
        const kind = what === 'seccomp' ? 'seccomp type' : 'AppArmor type'
        errors.push(invalid(local, profile.localhostProfile, `can only be set when ${kind} is Localhost`))
      }
      break
    default:
      if (!profile.type) errors.push(required(at.child('type'), 'type is required when seccompProfile is set'))
      else errors.push(notSupported(at.child('type'), profile.type, ['Localhost', 'RuntimeDefault', 'Unconfined']))
  }
}

export function checkSecurityContext(
  errors: FieldError[],
  at: FieldPath,
  context: SecurityContext | undefined,
  hostUsers: boolean,
): void {
  if (!context) return
  checkId(errors, at.child('runAsUser'), context.runAsUser)
  checkId(errors, at.child('runAsGroup'), context.runAsGroup)
  if (context.procMount !== undefined) {
    if (context.procMount !== 'Default' && context.procMount !== 'Unmasked') {
      errors.push(notSupported(at.child('procMount'), context.procMount, ['Default', 'Unmasked']))
    }
    if (hostUsers && context.procMount === 'Unmasked') {
      errors.push(invalid(at.child('procMount'), context.procMount, '`hostUsers` must be false to use `Unmasked`'))
    }
  }
  checkProfile(errors, at.child('seccompProfile'), context.seccompProfile, 'seccomp')
  if (context.allowPrivilegeEscalation === false) {
    const shown = () => internalValue('CoreV1SecurityContext', context)
    if (context.privileged) {
      errors.push(invalid(at, shown(), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'))
    }
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      const message = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'
      errors.push(invalid(at, shown(), message))
    }
  }
  checkProfile(errors, at.child('appArmorProfile'), context.appArmorProfile as SeccompProfile | undefined, 'AppArmor')
}

const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/
const sysctlPattern = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'

/** `at` is `spec.securityContext`; the host's namespaces stand in `spec` itself. */
export function checkPodSecurityContext(errors: FieldError[], spec: FieldPath, of: PodSpec): void {
  const at = spec.child('securityContext')
  const context = of.securityContext
  if (context) {
    checkId(errors, at.child('fsGroup'), context.fsGroup)
    checkId(errors, at.child('runAsUser'), context.runAsUser)
    checkId(errors, at.child('runAsGroup'), context.runAsGroup)
    context.supplementalGroups?.forEach((group, i) => {
      checkId(errors, at.child('supplementalGroups').index(i), group)
    })
  }
  if (of.shareProcessNamespace && of.hostPID) {
    const message = 'ShareProcessNamespace and HostPID cannot both be enabled'
    errors.push(invalid(at.child('shareProcessNamespace'), true, message))
  }
  if (of.hostUsers === false) {
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
      if (of[field]) errors.push(forbidden(spec.child(field), 'when `hostUsers` is false'))
    }
  }
  if (!context) return
  checkSysctls(errors, at.child('sysctls'), context.sysctls)
  if (context.fsGroupChangePolicy !== undefined) {
    const policies = ['Always', 'OnRootMismatch']
    if (!policies.includes(context.fsGroupChangePolicy)) {
      errors.push(notSupported(at.child('fsGroupChangePolicy'), context.fsGroupChangePolicy, policies))
    }
  }
  checkProfile(errors, at.child('seccompProfile'), context.seccompProfile, 'seccomp')
  checkProfile(errors, at.child('appArmorProfile'), context.appArmorProfile as SeccompProfile | undefined, 'AppArmor')
}

type Sysctls = NonNullable<PodSpec['securityContext']>['sysctls']

function checkSysctls(errors: FieldError[], at: FieldPath, sysctls: Sysctls): void {
  const names = new Set<string>()
  sysctls?.forEach(({ name }, i) => {
    const path = at.index(i).child('name')
    if (!name) errors.push(required(path))
    else if (name.length > 253 || !sysctlName.test(name)) {
      const message = `must have at most 253 characters and match regex ${sysctlPattern}`
      errors.push(invalid(path, name, message))
    } else if (names.has(name)) {
      errors.push({ reason: 'FieldValueDuplicate', field: String(path), message: `Duplicate value: ${JSON.stringify(name)}` })
    }
    names.add(name)
  })
}
