import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import type { Query } from '../connection.ts'
import { deletedUid, type Gone, waitUntilGone } from '../deletion.ts'
import { kindName } from '../discovery.ts'
import { addSource, isNotFound, KubectlError, throwCollected } from '../errors.ts'
import { allFlag, allNamespacesFlag, dryRunFlag, fieldSelectorFlag, fileFlags, selectorFlag, waitFlags } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { hasFiles, readManifests } from '../manifests.ts'
import { dryRunOf } from '../printers/printer.ts'
import { findObjects, listFound, noResources, parseTypes, parseWanted, selectorsOf } from '../resource-arguments.ts'

export const del: Command = {
  name: 'delete',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  long: `Delete resources by file names, stdin, resources and names, or by resources and label selector.

 Pods are given time to end: terminationGracePeriodSeconds, 30 s if the Pod does not say otherwise. --grace-period gives another time, --now one second, --force none at all: then the Pod leaves the API although its processes may still be running.`,
  examples: `
# Delete a pod
kubectl delete pod web

# Delete what a file describes
kubectl delete -f pod.yaml

# Delete pods and services with a label
kubectl delete pods,services -l app=web

# Delete a pod at once
kubectl delete pod web --now

# Delete a pod on a node that does not answer any more
kubectl delete pod web --force

# Delete all pods of the namespace
kubectl delete pods --all`,
  flags: [
    ...fileFlags('the resources to delete.'),
    ...waitFlags,
    allFlag('Delete all resources of the given types in the namespace.'),
    allNamespacesFlag,
    selectorFlag,
    fieldSelectorFlag,
    dryRunFlag,
    { name: 'ignore-not-found', type: 'bool', default: 'false', usage: 'Treat what is not there as deleted. True with --all.' },
    { name: 'interactive', shorthand: 'i', type: 'bool', default: 'false', usage: 'Ask before deleting.' },
    { name: 'now', type: 'bool', default: 'false', usage: 'Give one second to end (as --grace-period=1).' },
    { name: 'output', shorthand: 'o', type: 'string', usage: 'Use -o name for short output.' },
    { name: 'raw', type: 'string', usage: 'A path to send DELETE to, as it is.' },
  ],
  *run(k) {
    const raw = k.flags.string('raw')
    if (raw !== '') {
      yield* k.out(`${JSON.stringify(k.connection.request({ method: 'DELETE', path: raw }).body)}\n`)
      return 0
    }
    const options = deleteOptions(k)
    const errors: unknown[] = []
    const targets = yield* findTargets(k, errors)
    if (k.flags.bool('interactive') && targets.length > 0 && !(yield* confirmed(k, targets))) {
      yield* k.out('deletion is cancelled\n')
      return 0
    }
    if (k.flags.bool('force') && options.gracePeriodSeconds === 0) {
      yield* k.err(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      )
    }
    if (k.namespaceGiven && targets.some((target) => !target.type.namespaced)) {
      yield* k.err('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n')
    }
    const gone = yield* deleteAll(k, targets, options, errors)
    if (targets.length === 0 && errors.length === 0) yield* k.out('No resources found\n')
    throwCollected(errors)
    if (k.flags.bool('wait') && dryRunOf(k) === 'none') {
      for (const one of gone) yield* waitUntilGone(k, one, k.flags.duration('timeout'))
    }
    return 0
  },
}

interface Target {
  readonly type: Gone['type']
  readonly namespace: string | undefined
  readonly name: string
  readonly source: string
}

interface DeleteBody {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy: string
}

function deleteOptions(k: Invocation): DeleteBody {
  const { flags } = k
  const propagationPolicy = {
    background: 'Background',
    orphan: 'Orphan',
    foreground: 'Foreground',
    true: 'Background',
    false: 'Orphan',
  }[flags.string('cascade')]
  if (!propagationPolicy) {
    throw new KubectlError(`Invalid cascade value (${flags.string('cascade')}). Must be "background", "foreground", or "orphan".`)
  }
  const grace = flags.int('grace-period')
  if (flags.bool('now') && grace >= 0) throw new KubectlError('--now and --grace-period cannot be specified together')
  if (flags.bool('force') && grace > 0)
    throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together')
  if (flags.bool('now')) return { gracePeriodSeconds: 1, propagationPolicy }
  if (flags.bool('force') && grace <= 0) return { gracePeriodSeconds: 0, propagationPolicy }
  // Zero without --force is one second: nothing vanishes from the API while it may still run.
  if (grace >= 0) return { gracePeriodSeconds: Math.max(1, grace), propagationPolicy }
  return { propagationPolicy }
}

function* findTargets(k: Invocation, errors: unknown[]): Run<readonly Target[]> {
  if (hasFiles(k)) {
    if (k.args.length > 0)
      throw new KubectlError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
    return yield* readManifests(k, errors)
  }
  if (k.args.length === 0) throw new KubectlError(noResources)
  if (k.flags.bool('all') && k.flags.string('selector') !== '')
    throw new KubectlError('cannot set --all and --selector at the same time')
  const wanted = parseWanted(k, k.args)
  if (wanted.kind === 'names') {
    const selectors = selectorsOf(k)
    if (selectors.labelSelector ?? selectors.fieldSelector)
      throw new KubectlError('name cannot be provided when a selector is specified')
    if (k.flags.bool('all') || k.allNamespaces)
      throw new KubectlError('a resource cannot be retrieved by name across all namespaces')
    return wanted.names.map(({ type, name }) => ({
      type,
      name,
      namespace: type.namespaced ? k.namespace : undefined,
      source: '',
    }))
  }
  const first = String(k.args[0])
  if (k.args.length === 1 && (k.flags.bool('all') || selectorsOf(k).labelSelector || selectorsOf(k).fieldSelector)) {
    return parseTypes(k, first).flatMap((type) => listFound(k, type, selectorsOf(k)))
  }
  return yield* findObjects(k, k.args, errors)
}

function* confirmed(k: Invocation, targets: readonly Target[]): Run<boolean> {
  const lines = targets.map((one) => `${kindName(one.type)}/${one.name}\n`).join('')
  yield* k.out(`You are about to delete the following ${targets.length} resource(s):\n${lines}Do you want to continue? (y/N): `)
  const answer = yield* k.process.read(0)
  return /^y(es)?\s*$/i.test(answer)
}

function* deleteAll(k: Invocation, targets: readonly Target[], options: DeleteBody, errors: unknown[]): Run<readonly Gone[]> {
  const dryRun = dryRunOf(k)
  const ignore = k.flags.bool('ignore-not-found') || (k.flags.bool('all') && !k.flags.changed('ignore-not-found'))
  const query: Query = { dryRun: dryRun === 'server' ? 'All' : undefined }
  const gone: Gone[] = []
  for (const target of targets) {
    try {
      const body =
        dryRun === 'client'
          ? k.connection.get(target.type, target.namespace, target.name)
          : k.connection.delete(target.type, target.namespace, target.name, options, query)
      gone.push({ ...target, uid: deletedUid(body) })
      yield* k.out(deletedLine(k, target, options))
    } catch (error) {
      if (!(ignore && isNotFound(error))) errors.push(addSource('deleting', target.source, error))
    }
  }
  return gone
}

/** `pod "x" deleted from default namespace` */
export function deletedLine(k: Invocation, target: Target, options: DeleteBody): string {
  const kind = kindName(target.type)
  if (k.flags.string('output') === 'name') return `${kind}/${target.name}\n`
  const how = options.gracePeriodSeconds === 0 ? 'force deleted' : 'deleted'
  const where = target.namespace === undefined ? '' : ` from ${target.namespace} namespace`
  const dryRun = dryRunOf(k)
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''
  return `${kind} "${target.name}" ${how}${where}${suffix}\n`
}
