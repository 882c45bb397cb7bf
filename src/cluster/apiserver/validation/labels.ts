/** Labels and label selectors: apimachinery/pkg/apis/meta/v1/validation. */
import { type At, type FieldError, forbidden, invalid, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { LabelSelector } from '../../api/generated/types.ts'
import { labelValueFormat, qualifiedName } from '../../api/names.ts'
import { checkFormat, sortedKeys } from './checks.ts'

type Labels = Readonly<Record<string, string>>

/** Keys and values; the path has no key in it. */
export function checkLabels(errors: FieldError[], at: At, labels: Labels | undefined): void {
  for (const key of sortedKeys(labels)) {
    checkFormat(errors, at, key, qualifiedName)
    checkFormat(errors, at, labels?.[key] as string, labelValueFormat)
  }
}

export function checkSelector(errors: FieldError[], at: FieldPath, selector: LabelSelector | undefined): void {
  if (!selector) return
  checkLabels(errors, at.child('matchLabels'), selector.matchLabels)
  selector.matchExpressions?.forEach((one, i) => {
    checkRequirement(errors, at.child('matchExpressions').index(i), one)
  })
}

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number]

function checkRequirement(errors: FieldError[], at: FieldPath, { key, operator, values = [] }: Requirement): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(required(at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"))
      }
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const message = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        errors.push(forbidden(at.child('values'), message))
      }
      break
    default:
      errors.push(invalid(at.child('operator'), operator, 'not a valid selector operator'))
  }
  checkFormat(errors, at.child('key'), key, qualifiedName)
  values.forEach((value, i) => {
    checkFormat(errors, at.child('values').index(i), value, labelValueFormat)
  })
}

export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return !selector?.matchExpressions?.length && Object.keys(selector?.matchLabels ?? {}).length === 0
}
