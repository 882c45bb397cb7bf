import {
  checkFieldSelector,
  type FieldSelector,
  FieldSelectorError,
  matchesFieldSelector,
  parseFieldSelector,
} from '../../api/field-selector.ts'
import { matchesSelector, parseLabelSelector, type Selector, SelectorError } from '../../api/label-selector.ts'
import type { Content, Resource } from '../registry/resource.ts'
import { badRequest } from '../status.ts'

/** A filter over objects; undefined takes everything. */
export type Filter = (object: Content) => boolean

export interface Selection {
  readonly filter: Filter | undefined
  readonly fields: FieldSelector
}

export const everything: Selection = { filter: undefined, fields: [] }

/** The label and field selectors of a list or watch. */
export function selectionOf(resource: Resource, labels: string | undefined, fields: string | undefined): Selection {
  if (!labels && !fields) return everything
  const bySelector: Selector | undefined = labels ? read(() => parseLabelSelector(labels)) : undefined
  const byFields = fields ? read(() => checked(resource, parseFieldSelector(fields))) : []
  const { kind } = resource
  return {
    fields: byFields,
    filter: (object) =>
      (!bySelector || matchesSelector(bySelector, object.metadata.labels)) &&
      (byFields.length === 0 || matchesFieldSelector(kind, byFields, object)),
  }
}

function checked(resource: Resource, selector: FieldSelector): FieldSelector {
  checkFieldSelector(resource.kind, selector)
  return selector
}

function read<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SelectorError || error instanceof FieldSelectorError) throw badRequest(error.message)
    throw error
  }
}
