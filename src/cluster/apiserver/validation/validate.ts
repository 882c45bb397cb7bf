/** Validation of all kinds: what is wrong with a new object, or with a change. */
import type { FieldError } from '../../api/field-errors.ts'
import { kindInfo } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/object.ts'
import { type KindValidation, validations } from './kind-validations.ts'
import { checkMetadata, checkMetadataUpdate } from './metadata.ts'

/** Everything that is wrong with a new object, metadata first; empty if it may be stored. */
export function validateCreate(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = []
  const info = kindInfo(object.apiVersion, object.kind)
  checkMetadata(errors, object, info?.namespaced ?? object.metadata.namespace !== undefined)
  validations[object.kind]?.create?.(errors, object)
  return errors
}

/**
 * Everything that is wrong with a change.
 * @param subresource `status`, `resize`…; undefined for the object itself
 */
export function validateUpdate(object: KubeObject, old: KubeObject, subresource?: string): readonly FieldError[] {
  const errors: FieldError[] = []
  checkMetadataUpdate(errors, object, old)
  const validation: KindValidation | undefined = validations[object.kind]
  if (subresource === undefined) {
    const check = validation?.update ?? ((list, now) => validation?.create?.(list, now))
    check(errors, object, old)
  } else validation?.subresources?.[subresource]?.(errors, object, old)
  return errors
}
