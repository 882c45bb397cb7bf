import { type FieldError, invalid } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { RuntimeClass } from '../../api/generated/types.ts'
import { dns1123Label } from '../../api/names.ts'
import { checkFormat, checkQuantityNotNegative, immutableField } from './checks.ts'
import { checkLabels } from './labels.ts'

/** pkg/apis/node/validation */
export function checkRuntimeClass(errors: FieldError[], given: RuntimeClass): void {
  checkFormat(errors, 'handler', given.handler ?? '', dns1123Label)
  const fixed = FieldPath.of('overhead').child('podFixed')
  for (const [name, amount] of Object.entries(given.overhead?.podFixed ?? {})) {
    checkQuantityNotNegative(errors, fixed.key(name), amount)
  }
  checkLabels(errors, FieldPath.of('scheduling').child('nodeSelector'), given.scheduling?.nodeSelector)
}

export function checkRuntimeClassUpdate(errors: FieldError[], now: RuntimeClass, old: RuntimeClass): void {
  checkRuntimeClass(errors, now)
  if (now.handler !== old.handler) errors.push(invalid('handler', now.handler, immutableField))
}
