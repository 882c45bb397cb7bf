import type { Pod } from '../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { describeGeneric } from './generic.ts'
import type { DescribeContext } from './page.ts'
import { describePod } from './pod.ts'

const isPod = (object: KubeObject): object is Pod => object.kind === 'Pod' && object.apiVersion === 'v1'

/** The description of an object, in the layout of its kind. */
export function describeObject(object: KubeObject, context: DescribeContext): string {
  if (isPod(object)) return describePod(object, context)
  return describeGeneric(object, context)
}
