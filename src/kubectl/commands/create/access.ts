import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import type { Flag } from '../../flags.ts'
import type { Invocation } from '../../invocation.ts'
import { createGenerated, generatorFlags, nameArgument } from './generator.ts'

const ruleFlags: readonly Flag[] = [
  { name: 'resource', type: 'stringSlice', usage: 'The resources that the rule is about.' },
  { name: 'resource-name', type: 'stringArray', usage: 'A name that the rule is limited to; may be given several times.' },
  { name: 'verb', type: 'stringSlice', usage: 'The verbs that are allowed.' },
]
const subjectFlags: readonly Flag[] = [
  { name: 'group', type: 'stringArray', usage: 'Groups to bind.' },
  { name: 'serviceaccount', type: 'stringArray', usage: 'Service accounts to bind, <namespace>:<name>.' },
  { name: 'user', type: 'stringArray', usage: 'Users to bind.' },
]

export const role: Command = {
  name: 'role',
  use: 'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] [options]',
  short: 'Create a role with single rule',
  examples: '# Allow to look at pods\nkubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods',
  flags: [...generatorFlags, ...ruleFlags],
  *run(k) {
    const name = nameArgument(k)
    if (k.flags.list('verb').length === 0) throw new KubectlError('at least one verb must be specified')
    if (k.flags.list('resource').length === 0) throw new KubectlError('at least one resource must be specified')
    return yield* createGenerated(k, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name },
      ...{ rules: resourceRules(k) },
    })
  },
}

export const clusterRole: Command = {
  name: 'clusterrole',
  use: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] [options]',
  short: 'Create a cluster role',
  examples: `
# Allow to look at pods in all namespaces
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# Allow a path that is no resource
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*`,
  flags: [
    ...generatorFlags,
    ...ruleFlags,
    { name: 'aggregation-rule', type: 'stringToString', usage: 'Labels of the cluster roles to collect the rules of.' },
    { name: 'non-resource-url', type: 'stringSlice', usage: 'Paths that are no resources.' },
  ],
  *run(k) {
    const name = nameArgument(k)
    const paths = k.flags.list('non-resource-url')
    const aggregation = k.flags.map('aggregation-rule')
    const head = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name } }
    if (Object.keys(aggregation).length > 0) {
      return yield* createGenerated(k, {
        ...head,
        ...{ aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregation }] }, rules: [] },
      })
    }
    if (k.flags.list('verb').length === 0) throw new KubectlError('at least one verb must be specified')
    if (k.flags.list('resource').length === 0 && paths.length === 0)
      throw new KubectlError('one of resource or nonResourceURL must be specified')
    const rules = [...resourceRules(k), ...(paths.length > 0 ? [{ nonResourceURLs: paths, verbs: verbsOf(k) }] : [])]
    return yield* createGenerated(k, { ...head, ...{ rules } })
  },
}

export const roleBinding: Command = {
  name: 'rolebinding',
  use: 'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  short: 'Create a role binding for a particular role or cluster role',
  examples:
    '# Let a service account do what the cluster role view allows, in this namespace\nkubectl create rolebinding look --clusterrole=view --serviceaccount=default:robot',
  flags: [
    ...generatorFlags,
    ...subjectFlags,
    { name: 'clusterrole', type: 'string', usage: 'The cluster role that is bound.' },
    { name: 'role', type: 'string', usage: 'The role that is bound.' },
  ],
  *run(k) {
    const name = nameArgument(k)
    const clusterRoleName = k.flags.string('clusterrole')
    const roleName = k.flags.string('role')
    if ((clusterRoleName === '') === (roleName === ''))
      throw new KubectlError('exactly one of clusterrole or role must be specified')
    return yield* createGenerated(
      k,
      binding(k, 'RoleBinding', name, roleName === '' ? ['ClusterRole', clusterRoleName] : ['Role', roleName]),
    )
  },
}

export const clusterRoleBinding: Command = {
  name: 'clusterrolebinding',
  use: 'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  short: 'Create a cluster role binding for a particular cluster role',
  examples:
    '# Make users admins of the whole cluster\nkubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --group=group1',
  flags: [
    ...generatorFlags,
    ...subjectFlags,
    { name: 'clusterrole', type: 'string', usage: 'The cluster role that is bound.', required: true },
  ],
  run: (k) =>
    createGenerated(k, binding(k, 'ClusterRoleBinding', nameArgument(k), ['ClusterRole', k.flags.string('clusterrole')])),
}

function verbsOf(k: Invocation): readonly string[] {
  const verbs = [...new Set(k.flags.list('verb'))]
  return verbs.includes('*') ? ['*'] : verbs
}

/** One rule for each API group, in the order in which the groups were first named. */
function resourceRules(k: Invocation): readonly unknown[] {
  const groups = new Map<string, string[]>()
  for (const text of k.flags.list('resource')) {
    const [word = '', subresource] = text.split('/')
    const type = word === '*' ? { group: '', resource: '*' } : k.discovery.forWord(word)
    const name = subresource === undefined ? type.resource : `${type.resource}/${subresource}`
    const list = groups.get(type.group)
    if (list) list.push(name)
    else groups.set(type.group, [name])
  }
  const resourceNames = k.flags.list('resource-name')
  return [...groups].map(([group, resources]) => ({
    apiGroups: [group],
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
    resources,
    verbs: verbsOf(k),
  }))
}

function binding(k: Invocation, kind: string, name: string, [roleKind, roleName]: readonly [string, string]) {
  const apiGroup = 'rbac.authorization.k8s.io'
  const accounts = k.flags.list('serviceaccount').map((text) => {
    const [namespace = '', account = '', ...more] = text.split(':')
    if (account === '' || namespace === '' || more.length > 0) throw new KubectlError('serviceaccount must be <namespace>:<name>')
    return { kind: 'ServiceAccount', name: account, namespace }
  })
  const subjects = [
    ...k.flags.list('user').map((user) => ({ apiGroup, kind: 'User', name: user })),
    ...k.flags.list('group').map((group) => ({ apiGroup, kind: 'Group', name: group })),
    ...accounts,
  ]
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name },
    ...{ roleRef: { apiGroup, kind: roleKind, name: roleName }, ...(subjects.length > 0 ? { subjects } : {}) },
  }
}
