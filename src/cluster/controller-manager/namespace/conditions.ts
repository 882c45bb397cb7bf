import { setCondition } from '../../api/conditions.ts'
import type { NamespaceCondition } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'

/** What is left of a namespace. */
export interface Remaining {
  /** `pods.` → how many */
  readonly counts: ReadonlyMap<string, number>
  /** finalizer → on how many objects */
  readonly finalizers: ReadonlyMap<string, number>
}

/** The five conditions of a namespace on its way out (namespace/deletion/status_condition_utils.go). */
export function deletionConditions(
  old: readonly NamespaceCondition[] | undefined,
  { counts, finalizers }: Remaining,
  wallTime: number,
): readonly NamespaceCondition[] {
  const lastTransitionTime = formatTime(wallTime)
  let conditions = old ?? []
  const set = (type: string, bad: boolean, reason: string, message: string): void => {
    conditions = setCondition(conditions, { type, status: bad ? 'True' : 'False', lastTransitionTime, reason, message })
  }
  set('NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered')
  set('NamespaceDeletionGroupVersionParsingFailure', false, 'ParsedGroupVersions', 'All legacy kube types successfully parsed')
  set(
    'NamespaceDeletionContentFailure',
    false,
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  )
  if (counts.size) {
    const list = sorted(counts).map(([label, count]) => `${label} has ${count} resource instances`)
    set('NamespaceContentRemaining', true, 'SomeResourcesRemain', `Some resources are remaining: ${list.join(', ')}`)
  } else {
    set('NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed')
  }
  if (finalizers.size) {
    const list = sorted(finalizers).map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
    const message = `Some content in the namespace has finalizers remaining: ${list.join(', ')}`
    set('NamespaceFinalizersRemaining', true, 'SomeFinalizersRemain', message)
  } else {
    set('NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished')
  }
  return conditions
}

function sorted(counts: ReadonlyMap<string, number>): readonly [string, number][] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}
