import { type FieldError, forbidden, invalid as invalidField } from '../../api/field-errors.ts'
import type { ApiRequest } from '../interface.ts'
import { invalid } from '../status.ts'
import { flag, integer, param } from './query.ts'

/** The query of a list or watch. */
export interface ListOptions {
  readonly labelSelector: string | undefined
  readonly fieldSelector: string | undefined
  readonly resourceVersion: string
  readonly resourceVersionMatch: string
  readonly limit: number
  readonly continue: string
  readonly timeoutSeconds: number | undefined
  readonly allowWatchBookmarks: boolean
  readonly sendInitialEvents: boolean | undefined
}

/** Reads and checks the options: apimachinery/pkg/apis/meta/internalversion/validation. */
export function listOptions({ query }: ApiRequest, watching: boolean): ListOptions {
  const options: ListOptions = {
    labelSelector: param(query, 'labelSelector') || undefined,
    fieldSelector: param(query, 'fieldSelector') || undefined,
    resourceVersion: param(query, 'resourceVersion') ?? '',
    resourceVersionMatch: param(query, 'resourceVersionMatch') ?? '',
    limit: integer(query, 'limit') ?? 0,
    continue: param(query, 'continue') ?? '',
    timeoutSeconds: integer(query, 'timeoutSeconds'),
    allowWatchBookmarks: flag(query, 'allowWatchBookmarks'),
    sendInitialEvents: param(query, 'sendInitialEvents') === undefined ? undefined : flag(query, 'sendInitialEvents'),
  }
  const errors = problemsOf(options, watching)
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
  return options
}

function problemsOf(options: ListOptions, watching: boolean): readonly FieldError[] {
  const { resourceVersion: version, resourceVersionMatch: match } = options
  const errors: FieldError[] = []
  const initial = options.sendInitialEvents
  if (watching && initial !== undefined) {
    if (match !== 'NotOlderThan') {
      errors.push(forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'))
    }
    return errors
  }
  if (watching) {
    const why = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'
    if (match) errors.push(forbidden('resourceVersionMatch', why))
    return errors
  }
  if (initial !== undefined) errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  if (!match) return errors
  if (!version) {
    errors.push(forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'))
  }
  if (options.continue) {
    errors.push(forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'))
  }
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    errors.push(invalidField('resourceVersionMatch', match, 'supported values: "Exact", "NotOlderThan", ""'))
  }
  if (match === 'Exact' && version === '0') {
    errors.push(forbidden('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
  }
  return errors
}
