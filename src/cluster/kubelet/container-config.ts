import type { PodSecurityContext, SecurityContext } from '../api/generated/types.ts'
import { encode } from '../machine/bytes.ts'
import type { Confinement } from '../machine/machine.ts'
import type { ContainerConfig } from '../runtime/config.ts'
import type { StoredImage } from '../runtime/image-store.ts'
import type { ObservedSandbox } from '../runtime/observed.ts'
import { ConfigError } from './config-error.ts'
import { containerMounts } from './container-mounts.ts'
import type { KubeletContext } from './context.ts'
import { containerEnv, expandVariables } from './env/env.ts'
import { specHash } from './pod-actions.ts'
import { type AnyContainer, type ContainerRole, describePod, nameOf, namespaceOf, specOf, uidOf } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import { amountOf, oomScoreAdj } from './resources.ts'

export { ConfigError }

/** What the runtime is told to make: kuberuntime_container.go generateContainerConfig. Throws {@link ConfigError}. */
export function containerConfig(
  context: KubeletContext,
  worker: PodWorker,
  container: AnyContainer,
  role: ContainerRole,
  image: StoredImage,
  attempt: number,
  sandbox: ObservedSandbox,
): ContainerConfig {
  const { pod } = worker
  const podSecurity = specOf(pod).securityContext
  const security = container.securityContext
  const runAsUser = security?.runAsUser ?? podSecurity?.runAsUser
  verifyRunAsNonRoot(worker, container, runAsUser, image)
  const env = containerEnv(context, pod, container, sandbox)
  const lookup = (name: string) => env.get(name)
  const expand = (values: readonly string[] | undefined) => (values ?? []).map((value) => encode(expandVariables(value, lookup)))
  const limits = container.resources?.limits ?? {}
  const target = targetContainer(context, worker, container)
  return {
    pod: { namespace: namespaceOf(pod), name: nameOf(pod), uid: uidOf(pod) },
    name: container.name,
    attempt,
    image,
    command: expand(container.command),
    args: expand(container.args),
    env: [...env].map(([name, value]) => [name, encode(value)] as const),
    workingDir: container.workingDir ?? '',
    mounts: containerMounts(context, pod, container, lookup, sandbox),
    runAsUser,
    runAsGroup: security?.runAsGroup ?? podSecurity?.runAsGroup,
    supplementalGroups: [
      ...(podSecurity?.supplementalGroups ?? []),
      ...(podSecurity?.fsGroup === undefined ? [] : [podSecurity.fsGroup]),
    ],
    readOnlyRootFilesystem: security?.readOnlyRootFilesystem === true,
    privileged: security?.privileged === true,
    confinement: confinementOf(podSecurity, security),
    addCapabilities: (security?.capabilities?.add ?? []).map(capabilityName),
    dropCapabilities: (security?.capabilities?.drop ?? []).map(capabilityName),
    tty: container.tty === true,
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    memoryLimitBytes: limits.memory === undefined ? undefined : amountOf(limits.memory),
    cpuLimit: limits.cpu === undefined ? undefined : amountOf(limits.cpu),
    oomScoreAdj: oomScoreAdj(pod, container, role, context.machine.memoryBytes),
    targetContainerId: target,
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    terminationMessageFromLogs: container.terminationMessagePolicy === 'FallbackToLogsOnError',
    declaredPorts: (container.ports ?? []).map((port) => port.containerPort),
    specHash: specHash(container),
  }
}

/** Seccomp is off unless asked for (SeccompDefault is off by default); AppArmor on unless privileged or told otherwise. */
function confinementOf(pod: PodSecurityContext | undefined, container: SecurityContext | undefined): Confinement {
  const privileged = container?.privileged === true
  const seccomp = (container?.seccompProfile ?? pod?.seccompProfile)?.type ?? 'Unconfined'
  const appArmor = container?.appArmorProfile ?? pod?.appArmorProfile
  const profile = appArmor?.type === 'Localhost' ? (appArmor.localhostProfile ?? '') : 'cri-containerd.apparmor.d'
  const free = appArmor ? appArmor.type === 'Unconfined' : privileged
  return {
    seccomp: !privileged && seccomp !== 'Unconfined',
    noNewPrivileges: container?.allowPrivilegeEscalation === false,
    appArmor: free ? 'unconfined' : `${profile} (enforce)`,
  }
}

function capabilityName(name: string): string {
  const upper = name.toUpperCase()
  return upper.startsWith('CAP_') ? upper.slice(4) : upper
}

/** security_context.go verifyRunAsNonRoot. */
function verifyRunAsNonRoot(worker: PodWorker, container: AnyContainer, runAsUser: number | undefined, image: StoredImage): void {
  const { pod } = worker
  const nonRoot = container.securityContext?.runAsNonRoot ?? specOf(pod).securityContext?.runAsNonRoot
  if (!nonRoot) return
  const where = `(pod: "${describePod(pod)}", container: ${container.name})`
  if (runAsUser !== undefined) {
    if (runAsUser === 0) throw new ConfigError(`container's runAsUser breaks non-root policy ${where}`)
    return
  }
  const user = (image.image.user.split(':')[0] ?? '').trim()
  if (user === '' || user === '0') throw new ConfigError(`container has runAsNonRoot and image will run as root ${where}`)
  if (!/^\d+$/.test(user)) {
    throw new ConfigError(
      `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root ${where}`,
    )
  }
}

/** An ephemeral container may look into the processes of another. */
function targetContainer(context: KubeletContext, worker: PodWorker, container: AnyContainer): string | undefined {
  const name = 'targetContainerName' in container ? container.targetContainerName : undefined
  if (!name) return undefined
  const found = context.runtime.observe(worker.uid).containers.find((candidate) => candidate.name === name)
  if (!found) throw new ConfigError(`unable to find target container ${name}`)
  return found.id
}
