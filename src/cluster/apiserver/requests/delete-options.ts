import { isRecord } from '../../api/equality.ts'
import { type FieldError, invalid as invalidField, notSupported } from '../../api/field-errors.ts'
import type { ApiRequest } from '../interface.ts'
import type { DeleteOptions } from '../registry/deletion.ts'
import { badRequest, invalid } from '../status.ts'
import { bodyOf } from './body.ts'
import { param } from './query.ts'

const policies = ['Foreground', 'Background', 'Orphan', 'nil']

/** The options of a DELETE: from its body, else from its query. */
export function deleteOptions(request: ApiRequest): DeleteOptions & { readonly dryRun: boolean } {
  const body = bodyOf(request)
  if (body !== undefined && body !== null && !isRecord(body)) throw badRequest('the body of a DELETE must be DeleteOptions')
  const options = (body ?? fromQuery(request)) as DeleteOptions & { readonly dryRun?: readonly string[] }
  const errors: FieldError[] = []
  const { propagationPolicy: policy, orphanDependents } = options
  if (policy !== undefined && orphanDependents !== undefined) {
    errors.push(invalidField('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'))
  } else if (policy !== undefined && !policies.slice(0, 3).includes(policy)) {
    errors.push(notSupported('propagationPolicy', policy, policies))
  }
  if (options.dryRun?.some((one) => one !== 'All')) errors.push(notSupported('dryRun', options.dryRun, ['All']))
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors)
  return { ...options, dryRun: (options.dryRun?.length ?? 0) > 0 || param(request.query, 'dryRun') === 'All' }
}

function fromQuery({ query }: ApiRequest): DeleteOptions {
  const grace = param(query, 'gracePeriodSeconds')
  const policy = param(query, 'propagationPolicy')
  const orphan = param(query, 'orphanDependents')
  return {
    ...(grace !== undefined ? { gracePeriodSeconds: Number(grace) } : {}),
    ...(policy !== undefined ? { propagationPolicy: policy } : {}),
    ...(orphan !== undefined ? { orphanDependents: orphan === 'true' } : {}),
  }
}
