import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { isTable, pathOf, type Query, type Table } from '../connection.ts'
import { kindName, type ResourceType } from '../discovery.ts'
import { Exit, KubectlError, ManyErrors, StatusError, throwCollected } from '../errors.ts'
import { allNamespacesFlag, fieldSelectorFlag, fileFlags, getPrintFlags, selectorFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { isObject, listAt } from '../json-value.ts'
import { hasFiles, readManifests } from '../manifests.ts'
import { age } from '../printers/age.ts'
import { getFormats, listOf, printerFor } from '../printers/printer.ts'
import { sortRows } from '../printers/sort-by.ts'
import { plainTable, TableWriter } from '../printers/table.ts'
import { listing, parseWanted, selectorsOf, type Wanted } from '../resource-arguments.ts'
import { watchResources } from './get-watch.ts'

export const get: Command = {
  name: 'get',
  use: 'get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]',
  short: 'Display one or many resources',
  long: `Display one or many resources.

 Prints a table of what matters most about them. Filter with labels (-l) and fields (--field-selector); without -A only the namespace of the context is looked at.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `
# List all pods
kubectl get pods

# List all pods with their IP addresses and nodes
kubectl get pods -o wide

# Show one pod as YAML
kubectl get pod web -o yaml

# Print only the phase of a pod
kubectl get pod web -o jsonpath='{.status.phase}'

# Choose the columns
kubectl get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName

# List deployments and services together
kubectl get deploy,svc

# See the changes as they come
kubectl get pods -w`,
  flags: [
    ...getPrintFlags,
    ...fileFlags('the resources to get.'),
    allNamespacesFlag,
    selectorFlag,
    fieldSelectorFlag,
    { name: 'chunk-size', type: 'int', default: '500', usage: 'Take long lists in parts of this size; 0 for all at once.' },
    { name: 'ignore-not-found', type: 'bool', default: 'false', usage: 'Exit with 0 if the object does not exist.' },
    {
      name: 'label-columns',
      shorthand: 'L',
      type: 'stringSlice',
      usage: 'Labels to show as columns, comma separated or in several -L.',
    },
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Leave the headers out (default format and custom-columns).' },
    {
      name: 'output-watch-events',
      type: 'bool',
      default: 'false',
      usage: 'With --watch, show the kind of each event; what exists comes as ADDED.',
    },
    { name: 'raw', type: 'string', usage: 'A path to ask the server for, as it is: /version, /api/v1/nodes.' },
    {
      name: 'server-print',
      type: 'bool',
      default: 'true',
      usage: 'Have the server make the table; false shows name and age alone.',
    },
    { name: 'show-kind', type: 'bool', default: 'false', usage: 'Put the type before each name.' },
    { name: 'show-labels', type: 'bool', default: 'false', usage: 'Show all labels as the last column.' },
    { name: 'sort-by', type: 'string', usage: "A field to sort by, as JSONPath: '{.metadata.name}'." },
    { name: 'subresource', type: 'string', usage: 'Get a subresource of the object: status, scale, resize.' },
    { name: 'watch', shorthand: 'w', type: 'bool', default: 'false', usage: 'After listing, go on and show each change.' },
    { name: 'watch-only', type: 'bool', default: 'false', usage: 'Show the changes without listing first.' },
  ],
  *run(k) {
    const raw = k.flags.string('raw')
    if (raw !== '') return yield* getRaw(k, raw)
    const printer = printerFor(k, getFormats)
    if (hasFiles(k)) {
      if (k.args.length > 0)
        throw new KubectlError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
    } else if (k.args.length === 0) {
      yield* k.err(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
      )
      throw k.usage(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
      )
    }
    const errors: unknown[] = []
    const wanted = yield* whatIsWanted(k, errors)
    checkSelectors(k, wanted)
    if (k.flags.bool('watch') || k.flags.bool('watch-only')) return yield* watchResources(k, wanted, printer)
    if (printer) {
      yield* k.out(printer.print(fetchObjects(k, wanted, errors)))
      return finish(k, errors)
    }
    yield* printTables(k, wanted, errors)
    return finish(k, errors)
  },
}

export type GetWanted = Exclude<Wanted, { kind: 'names' }> | { kind: 'names'; names: readonly PlacedName[] }
export interface PlacedName {
  readonly type: ResourceType
  readonly name: string
  readonly namespace: string | undefined
}

function* whatIsWanted(k: Invocation, errors: unknown[]): Run<GetWanted> {
  if (hasFiles(k)) return { kind: 'names', names: yield* readManifests(k, errors) }
  const wanted = parseWanted(k, k.args)
  if (wanted.kind === 'types') return wanted
  return {
    kind: 'names',
    names: wanted.names.map((one) => ({ ...one, namespace: one.type.namespaced ? k.namespace : undefined })),
  }
}

function checkSelectors(k: Invocation, wanted: GetWanted): void {
  if (wanted.kind === 'types' || hasFiles(k)) return
  const { labelSelector, fieldSelector } = selectorsOf(k)
  if (labelSelector !== undefined || fieldSelector !== undefined)
    throw new KubectlError('name cannot be provided when a selector is specified')
  if (k.allNamespaces) throw new KubectlError('a resource cannot be retrieved by name across all namespaces')
}

function* getRaw(k: Invocation, raw: string): Run<number> {
  if (k.args.length > 0) throw new KubectlError('arguments may not be passed when --raw is specified')
  const [path = '', search = ''] = raw.split('?')
  const query: Query = {}
  for (const [key, value] of new URLSearchParams(search)) query[key] = value
  const { body } = k.connection.request({ method: 'GET', path, query })
  // the server indents its version and nothing else
  yield* k.out(
    typeof body === 'string' ? body : path === '/version' ? JSON.stringify(body, undefined, 2) : `${JSON.stringify(body)}\n`,
  )
  return 0
}

/** The object, or a List of all of them, for the printers of whole objects. */
function fetchObjects(k: Invocation, wanted: GetWanted, errors: unknown[]): unknown {
  const subresource = k.flags.string('subresource') || undefined
  if (wanted.kind === 'names') {
    const objects: unknown[] = []
    for (const one of wanted.names) {
      try {
        objects.push(k.connection.get(one.type, one.namespace, one.name, subresource))
      } catch (error) {
        errors.push(error)
      }
    }
    if (wanted.names.length === 1) {
      if (objects.length === 0) return nothing(k, errors)
      return objects[0]
    }
    return listOf(sortRows(k, objects, (object) => object))
  }
  const items = wanted.types.flatMap((type) => {
    try {
      const query = { ...selectorsOf(k), limit: chunk(k) }
      return listing(type, query, () => k.connection.list(type, scopeOf(k, type), query)).items
    } catch (error) {
      errors.push(error)
      return []
    }
  })
  return listOf(sortRows(k, items, (object) => object))
}

/** A single object that is not there: nothing to print. */
function nothing(k: Invocation, errors: unknown[]): never {
  if (finish(k, errors) === 0) throw new Exit(0)
  throw new ManyErrors(errors)
}

function* printTables(k: Invocation, wanted: GetWanted, errors: unknown[]): Run<void> {
  const groups = fetchTables(k, wanted, errors)
  const several = wanted.kind === 'types' ? wanted.types.length > 1 : groups.length > 1
  let printed = 0
  for (const { type, table } of groups) {
    if (table.rows.length === 0) continue
    yield* k.out(`${printed++ > 0 ? '\n' : ''}${writerFor(k, type, several).write(table)}`)
  }
  if (printed > 0 || errors.length > 0 || k.flags.bool('ignore-not-found') || wanted.kind === 'names') return
  const namespaced = wanted.types.some((type) => type.namespaced) && !k.allNamespaces
  yield* k.err(namespaced ? `No resources found in ${k.namespace} namespace.\n` : 'No resources found\n')
}

export function writerFor(k: Invocation, type: ResourceType, several: boolean): TableWriter {
  return new TableWriter({
    wide: k.flags.string('output') === 'wide',
    noHeaders: k.flags.bool('no-headers'),
    withNamespace: k.allNamespaces && type.namespaced,
    showLabels: k.flags.bool('show-labels'),
    labelColumns: k.flags.list('label-columns'),
    ...(several || k.flags.bool('show-kind') ? { namePrefix: `${kindName(type)}/` } : {}),
  })
}

/** One table a type, in the order in which the types were named. */
function fetchTables(k: Invocation, wanted: GetWanted, errors: unknown[]): readonly { type: ResourceType; table: Table }[] {
  const groups: { type: ResourceType; table: Table }[] = []
  const sortBy = k.flags.string('sort-by')
  const include: Query = sortBy === '' ? {} : { includeObject: 'Object' }
  const fetch = (type: ResourceType, path: string, query: Query) => {
    try {
      const ask = () => k.connection.table(path, { ...query, ...include })
      const table = tableOf(k, wanted.kind === 'types' ? listing(type, query, ask) : ask())
      const last = groups.at(-1)
      if (last?.type === type)
        groups[groups.length - 1] = { type, table: { ...last.table, rows: [...last.table.rows, ...table.rows] } }
      else groups.push({ type, table })
    } catch (error) {
      errors.push(error)
    }
  }
  const subresource = k.flags.string('subresource') || undefined
  if (wanted.kind === 'names')
    for (const one of wanted.names) fetch(one.type, pathOf(one.type, one.namespace, one.name, subresource), {})
  else
    for (const type of wanted.types)
      fetch(type, pathOf(type, scopeOf(k, type)), { ...selectorsOf(k), limit: sortBy === '' ? chunk(k) : undefined })
  return groups.map(({ type, table }) => ({ type, table: { ...table, rows: sortRows(k, table.rows, (row) => row.object) } }))
}

/** The server's table, or one of names and ages where it gave the objects themselves. */
export function tableOf(k: Invocation, body: unknown): Table {
  if (isTable(body) && k.flags.bool('server-print')) return body
  const objects = isTable(body)
    ? body.rows.map((row) => row.object)
    : isObject(body) && Array.isArray(body.items)
      ? listAt(body, 'items')
      : [body]
  return plainTable(objects, (created) => age(created, k.now))
}

export function scopeOf(k: Invocation, type: ResourceType): string | undefined {
  return type.namespaced && !k.allNamespaces ? k.namespace : undefined
}

function chunk(k: Invocation): string | undefined {
  // The server has the whole list at hand, so asking for it in parts would change nothing but the number of requests.
  return k.flags.int('chunk-size') > 0 ? '500' : undefined
}

function finish(k: Invocation, errors: readonly unknown[]): number {
  const told = k.flags.bool('ignore-not-found')
    ? errors.filter((error) => !(error instanceof StatusError && error.is('NotFound')))
    : errors
  throwCollected(told)
  return 0
}
