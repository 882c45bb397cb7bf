import type { ContainerStatus, Job, Pod, PodFailurePolicyRule } from '../../api/generated/types.ts'
import { parseIndexes } from './indexes.ts'

export interface FailureVerdict {
  readonly action: PodFailurePolicyRule['action']
  readonly message: string
}

/** What a job's podFailurePolicy says of a failed pod; the first rule that matches (pod_failure_policy.go). */
export function failureVerdict(job: Job, pod: Pod): FailureVerdict | undefined {
  const rules = job.spec?.podFailurePolicy?.rules ?? []
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as PodFailurePolicyRule
    const found = rule.onExitCodes ? byExitCode(rule, pod) : byCondition(rule, pod)
    if (found) return { action: rule.action, message: `${found} matching ${rule.action} rule at index ${i}` }
  }
  return undefined
}

function byExitCode({ onExitCodes }: PodFailurePolicyRule, { metadata, status }: Pod): string | undefined {
  if (!onExitCodes) return undefined
  const statuses: readonly ContainerStatus[] = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  for (const { name, state } of statuses) {
    if (onExitCodes.containerName !== undefined && onExitCodes.containerName !== name) continue
    const code = state?.terminated?.exitCode
    if (code === undefined || code === 0) continue
    if (onExitCodes.values.includes(code) !== (onExitCodes.operator === 'In')) continue
    return `Container ${name} for pod ${metadata.namespace}/${metadata.name} failed with exit code ${code}`
  }
  return undefined
}

function byCondition({ onPodConditions }: PodFailurePolicyRule, { metadata, status }: Pod): string | undefined {
  for (const pattern of onPodConditions ?? []) {
    const found = status?.conditions?.find((one) => one.type === pattern.type && one.status === (pattern.status ?? 'True'))
    if (found) return `Pod ${metadata.namespace}/${metadata.name} has condition ${found.type}`
  }
  return undefined
}

/** The message of the first rule of the successPolicy that the finished indexes satisfy (success_policy.go). */
export function successVerdict(job: Job, succeeded: ReadonlySet<number>): string | undefined {
  const rules = job.spec?.successPolicy?.rules ?? []
  const completions = job.spec?.completions ?? 0
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]
    const wanted = rule?.succeededIndexes === undefined ? undefined : parseIndexes(rule.succeededIndexes, completions)
    const matching = wanted ? [...wanted].filter((index) => succeeded.has(index)).length : succeeded.size
    const needed = rule?.succeededCount ?? wanted?.size ?? completions
    if (matching >= needed) return `Matched rules at index ${i}`
  }
  return undefined
}
