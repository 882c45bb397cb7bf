/** Nobody may give what she does not have: pkg/registry/rbac/validation. */
import type { PolicyRule } from '../../api/generated/types.ts'
import type { UserInfo } from '../interface.ts'
import { type RbacSource, rulesOf } from './rbac.ts'
import { ruleCovers } from './rules.ts'

/**
 * What stands in the way of `user` creating or changing a role with these rules (or binding one); undefined if nothing.
 * The text is the `<why>` of a Forbidden. Holders of the verb `escalate` (or `bind`) are to be let through before.
 */
export function escalationProblem(
  source: RbacSource,
  user: UserInfo,
  rules: readonly PolicyRule[],
  namespace: string | undefined,
): string | undefined {
  const held = rulesOf(source, user, namespace)
  const missing = rules.flatMap(atoms).filter((atom) => !held.some((rule) => ruleCovers(rule, atom)))
  if (missing.length === 0) return undefined
  const groups = user.groups.map((one) => JSON.stringify(one)).join(' ')
  const lines = [...new Set(missing.map(compact))].sort()
  const who = `user ${JSON.stringify(user.name)} (groups=[${groups}])`
  return `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`
}

/** One verb, group, resource and name each, so that several rules may cover one together. */
function atoms(rule: PolicyRule): readonly PolicyRule[] {
  const verbs = rule.verbs ?? []
  if (rule.nonResourceURLs?.length) {
    return verbs.flatMap((verb) => (rule.nonResourceURLs ?? []).map((url) => ({ verbs: [verb], nonResourceURLs: [url] })))
  }
  const names = rule.resourceNames?.length ? rule.resourceNames.map((name) => [name]) : [undefined]
  return verbs.flatMap((verb) =>
    (rule.apiGroups ?? []).flatMap((apiGroup) =>
      (rule.resources ?? []).flatMap((resource) =>
        names.map((resourceNames) => ({
          verbs: [verb],
          apiGroups: [apiGroup],
          resources: [resource],
          ...(resourceNames ? { resourceNames } : {}),
        })),
      ),
    ),
  )
}

/** rbacv1helpers.CompactString */
function compact(rule: PolicyRule): string {
  const part = (name: string, list: readonly string[] | undefined) =>
    list?.length ? [`${name}:[${list.map((one) => JSON.stringify(one)).join(', ')}]`] : []
  const parts = [
    ...part('APIGroups', rule.apiGroups),
    ...part('Resources', rule.resources),
    ...part('NonResourceURLs', rule.nonResourceURLs),
    ...part('ResourceNames', rule.resourceNames),
    ...part('Verbs', rule.verbs),
  ]
  return `{${parts.join(', ')}}`
}
