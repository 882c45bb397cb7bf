import type { Run } from '../../../cluster/machine/program.ts'
import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import { allNamespacesFlag } from '../../flag-sets.ts'
import type { Invocation } from '../../invocation.ts'
import { isObject, listAt, textAt } from '../../json-value.ts'
import { alignRows } from '../../printers/table.ts'

export const canI: Command = {
  name: 'can-i',
  use: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]',
  short: 'Check whether an action is allowed',
  long: 'Check whether an action is allowed: by you, or by somebody else with --as. Exit code 0 is yes, 1 is no.',
  examples: `
# May I create pods in all namespaces?
kubectl auth can-i create pods --all-namespaces

# May a service account list deployments?
kubectl auth can-i list deployments.apps --as=system:serviceaccount:dev:foo -n dev

# May I read the log of a pod?
kubectl auth can-i get pods --subresource=log

# What may I do here?
kubectl auth can-i --list`,
  flags: [
    allNamespacesFlag,
    { name: 'list', type: 'bool', default: 'false', usage: 'Show all that is allowed.' },
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Leave the headers out, with --list.' },
    { name: 'quiet', shorthand: 'q', type: 'bool', default: 'false', usage: 'Say nothing; the exit code tells.' },
    { name: 'subresource', type: 'string', usage: 'A subresource: log, exec, status…' },
  ],
  *run(k) {
    if (k.flags.bool('list')) return yield* listAll(k)
    if (k.args.length < 2 || k.args.length > 3)
      throw new KubectlError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      )
    const [verb = '', target = '', nameArgument] = k.args
    const spec = target.startsWith('/')
      ? { nonResourceAttributes: { path: target, verb } }
      : { resourceAttributes: attributes(k, verb, target, nameArgument) }
    const status = review(k, 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', spec)
    const allowed = isObject(status) && status.allowed === true
    if (!k.flags.bool('quiet')) {
      const reason = textAt(status, 'reason')
      const error = textAt(status, 'evaluationError')
      yield* k.out(
        `${allowed ? 'yes' : 'no'}${!allowed && reason !== '' ? ` - ${reason}` : ''}${error === '' ? '' : ` - ${error}`}\n`,
      )
    }
    return allowed ? 0 : 1
  },
}

function review(k: Invocation, resource: string, kind: string, spec: unknown): unknown {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind, metadata: {}, spec }
  const answer = k.connection.request({ method: 'POST', path: `/apis/authorization.k8s.io/v1/${resource}`, body }).body
  return isObject(answer) ? answer.status : undefined
}

function attributes(k: Invocation, verb: string, target: string, nameArgument: string | undefined) {
  const [word = '', inTarget] = target.split('/')
  const name = nameArgument ?? inTarget ?? ''
  const namespace = k.allNamespaces ? '' : k.namespace
  const subresource = k.flags.string('subresource')
  if (word === '*') return { namespace, verb, group: '*', resource: '*', subresource, name }
  const type = k.discovery.find(word)
  if (!type) {
    k.connection.warn(`the server doesn't have a resource type '${word}'`)
    const [resource = '', ...group] = word.split('.')
    return { namespace, verb, group: group.join('.'), resource, subresource, name }
  }
  if (!type.namespaced && !k.allNamespaces) {
    k.connection.warn(
      `resource '${type.resource}' is not namespace scoped${type.group === '' ? '' : ` in group '${type.group}'`}\n`,
    )
  }
  return { namespace: type.namespaced ? namespace : '', verb, group: type.group, resource: type.resource, subresource, name }
}

function* listAll(k: Invocation): Run<number> {
  const status = review(k, 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', { namespace: k.namespace })
  const brackets = (list: readonly unknown[]) => `[${list.join(' ')}]`
  const rows: string[][] = []
  for (const rule of listAt(status, 'resourceRules')) {
    const groups = listAt(rule, 'apiGroups').map(String)
    for (const resource of listAt(rule, 'resources').map(String)) {
      for (const group of groups.length === 0 ? [''] : groups) {
        const name = group === '' ? resource : group === '*' && resource === '*' ? '*.*' : `${resource}.${group}`
        rows.push([name, '[]', brackets(listAt(rule, 'resourceNames')), brackets(listAt(rule, 'verbs'))])
      }
    }
  }
  for (const rule of listAt(status, 'nonResourceRules'))
    rows.push(['', brackets(listAt(rule, 'nonResourceURLs')), '[]', brackets(listAt(rule, 'verbs'))])
  if (isObject(status) && status.incomplete === true)
    yield* k.err(`warning: the list may be incomplete: ${textAt(status, 'evaluationError')}\n`)
  yield* k.out(
    alignRows([...(k.flags.bool('no-headers') ? [] : [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']]), ...rows]),
  )
  return 0
}
