/** How a field is merged, read from the generated schema: struct tags patchStrategy and patchMergeKey upstream. */
import { definitionOf, fieldOf, referenceOf } from '../schema.ts'

export interface MergeRule {
  /** Lists only: merge elements (by `mergeKey`, or as a set of plain values) instead of replacing the list. */
  readonly merge: boolean
  readonly mergeKey: string | undefined
  /** `$retainKeys` may come with it. */
  readonly retainKeys: boolean
  /** Maps only: replaced as a whole. */
  readonly replace: boolean
  /** Definition of the value, or of a list's elements; undefined for free maps and plain values. */
  readonly definition: string | undefined
}

const plain: MergeRule = { merge: false, mergeKey: undefined, retainKeys: false, replace: false, definition: undefined }
const rules = new Map<string, MergeRule>()

/** The rule for one field of a definition; fields that the schema does not know are merged as plain JSON. */
export function mergeRule(definition: string | undefined, field: string): MergeRule {
  if (definition === undefined) return plain
  const key = `${definition}.${field}`
  let rule = rules.get(key)
  if (!rule) {
    rule = ruleOf(definition, field)
    rules.set(key, rule)
  }
  return rule
}

function ruleOf(definition: string, field: string): MergeRule {
  const schema = fieldOf(definition, field)
  if (!schema) return plain
  const strategies = schema.patchStrategy?.split(',') ?? []
  const reference = referenceOf(schema) ?? (schema.items ? referenceOf(schema.items) : undefined)
  const target = reference !== undefined && definitionOf(reference)?.properties ? reference : undefined
  return {
    merge: strategies.includes('merge'),
    mergeKey: schema.mergeKey,
    retainKeys: strategies.includes('retainKeys'),
    replace: strategies.includes('replace'),
    definition: target,
  }
}
