import { matchesSelector, parseLabelSelector, SelectorError } from '../cluster/api/label-selector.ts'
import { KubectlError } from './errors.ts'

/** Whether labels match a selector as `-l` takes it. @throws KubectlError for one that cannot be read */
export function labelsMatch(selector: string, labels: Readonly<Record<string, string>>): boolean {
  try {
    return matchesSelector(parseLabelSelector(selector), labels)
  } catch (error) {
    if (error instanceof SelectorError) throw new KubectlError(error.message)
    throw error
  }
}
