import type { Pod } from '../api/generated/types.ts'
import type { ObservedContainer } from '../runtime/observed.ts'
import { type AnyContainer, specOf } from './pod-spec.ts'

/** The action of the first restart rule that matches the exit code. */
function matchingRule(container: AnyContainer, exitCode: number): string | undefined {
  for (const rule of container.restartPolicyRules ?? []) {
    const values = rule.exitCodes?.values ?? []
    const within = values.includes(exitCode)
    if (rule.exitCodes?.operator === 'In' ? within : rule.exitCodes?.operator === 'NotIn' && !within) return rule.action
  }
  return undefined
}

/** Whether a container that ended with this exit code is to run again: podutil.ContainerShouldRestart. */
export function containerShouldRestart(container: AnyContainer, pod: Pod, exitCode: number): boolean {
  if (container.restartPolicy !== undefined) {
    if (matchingRule(container, exitCode) !== undefined) return true
    return byPolicy(container.restartPolicy, exitCode)
  }
  return byPolicy(specOf(pod).restartPolicy ?? 'Always', exitCode)
}

function byPolicy(policy: string, exitCode: number): boolean {
  if (policy === 'Never') return false
  if (policy === 'OnFailure') return exitCode !== 0
  return true
}

/** Whether this exit asks for all containers of the Pod to start over (RestartAllContainersOnContainerExits). */
export function restartsAllContainers(container: AnyContainer, exitCode: number): boolean {
  return container.restartPolicy !== undefined && matchingRule(container, exitCode) === 'RestartAllContainers'
}

/** For kills by probes and hooks, where there is no exit code yet: only the policies count. */
export function mayRestartAfterKill(container: AnyContainer, pod: Pod): boolean {
  return (container.restartPolicy ?? specOf(pod).restartPolicy ?? 'Always') !== 'Never'
}

/** kubecontainer.ShouldContainerBeRestarted. */
export function shouldContainerBeRestarted(container: AnyContainer, pod: Pod, status: ObservedContainer | undefined): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false
  if (!status) return true
  if (status.state === 'running') return false
  if (status.state === 'unknown' || status.state === 'created') return true
  return containerShouldRestart(container, pod, status.exitCode)
}
