import type { RuntimeClass, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../api/generated/types.ts'
import { formatLabelSelector } from '../../api/label-selector.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, number, type TableColumns, text } from './table.ts'

export const admissionPolicyColumns: TableColumns = {
  columns: [nameColumn, number('Validations'), text('ParamKind'), ageColumn],
  cells(object, now) {
    const { metadata, spec } = object as ValidatingAdmissionPolicy
    const { apiVersion, kind } = spec?.paramKind ?? {}
    return [
      metadata.name,
      spec?.validations?.length ?? 0,
      spec?.paramKind ? `${apiVersion}/${kind}` : '<unset>',
      since(metadata.creationTimestamp, now),
    ]
  },
}

export const admissionPolicyBindingColumns: TableColumns = {
  columns: [nameColumn, text('PolicyName'), text('ParamRef'), ageColumn],
  cells(object, now) {
    const { metadata, spec } = object as ValidatingAdmissionPolicyBinding
    return [metadata.name, spec.policyName, paramRef(spec), since(metadata.creationTimestamp, now)]
  },
}

function paramRef({ paramRef: ref }: ValidatingAdmissionPolicyBinding['spec']): string {
  if (!ref) return '<unset>'
  if (ref.name) return `${ref.namespace || '*'}/${ref.name}`
  return ref.selector ? formatLabelSelector(ref.selector) : '<unset>'
}

export const runtimeClassColumns: TableColumns = {
  columns: [nameColumn, text('Handler'), ageColumn],
  cells(object, now) {
    const { metadata, handler } = object as RuntimeClass
    return [metadata.name, handler, since(metadata.creationTimestamp, now)]
  },
}
