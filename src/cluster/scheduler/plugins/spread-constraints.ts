import type { Node, Pod, TopologySpreadConstraint } from '../../api/generated/types.ts'
import { formatSelector, matchesSelector, type Selector, selectorOf } from '../../api/label-selector.ts'
import { matchesRequiredNodes } from '../../api/node-selector.ts'
import { toleratesAny } from '../../api/taints.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'

export const hostnameKey = 'kubernetes.io/hostname'

/** A topology spread constraint, bound to the pod that bears it. */
export interface SpreadConstraint {
  readonly topologyKey: string
  readonly maxSkew: number
  readonly minDomains: number
  readonly selector: Selector | undefined
  /** Names the selector, for counting. */
  readonly selectorText: string
  readonly honorAffinity: boolean
  readonly honorTaints: boolean
}

export function constraintsOf(pod: PodInfo, when: 'DoNotSchedule' | 'ScheduleAnyway'): readonly SpreadConstraint[] {
  const all = pod.pod.spec?.topologySpreadConstraints
  return all ? all.filter((one) => one.whenUnsatisfiable === when).map((one) => bind(one, pod)) : []
}

function bind(constraint: TopologySpreadConstraint, pod: PodInfo): SpreadConstraint {
  let selector = selectorOf(constraint.labelSelector)
  const extra = (constraint.matchLabelKeys ?? []).filter((key) => pod.labels[key] !== undefined)
  if (selector && extra.length) {
    selector = [...selector, ...extra.map((key) => ({ key, operator: 'in' as const, values: [pod.labels[key] as string] }))]
  }
  return spreadConstraint(constraint.topologyKey, constraint.maxSkew, selector, {
    minDomains: constraint.minDomains ?? 1,
    honorAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
    honorTaints: constraint.nodeTaintsPolicy === 'Honor',
  })
}

export function spreadConstraint(
  topologyKey: string,
  maxSkew: number,
  selector: Selector | undefined,
  policy: { readonly minDomains: number; readonly honorAffinity: boolean; readonly honorTaints: boolean },
): SpreadConstraint {
  return { topologyKey, maxSkew, selector, selectorText: selector ? formatSelector(selector) : '', ...policy }
}

export function selects({ selector }: SpreadConstraint, labels: Readonly<Record<string, string>> | undefined): boolean {
  return selector !== undefined && matchesSelector(selector, labels)
}

/** Whether pods on that node count at all (matchNodeInclusionPolicies). */
export function counts({ honorAffinity, honorTaints }: SpreadConstraint, pod: Pod, node: NodeInfo): boolean {
  if (honorAffinity && !matchesRequiredNodes(pod, node.node as Node)) return false
  if (!honorTaints) return true
  return node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || toleratesAny(pod.spec?.tolerations, taint))
}

export function hasAllKeys(node: NodeInfo, constraints: readonly SpreadConstraint[]): boolean {
  for (const { topologyKey } of constraints) if (node.labels[topologyKey] === undefined) return false
  return true
}
