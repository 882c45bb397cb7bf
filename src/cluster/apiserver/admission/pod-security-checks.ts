/**
 * The Pod Security Standards (pod-security-admission/policy): each check names what forbids a Pod, and why in detail.
 * Windows Pods are not told apart; versions older than latest are checked as the latest.
 */
import type { Container, EphemeralContainer, ObjectMeta, PodSpec } from '../../api/generated/types.ts'
import type { Level } from './pod-security-levels.ts'

export interface Violation {
  readonly reason: string
  readonly detail: string
}

type AnyContainer = Container | EphemeralContainer
type Check = (spec: PodSpec, metadata: ObjectMeta) => Violation | undefined

function containersOf(spec: PodSpec): readonly AnyContainer[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]
}

const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ')
const plural = (count: number, word: string) => (count === 1 ? word : `${word}s`)
const named = (word: string, names: readonly string[]) => `${plural(names.length, word)} ${quoted(names)}`

/** Containers that a predicate holds for, by name. */
function offenders(spec: PodSpec, bad: (container: AnyContainer) => boolean): readonly string[] {
  return containersOf(spec)
    .filter(bad)
    .map((container) => container.name)
}

function perContainer(reason: string, bad: (container: AnyContainer) => boolean, rest: string): Check {
  return (spec) => {
    const names = offenders(spec, bad)
    return names.length > 0 ? { reason, detail: `${named('container', names)} ${rest}` } : undefined
  }
}

const hostNamespaces: Check = (spec) => {
  const set = [
    ...(spec.hostNetwork ? ['hostNetwork=true'] : []),
    ...(spec.hostPID ? ['hostPID=true'] : []),
    ...(spec.hostIPC ? ['hostIPC=true'] : []),
  ]
  return set.length > 0 ? { reason: 'host namespaces', detail: set.join(', ') } : undefined
}

const hostPathVolumes: Check = (spec) => {
  const names = (spec.volumes ?? []).filter((volume) => volume.hostPath).map((volume) => volume.name)
  return names.length > 0 ? { reason: 'hostPath volumes', detail: named('volume', names) } : undefined
}

const hostPorts: Check = (spec) => {
  const ports = new Set<number>()
  const names = offenders(spec, (container) => {
    const bad = (container.ports ?? []).filter((port) => port.hostPort)
    for (const port of bad) ports.add(port.hostPort as number)
    return bad.length > 0
  })
  if (names.length === 0) return undefined
  const list = [...ports].sort((a, b) => a - b)
  const verb = names.length === 1 ? 'uses' : 'use'
  return {
    reason: 'hostPort',
    detail: `${named('container', names)} ${verb} ${plural(list.length, 'hostPort')} ${list.join(', ')}`,
  }
}

const privileged = perContainer(
  'privileged',
  (container) => container.securityContext?.privileged === true,
  'must not set securityContext.privileged=true',
)

const baselineCapabilities = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '),
)

function capabilitiesBeyond(allowed: ReadonlySet<string>, reason: string): Check {
  return (spec) => {
    const added = new Set<string>()
    const names = offenders(spec, (container) => {
      const bad = (container.securityContext?.capabilities?.add ?? []).filter((one) => !allowed.has(one))
      for (const one of bad) added.add(one)
      return bad.length > 0
    })
    if (names.length === 0) return undefined
    const list = quoted([...added].sort())
    return { reason, detail: `${named('container', names)} must not include ${list} in securityContext.capabilities.add` }
  }
}

const capabilitiesRestricted: Check = (spec) => {
  const missing = offenders(spec, (container) => !container.securityContext?.capabilities?.drop?.includes('ALL'))
  const details = missing.length > 0 ? [`${named('container', missing)} must set securityContext.capabilities.drop=["ALL"]`] : []
  const added = capabilitiesBeyond(new Set(['NET_BIND_SERVICE']), '')(spec, {})
  if (added) details.push(added.detail)
  return details.length > 0 ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined
}

const procMount = perContainer(
  'procMount',
  (container) => (container.securityContext?.procMount ?? 'Default') !== 'Default',
  'must not set securityContext.procMount to "Unmasked"',
)

const allowedSeLinuxTypes = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'])

const seLinuxOptions: Check = (spec) => {
  const bad = (options: { type?: string | undefined; user?: string | undefined; role?: string | undefined } | undefined) =>
    options !== undefined && (!allowedSeLinuxTypes.has(options.type ?? '') || !!options.user || !!options.role)
  const pod = bad(spec.securityContext?.seLinuxOptions)
  const names = offenders(spec, (container) => bad(container.securityContext?.seLinuxOptions))
  if (!pod && names.length === 0) return undefined
  const who = [...(pod ? ['pod'] : []), ...(names.length > 0 ? [named('container', names)] : [])].join(' and ')
  const options = [spec.securityContext?.seLinuxOptions, ...containersOf(spec).map((one) => one.securityContext?.seLinuxOptions)]
  const types = options.map((one) => one?.type ?? '').filter((type) => !allowedSeLinuxTypes.has(type))
  const parts = [
    ...(types.length > 0 ? [`${plural(types.length, 'type')} ${quoted([...new Set(types)].sort())}`] : []),
    ...(options.some((one) => one?.user) ? ['user may not be set'] : []),
    ...(options.some((one) => one?.role) ? ['role may not be set'] : []),
  ]
  return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${parts.join('; ')}` }
}

const seccompBaseline: Check = (spec) => {
  const bad = (profile: { readonly type: string } | undefined) => profile?.type === 'Unconfined'
  const names = offenders(spec, (container) => bad(container.securityContext?.seccompProfile))
  const pod = bad(spec.securityContext?.seccompProfile)
  if (!pod && names.length === 0) return undefined
  const who = [...(pod ? ['pod'] : []), ...(names.length > 0 ? [named('container', names)] : [])].join(' and ')
  return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to "Unconfined"` }
}

const seccompRestricted: Check = (spec) => {
  const good = (profile: { readonly type: string } | undefined) =>
    profile?.type === 'RuntimeDefault' || profile?.type === 'Localhost'
  const podProfile = spec.securityContext?.seccompProfile
  const podIsGood = good(podProfile)
  const explicit = offenders(spec, (one) => {
    const profile = one.securityContext?.seccompProfile
    return profile !== undefined && !good(profile)
  })
  const implicit = podIsGood ? [] : offenders(spec, (one) => one.securityContext?.seccompProfile === undefined)
  const details: string[] = []
  if (podProfile && !podIsGood) details.push(`pod must not set securityContext.seccompProfile.type to "${podProfile.type}"`)
  if (explicit.length > 0) {
    details.push(`${named('container', explicit)} must not set securityContext.seccompProfile.type to "Unconfined"`)
  }
  if (details.length === 0 && implicit.length > 0) {
    const rest = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    details.push(`pod or ${named('container', implicit)} ${rest}`)
  }
  return details.length > 0 ? { reason: 'seccompProfile', detail: details.join('; ') } : undefined
}

const safeSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
])

const sysctls: Check = (spec) => {
  const bad = (spec.securityContext?.sysctls ?? []).map((one) => one.name).filter((name) => !safeSysctls.has(name))
  return bad.length > 0 ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : undefined
}

const windowsHostProcess: Check = (spec) => {
  const pod = spec.securityContext?.windowsOptions?.hostProcess === true
  const names = offenders(spec, (container) => container.securityContext?.windowsOptions?.hostProcess === true)
  if (!pod && names.length === 0) return undefined
  const who = [...(pod ? ['pod'] : []), ...(names.length > 0 ? [named('container', names)] : [])].join(' and ')
  return { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` }
}

const appArmorProfile: Check = (spec, metadata) => {
  const bad = (profile: { readonly type: string } | undefined) => profile?.type === 'Unconfined'
  const names = offenders(spec, (container) => bad(container.securityContext?.appArmorProfile))
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key, value]) =>
      key.startsWith('container.apparmor.security.beta.kubernetes.io/') &&
      value !== '' &&
      value !== 'runtime/default' &&
      !value.startsWith('localhost/'),
  )
  const pod = bad(spec.securityContext?.appArmorProfile)
  if (!pod && names.length === 0 && annotations.length === 0) return undefined
  const parts = [
    ...(pod ? ['pod must not set AppArmor profile type to "Unconfined"'] : []),
    ...(names.length > 0 ? [`${named('container', names)} must not set AppArmor profile type to "Unconfined"`] : []),
    ...annotations.map(([key, value]) => `annotation ${key}=${JSON.stringify(value)}`),
  ]
  return { reason: plural(parts.length, 'forbidden AppArmor profile'), detail: parts.join(', ') }
}

const hostProbes: Check = (spec) => {
  const hostOf = (
    handler:
      | { httpGet?: { host?: string | undefined } | undefined; tcpSocket?: { host?: string | undefined } | undefined }
      | undefined,
  ) => handler?.httpGet?.host || handler?.tcpSocket?.host
  const names = offenders(spec, (one) =>
    [one.livenessProbe, one.readinessProbe, one.startupProbe, one.lifecycle?.postStart, one.lifecycle?.preStop].some((handler) =>
      hostOf(handler),
    ),
  )
  return names.length > 0
    ? { reason: 'probe or lifecycle host', detail: `${named('container', names)} must not set host` }
    : undefined
}

const allowPrivilegeEscalation = perContainer(
  'allowPrivilegeEscalation != false',
  (container) => container.securityContext?.allowPrivilegeEscalation !== false,
  'must set securityContext.allowPrivilegeEscalation=false',
)

const restrictedVolumeSources = new Set(
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
)

const restrictedVolumes: Check = (spec) => {
  const bad: (readonly [string, string])[] = []
  for (const volume of spec.volumes ?? []) {
    const source = Object.keys(volume).find((key) => key !== 'name')
    if (source && !restrictedVolumeSources.has(source)) bad.push([volume.name, source])
  }
  if (bad.length === 0) return undefined
  const types = [...new Set(bad.map(([, source]) => source))].sort()
  const names = bad.map(([name]) => name)
  const verb = names.length === 1 ? 'uses' : 'use'
  return {
    reason: 'restricted volume types',
    detail: `${named('volume', names)} ${verb} restricted volume ${plural(types.length, 'type')} ${quoted(types)}`,
  }
}

const runAsNonRoot: Check = (spec) => {
  const pod = spec.securityContext?.runAsNonRoot
  const explicit = offenders(spec, (container) => container.securityContext?.runAsNonRoot === false)
  const details: string[] = []
  if (pod === false) details.push('pod must not set securityContext.runAsNonRoot=false')
  if (explicit.length > 0) details.push(`${named('container', explicit)} must not set securityContext.runAsNonRoot=false`)
  if (details.length > 0) return { reason: 'runAsNonRoot != true', detail: details.join('; ') }
  if (pod === true) return undefined
  const implicit = offenders(spec, (container) => container.securityContext?.runAsNonRoot === undefined)
  if (implicit.length === 0) return undefined
  const detail = `pod or ${named('container', implicit)} must set securityContext.runAsNonRoot=true`
  return { reason: 'runAsNonRoot != true', detail }
}

const runAsUser: Check = (spec) => {
  const pod = spec.securityContext?.runAsUser === 0
  const names = offenders(spec, (container) => container.securityContext?.runAsUser === 0)
  if (!pod && names.length === 0) return undefined
  const who = [...(pod ? ['pod'] : []), ...(names.length > 0 ? [named('container', names)] : [])].join(' and ')
  return { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` }
}

/** By upstream's ids in order; the ones that "restricted" replaces come apart. */
const baselineOnly: readonly Check[] = [
  appArmorProfile,
  capabilitiesBeyond(baselineCapabilities, 'non-default capabilities'),
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seLinuxOptions,
  seccompBaseline,
  sysctls,
  windowsHostProcess,
]
const restricted: readonly Check[] = [
  appArmorProfile,
  hostNamespaces,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seLinuxOptions,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
]

/** Everything that a level forbids about a Pod, in upstream's order. */
export function violationsOf(level: Level, spec: PodSpec, metadata: ObjectMeta): readonly Violation[] {
  if (level === 'privileged') return []
  const checks = level === 'baseline' ? baselineOnly : restricted
  return checks.map((check) => check(spec, metadata)).filter((violation) => violation !== undefined)
}

/** `privileged (container "a" must not …), hostPort (…)` */
export function violationText(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ')
}
