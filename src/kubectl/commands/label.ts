import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { isKubeObject } from '../connection.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import {
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag,
  fieldSelectorFlag,
  fileFlags,
  localFlag,
  printFlags,
  selectorFlag,
} from '../flag-sets.ts'
import type { Flag } from '../flags.ts'
import type { Invocation } from '../invocation.ts'
import { stringsAt } from '../json-value.ts'
import { hasFiles } from '../manifests.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { type Found, findObjects, noResources } from '../resource-arguments.ts'

const flags = (what: string, manager: string): readonly Flag[] => [
  ...printFlags,
  ...fileFlags('the resources to change.'),
  allFlag('Select all resources of the types in the namespace.'),
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag(manager),
  fieldSelectorFlag,
  selectorFlag,
  localFlag,
  { name: 'list', type: 'bool', default: 'false', usage: `Show the ${what}s of the object.` },
  { name: 'overwrite', type: 'bool', default: 'false', usage: `Allow ${what}s to get another value.` },
  { name: 'resource-version', type: 'string', usage: 'Only change the object if it has this version. For one object alone.' },
]

export const label: Command = {
  name: 'label',
  use: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  short: 'Update the labels on a resource',
  long: 'Update the labels on a resource: KEY=VALUE sets one, KEY- removes it. Labels are what selectors choose by.',
  examples: `
# Give a pod a label
kubectl label pods foo unhealthy=true

# Change a label that it has
kubectl label --overwrite pods foo status=unhealthy

# Label all pods of the namespace
kubectl label pods --all status=unhealthy

# Remove the label 'bar'
kubectl label pods foo bar-`,
  flags: flags('label', 'kubectl-label'),
  run: (k) => change(k, { field: 'labels', what: 'label' }),
}

export const annotate: Command = {
  name: 'annotate',
  use: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  short: 'Update the annotations on a resource',
  long: 'Update the annotations on a resource: KEY=VALUE sets one, KEY- removes it. Annotations are notes for people and tools.',
  examples: `
# Annotate a pod
kubectl annotate pods foo description='my frontend'

# Change the annotation
kubectl annotate --overwrite pods foo description='my frontend running nginx'

# Remove it
kubectl annotate pods foo description-`,
  flags: flags('annotation', 'kubectl-annotate'),
  run: (k) => change(k, { field: 'annotations', what: 'annotation' }),
}

interface Part {
  readonly field: 'labels' | 'annotations'
  readonly what: 'label' | 'annotation'
}

function* change(k: Invocation, part: Part): Run<number> {
  const { resources, set, remove } = sortArguments(k, part)
  const dryRun = dryRunOf(k)
  const printer = new ResultPrinter(k, dryRun)
  const errors: unknown[] = []
  const list = k.flags.bool('list')
  if (resources.length === 0 && !hasFiles(k))
    throw new KubectlError(
      noResources
        .replace(/^You must/, 'one or more resources must be specified as <resource> <name> or <resource>/<name>\nYou must')
        .split('\n')[0] ?? '',
    )
  if (Object.keys(set).length + remove.length === 0 && !list)
    throw new KubectlError(`at least one ${part.what} update is required`)
  const found = yield* findObjects(k, resources, errors, { local: k.flags.bool('local') })
  if (k.flags.changed('resource-version') && found.length > 1) {
    throw new KubectlError('--resource-version may only be used with a single resource')
  }
  for (const one of found) {
    try {
      if (list) yield* listThem(k, one, part, found.length > 1)
      else yield* changeOne(k, one, part, { set, remove }, printer)
    } catch (error) {
      errors.push(error)
    }
  }
  throwCollected(errors)
  return 0
}

/** Resources come first, then `key=value` and `key-`, in any number. */
function sortArguments(k: Invocation, part: Part) {
  const first = k.args.findIndex((arg) => arg.includes('=') || (arg.endsWith('-') && arg.length > 1))
  const resources = first < 0 ? k.args : k.args.slice(0, first)
  const set: Record<string, string> = {}
  const remove: string[] = []
  for (const arg of first < 0 ? [] : k.args.slice(first)) {
    const equals = arg.indexOf('=')
    if (equals > 0) set[arg.slice(0, equals)] = arg.slice(equals + 1)
    else if (arg.endsWith('-')) remove.push(arg.slice(0, -1))
    else if (part.what === 'label') throw new KubectlError(`unknown label spec: ${arg}`)
    else throw new KubectlError(`all resources must be specified before annotation changes: ${arg}`)
  }
  const both = Object.keys(set).filter((key) => remove.includes(key))
  if (both.length > 0) {
    throw new KubectlError(
      part.what === 'label'
        ? 'can not both modify and remove a label in the same command'
        : `can not both modify and remove the following annotation(s) in the same command: ${both.join(',')}`,
    )
  }
  return { resources, set, remove }
}

function* listThem(k: Invocation, one: Found, part: Part, several: boolean): Run<void> {
  const values = stringsAt(one.object, 'metadata', part.field)
  if (several) yield* k.out(`Listing ${part.what}s for ${one.object.kind}.${one.type.group || one.type.version}/${one.name}:\n`)
  const indent = several ? ' ' : ''
  yield* k.out(
    Object.entries(values)
      .sort()
      .map(([key, value]) => `${indent}${key}=${value}\n`)
      .join(''),
  )
}

interface Changes {
  readonly set: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

function* changeOne(k: Invocation, one: Found, part: Part, changes: Changes, printer: ResultPrinter): Run<void> {
  const old = stringsAt(one.object, 'metadata', part.field)
  if (!k.flags.bool('overwrite')) refuseOverwriting(old, changes.set, part)
  const next: Record<string, string> = { ...old, ...changes.set }
  for (const key of changes.remove) {
    if (part.what === 'label' && !Object.hasOwn(old, key)) yield* k.out(`label "${key}" not found.\n`)
    delete next[key]
  }
  const dryRun = dryRunOf(k)
  const local = k.flags.bool('local') || dryRun === 'client'
  const changed = { ...one.object, metadata: { ...one.object.metadata, [part.field]: next } }
  let object = isKubeObject(changed) ? changed : one.object
  if (!local) {
    const values: Record<string, string | null> = { ...changes.set }
    for (const key of changes.remove) values[key] = null
    const resourceVersion = k.flags.string('resource-version') || undefined
    const body = { metadata: { [part.field]: values, ...(resourceVersion ? { resourceVersion } : {}) } }
    const query = { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: k.flags.string('field-manager') }
    object = k.connection.patch(one.type, one.namespace, one.name, { type: 'merge', body }, query)
  }
  yield* k.out(printer.print(object, part.what === 'label' ? labelled(old, changes) : 'annotated', one.type))
}

function refuseOverwriting(old: Readonly<Record<string, string>>, set: Changes['set'], part: Part): void {
  for (const [key, value] of Object.entries(set)) {
    if (!Object.hasOwn(old, key) || (part.what === 'label' && old[key] === value)) continue
    throw new KubectlError(
      part.what === 'label'
        ? `'${key}' already has a value (${old[key]}), and --overwrite is false`
        : `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${old[key]})`,
    )
  }
}

function labelled(old: Readonly<Record<string, string>>, { set, remove }: Changes): string {
  const removed = remove.some((key) => Object.hasOwn(old, key))
  const added = Object.entries(set).some(([key, value]) => old[key] !== value)
  if (added) return 'labeled'
  return removed ? 'unlabeled' : 'not labeled'
}
