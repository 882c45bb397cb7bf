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
  const rows = compactRules(status).map(({ group, resource, url, names, verbs }) => {
    const what = group === '' ? resource : `${resource}.${group}`
    return [what, brackets(url === undefined ? [] : [url]), brackets(names), brackets(verbs)]
  })
  if (isObject(status) && status.incomplete === true)
    yield* k.err(`warning: the list may be incomplete: ${textAt(status, 'evaluationError')}\n`)
  yield* k.out(
    alignRows([...(k.flags.bool('no-headers') ? [] : [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']]), ...rows]),
  )
  return 0
}

interface SimpleRule {
  readonly group: string
  readonly resource: string
  readonly url: string | undefined
  readonly names: readonly string[]
  readonly verbs: string[]
}

/** One rule for each resource or URL with its verbs together, in the order of upstream's rbac helpers. */
function compactRules(status: unknown): readonly SimpleRule[] {
  const compact = new Map<string, SimpleRule>()
  const add = (key: string, verbs: readonly string[], rule: Omit<SimpleRule, 'verbs'>) => {
    const known = compact.get(key)
    if (known) for (const verb of verbs) known.verbs.includes(verb) || known.verbs.push(verb)
    else compact.set(key, { ...rule, verbs: [...verbs] })
  }
  for (const rule of listAt(status, 'resourceRules')) {
    const names = listAt(rule, 'resourceNames').map(String)
    for (const resource of listAt(rule, 'resources').map(String)) {
      for (const group of listAt(rule, 'apiGroups').map(String)) {
        const key = JSON.stringify([group, resource, names])
        add(key, listAt(rule, 'verbs').map(String), { group, resource, url: undefined, names })
      }
    }
  }
  // URLs that several rules name stand there as often
  let count = 0
  for (const rule of listAt(status, 'nonResourceRules')) {
    for (const url of listAt(rule, 'nonResourceURLs').map(String)) {
      const verbs = listAt(rule, 'verbs').map(String)
      add(String(count++), verbs, { group: '', resource: '', url, names: [] })
    }
  }
  const text = ({ verbs, group, resource, names, url }: SimpleRule) =>
    `[${verbs.join(' ')}] [${url === undefined ? group : ''}] [${resource}] [${names.join(' ')}] [${url ?? ''}]`
  return [...compact.values()].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))
}
