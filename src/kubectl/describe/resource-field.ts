import type { Container, ResourceFieldSelector } from '../../cluster/api/generated/types.ts'
import { parseQuantity } from '../../cluster/api/quantity.ts'

/** `limits.memory` of a container in units of the divisor, rounded up (resource.ExtractContainerResourceValue). */
export function resourceFieldValue(selector: ResourceFieldSelector, container: Pick<Container, 'resources'>): string {
  const [list = '', ...rest] = selector.resource.split('.')
  const name = rest.join('.')
  const amounts = list === 'limits' ? container.resources?.limits : container.resources?.requests
  const amount = amounts?.[name]
  if (amount === undefined) return '0'
  const divisor = String(selector.divisor ?? '1')
  const { milli } = parseQuantity(amount)
  const unit = divisor === '0' ? 1000 : parseQuantity(divisor).milli
  return String(Math.ceil(milli / unit))
}
