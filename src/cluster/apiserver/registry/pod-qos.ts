import type { Container, Pod } from '../../api/generated/types.ts'
import { compareQuantities, isZeroQuantity, type QuantityText } from '../../api/quantity.ts'

const counted = ['cpu', 'memory'] as const

/**
 * Quality of service (pkg/apis/core/v1/helper/qos): Guaranteed if every container limits cpu and memory and requests
 * just that, BestEffort if none asks for anything, else Burstable. Zero quantities do not count.
 */
export function qosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const spec = pod.spec
  if (!spec) return 'BestEffort'
  const holders: readonly Pick<Container, 'resources'>[] = hasPodLevel(spec.resources)
    ? [{ resources: spec.resources }]
    : [...spec.containers, ...(spec.initContainers ?? [])]
  let any = false
  let guaranteed = true
  for (const { resources } of holders) {
    for (const name of counted) {
      const request = resources?.requests?.[name]
      const limit = resources?.limits?.[name]
      if (counts(request) || counts(limit)) any = true
      if (!counts(limit) || (counts(request) && compareQuantities(request, limit) !== 0)) guaranteed = false
    }
  }
  if (!any) return 'BestEffort'
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

function hasPodLevel(resources: Container['resources']): boolean {
  return counted.some((name) => counts(resources?.requests?.[name]) || counts(resources?.limits?.[name]))
}

function counts(amount: QuantityText | undefined): boolean {
  return amount !== undefined && !isZeroQuantity(amount)
}
