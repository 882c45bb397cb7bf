import { type FieldError, forbidden, invalid as invalidField, notSupported, tooLong } from '../../api/field-errors.ts'
import type { ApiRequest } from '../interface.ts'
import { invalid } from '../status.ts'
import { param, params } from './query.ts'

const kindOf: Readonly<Partial<Record<ApiRequest['method'], string>>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
  DELETE: 'DeleteOptions',
}

const maxManagerLength = 128

/** Checks the query of a write: apimachinery/pkg/apis/meta/v1/validation. Throws Invalid. */
export function checkWriteOptions({ method, query }: ApiRequest, applying: boolean): void {
  const kind = kindOf[method]
  if (!kind || !query) return
  const errors: FieldError[] = []
  const validation = param(query, 'fieldValidation')
  const manager = param(query, 'fieldManager')
  if (method === 'PATCH' && !applying && param(query, 'force') !== undefined) {
    errors.push(forbidden('force', 'may not be specified for non-apply patch'))
  }
  if (manager !== undefined && manager.length > maxManagerLength) errors.push(tooLong('fieldManager', maxManagerLength))
  for (const [i, char] of [...(manager ?? '')].entries()) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot be printed is what is looked for
    if (/[\x00-\x1f\x7f]/.test(char)) {
      errors.push(invalidField('fieldManager', manager, `should only contain printable characters (character ${i} is not)`))
      break
    }
  }
  const dryRun = params(query, 'dryRun')
  if (dryRun.some((one) => one !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']))
  if (validation !== undefined && !['', 'Ignore', 'Strict', 'Warn'].includes(validation)) {
    errors.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']))
  }
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors)
}
