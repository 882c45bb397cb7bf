import type { ParamKind, ParamRef } from '../../../api/generated/types.ts'
import { groupResource, kindInfo } from '../../../api/kinds.ts'
import { labelSelectorMatches } from '../../../api/label-selector.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { PolicyContext } from '../context.ts'

/** A binding that cannot be used; failurePolicy decides what that means. */
export class ConfigurationError extends Error {}

interface ParamPlace {
  readonly storage: string
  readonly namespaced: boolean
}

const definitions = 'customresourcedefinitions.apiextensions.k8s.io'

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string
    readonly scope: string
    readonly names: { readonly kind: string; readonly plural: string }
    readonly versions: readonly { readonly name: string; readonly served: boolean }[]
  }
}

function placeOf({ apiVersion = '', kind = '' }: ParamKind, context: PolicyContext): ParamPlace | undefined {
  const info = kindInfo(apiVersion, kind)
  if (info) return info.stored ? { storage: groupResource(info), namespaced: info.namespaced } : undefined
  const [group, version] = apiVersion.split('/')
  for (const object of context.list(definitions)) {
    const { spec } = object as Definition
    if (spec.group !== group || spec.names.kind !== kind) continue
    if (!spec.versions.some((one) => one.name === version && one.served)) continue
    return { storage: `${spec.names.plural}.${group}`, namespaced: spec.scope === 'Namespaced' }
  }
  return undefined
}

/**
 * CollectParams of apiserver/pkg/admission/plugin/policy/generic: the objects with which a policy is tried, one after
 * the other; `undefined` stands for none. Throws a ConfigurationError.
 */
export function collectParams(
  kind: ParamKind | undefined,
  ref: ParamRef | undefined,
  namespace: string | undefined,
  context: PolicyContext,
): readonly (KubeObject | undefined)[] {
  if (!kind || !ref) return [undefined]
  const place = placeOf(kind, context)
  if (!place) throw new ConfigurationError(`paramKind kind \`${kind.apiVersion}, Kind=${kind.kind}\` not known`)
  const where = place.namespaced ? ref.namespace || namespace : undefined
  if (place.namespaced && !where) {
    throw new ConfigurationError('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources')
  }
  if (!place.namespaced && ref.namespace) {
    throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`')
  }
  const found = ref.name
    ? [context.get(place.storage, where, ref.name)].filter((one) => one !== undefined)
    : context.list(place.storage, where).filter((one) => labelSelectorMatches(ref.selector, one.metadata.labels))
  if (found.length === 0 && ref.parameterNotFoundAction === 'Deny') {
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction')
  }
  return found
}
