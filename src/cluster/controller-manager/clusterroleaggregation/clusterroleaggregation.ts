import { semanticEqual } from '../../api/equality.ts'
import type { ClusterRole } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { type GroupVersionResource, keyOf } from '../../api/object.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'

const clusterRoles: GroupVersionResource = { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'clusterroles' }

/** Fills the rules of roles that gather those of others (pkg/controller/clusterroleaggregation). */
export const clusterRoleAggregationController: Controller = {
  name: 'clusterrole-aggregation-controller',
  watches: [{ resource: clusterRoles, keys: (_object, context) => gathering(context).map(keyOf) }],
  reconcile(name, { api, informers }) {
    const roles = informers.for<ClusterRole>(clusterRoles)
    const role = roles.get(undefined, name)
    const selectors = role?.aggregationRule?.clusterRoleSelectors
    if (!role || !selectors) return
    const rules: NonNullable<ClusterRole['rules']>[number][] = []
    for (const other of roles.list()) {
      if (other === role || !selectors.some((selector) => labelSelectorMatches(selector, other.metadata.labels ?? {}))) continue
      for (const rule of other.rules ?? []) if (!rules.some((one) => semanticEqual(one, rule))) rules.push(rule)
    }
    if (!semanticEqual(rules, role.rules ?? [])) api.update(clusterRoles, { ...role, rules })
  },
}

function gathering({ informers }: ControllerContext): readonly ClusterRole[] {
  return informers
    .for<ClusterRole>(clusterRoles)
    .list()
    .filter((role) => role.aggregationRule)
}
