import type { Run } from '../../cluster/machine/program.ts'
import { type ApplyTarget, applyObject } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { addSource, KubectlError, PlainError, throwCollected } from '../errors.ts'
import {
  allFlag,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  selectorFlag,
  validateFlag,
  waitFlags,
} from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { stringsAt } from '../json-value.ts'
import { readManifests } from '../manifests.ts'
import { dryRunOf, listOf, nameOf, printerFor, ResultPrinter } from '../printers/printer.ts'
import { labelsMatch } from '../selector.ts'
import { editLastApplied, setLastApplied, viewLastApplied } from './apply-last-applied.ts'
import { deleteOptions, prune } from './apply-prune.ts'

export const apply: Command = {
  name: 'apply',
  use: 'apply (-f FILENAME | -k DIRECTORY) [options]',
  short: 'Apply a configuration to a resource by file name or stdin',
  long: `Apply a configuration to a resource by file name or stdin. The resource is created if it does not exist yet; else only what the file changes is changed. The resource name must be given.

 JSON and YAML formats are accepted.`,
  examples: `
# Apply what a file says
kubectl apply -f ./pod.yaml

# Apply what comes on stdin
cat pod.yaml | kubectl apply -f -

# Apply every manifest of a directory
kubectl apply -f manifests/

# Ask the server what would happen
kubectl apply -f pod.yaml --dry-run=server

# Apply, and delete what has the label and is not in the file any more
kubectl apply --prune -f manifest.yaml -l app=nginx`,
  flags: [
    ...printFlags,
    ...fileFlags('the configurations to apply.'),
    ...waitFlags.filter((flag) => flag.name !== 'wait'),
    { name: 'wait', type: 'bool', default: 'false', usage: 'Wait until pruned objects are gone.' },
    allFlag('Select all resources in the namespace of the given types, for --prune.'),
    selectorFlag,
    dryRunFlag,
    fieldManagerFlag('kubectl-client-side-apply'),
    validateFlag,
    {
      name: 'force-conflicts',
      type: 'bool',
      default: 'false',
      usage: 'With --server-side: take fields over from their other managers.',
    },
    {
      name: 'openapi-patch',
      type: 'bool',
      default: 'true',
      usage: 'Find the patch with the schema of the server. Has no effect here: the built-in one is used.',
    },
    {
      name: 'overwrite',
      type: 'bool',
      default: 'true',
      usage: 'Settle differences between the file and the live object in favour of the file.',
    },
    {
      name: 'prune',
      type: 'bool',
      default: 'false',
      usage: 'Delete what was applied before and is in none of the files now. With -l or --all.',
    },
    { name: 'prune-allowlist', type: 'stringArray', usage: 'The kinds that --prune may delete: <group/version/kind>.' },
    { name: 'server-side', type: 'bool', default: 'false', usage: 'Have the server merge, with ownership of each field.' },
    { name: 'subresource', type: 'string', usage: 'The subresource to apply to; with --server-side only.' },
  ],
  subcommands: [editLastApplied, setLastApplied, viewLastApplied],
  *run(k) {
    if (k.args.length > 0) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`)
    checkFlags(k)
    const errors: unknown[] = []
    const targets = yield* readManifests(k, errors)
    const selector = k.flags.string('selector')
    const chosen =
      selector === ''
        ? targets
        : targets.filter((target) => labelsMatch(selector, stringsAt(target.object, 'metadata', 'labels')))
    const applied = yield* applyAll(k, chosen, errors)
    if (targets.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to apply')
    throwCollected(errors)
    if (k.flags.bool('prune')) yield* prune(k, chosen)
    void applied
    return 0
  },
}

function checkFlags(k: Invocation): void {
  if (k.flags.list('filename').length === 0 && k.flags.string('kustomize') === '')
    throw new PlainError('error: must specify one of -f and -k')
  const dryRun = dryRunOf(k)
  if (k.flags.bool('server-side') && dryRun === 'client') {
    throw new KubectlError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
  }
  if (k.flags.string('subresource') !== '' && !k.flags.bool('server-side'))
    throw new KubectlError('--subresource is only supported for --server-side apply')
  if (k.flags.bool('force-conflicts') && !k.flags.bool('server-side'))
    throw new KubectlError('--force-conflicts only works with --server-side')
  if (k.flags.bool('force') && k.flags.bool('server-side')) throw new KubectlError('--force cannot be used with --server-side')
  if (k.flags.bool('prune') && !k.flags.bool('all') && k.flags.string('selector') === '') {
    throw new KubectlError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    )
  }
}

function* applyAll(k: Invocation, targets: readonly ApplyTarget[], errors: unknown[]): Run<readonly unknown[]> {
  const dryRun = dryRunOf(k)
  const printer = new ResultPrinter(k, dryRun)
  const serverSide = k.flags.bool('server-side')
  const objects: unknown[] = []
  for (const target of targets) {
    try {
      const fieldManager = serverSide && !k.flags.changed('field-manager') ? 'kubectl' : k.flags.string('field-manager')
      const options = {
        dryRun,
        fieldManager,
        validate: k.flags.string('validate'),
        serverSide,
        forceConflicts: k.flags.bool('force-conflicts'),
        overwrite: k.flags.bool('overwrite'),
        subresource: k.flags.string('subresource') || undefined,
      }
      const { outcome, object } = applyWithForce(k, target, options)
      objects.push(object)
      if (!printer.wantsObject) yield* k.out(printer.print(object, outcome, target.type))
    } catch (error) {
      errors.push(error)
    }
  }
  if (printer.wantsObject && objects.length > 0) {
    const printerOfAll = printerFor(k)
    yield* k.out(
      printerOfAll?.print(objects.length === 1 ? objects[0] : listOf(objects)) ??
        objects.map((object) => nameOf(k, object)).join('\n'),
    )
  }
  return objects
}

/** With `--force`, what cannot be patched is deleted and made anew. */
function applyWithForce(k: Invocation, target: ApplyTarget, options: Parameters<typeof applyObject>[2]) {
  try {
    return applyObject(k.connection, target, options)
  } catch (error) {
    if (!k.flags.bool('force') || options.dryRun !== 'none') throw error
    k.connection.delete(target.type, target.namespace, target.name, { ...deleteOptions(k), gracePeriodSeconds: 0 })
    try {
      return applyObject(k.connection, target, options)
    } catch (again) {
      throw addSource('replacing', target.source, again)
    }
  }
}
