import type { KubeObject } from '../cluster/api/object.ts'
import type { Run } from '../cluster/machine/program.ts'
import { pathOf, type Query } from './connection.ts'
import type { ResourceType } from './discovery.ts'
import { KubectlError, StatusError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { hasFiles, readManifests } from './manifests.ts'

/** What the arguments of a command name: whole types, or objects one by one. */
export interface Named {
  readonly type: ResourceType
  readonly name: string
}
export type Wanted =
  | { readonly kind: 'types'; readonly types: readonly ResourceType[] }
  | { readonly kind: 'names'; readonly names: readonly Named[] }

/** One object found by a command's arguments or files. */
export interface Found {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name: string
  /** As the server has it; for files that are to be created, as the manifest says. */
  readonly object: KubeObject
  /** The file it comes from, if it does. */
  readonly source: string
}

const mixedForm =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"

/**
 * Reads `pods`, `pods,svc`, `all`, `pod x y`, `pod/x svc/y` (resource.Builder's ResourceTypeOrNameArgs).
 * @param defaultType the type of a bare name, for commands like logs and exec
 */
export function parseWanted(k: Invocation, args: readonly string[], defaultType?: string): Wanted {
  const slashed = args.filter((arg) => arg.includes('/'))
  if (slashed.length > 0) {
    if (slashed.length !== args.length && defaultType === undefined) throw new KubectlError(mixedForm)
    return { kind: 'names', names: args.map((arg) => parsePair(k, arg, defaultType)) }
  }
  if (defaultType !== undefined) {
    const type = k.discovery.forWord(defaultType)
    return { kind: 'names', names: args.map((name) => ({ type, name })) }
  }
  const [first = '', ...names] = args
  const types = parseTypes(k, first)
  if (names.length === 0) return { kind: 'types', types }
  if (types.length > 1) throw new KubectlError('you must specify only one resource')
  return { kind: 'names', names: types.flatMap((type) => names.map((name) => ({ type, name }))) }
}

/** `pods,deploy`, `all`: types in order, each once. */
export function parseTypes(k: Invocation, words: string): readonly ResourceType[] {
  const types = words.split(',').flatMap((word) => {
    if (word === '') throw new KubectlError('arguments in resource/name form must have a single resource and name')
    const category = k.discovery.find(word) ? [] : k.discovery.category(word)
    return category.length > 0 ? category : [k.discovery.forWord(word)]
  })
  return [...new Set(types)]
}

function parsePair(k: Invocation, arg: string, defaultType: string | undefined): Named {
  const [word = '', name = '', ...more] = arg.split('/')
  if (!arg.includes('/')) return { type: k.discovery.forWord(String(defaultType)), name: arg }
  if (more.length > 0) throw new KubectlError('arguments in resource/name form may not have more than one slash')
  if (word === '' || name === '') throw new KubectlError('arguments in resource/name form must have a single resource and name')
  return { type: k.discovery.forWord(word), name }
}

/** The selectors of the command line as a query. */
export function selectorsOf(k: Invocation): Query {
  const has = (name: string) => k.command.flags?.some((flag) => flag.name === name)
  return {
    labelSelector: (has('selector') && k.flags.string('selector')) || undefined,
    fieldSelector: (has('field-selector') && k.flags.string('field-selector')) || undefined,
  }
}

export interface FindOptions {
  /** What to say if neither a resource nor a file was named. */
  readonly nothing?: string
  /** Types alone are enough without a selector or --all. */
  readonly wholeTypes?: boolean
  /** The type of bare names. */
  readonly defaultType?: string
  /** Objects of files as the manifest has them, without asking the server. */
  readonly local?: boolean
}

/**
 * The objects that a command is about: those of its files, those named, or all of a type that match. What is missing
 * goes to `errors` and the rest goes on (ContinueOnError).
 */
export function* findObjects(
  k: Invocation,
  args: readonly string[],
  errors: unknown[],
  options: FindOptions = {},
): Run<readonly Found[]> {
  const has = (name: string) => k.command.flags?.some((flag) => flag.name === name) ?? false
  if (has('filename') && hasFiles(k)) {
    if (args.length > 0)
      throw new KubectlError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
    const manifests = yield* readManifests(k, errors)
    if (options.local) return manifests
    return collect(manifests, errors, (one) => [{ ...one, object: k.connection.get(one.type, one.namespace, one.name) }])
  }
  if (args.length === 0) throw new KubectlError(options.nothing ?? noResources)
  const wanted = parseWanted(k, args, options.defaultType)
  const selectors = selectorsOf(k)
  const selected = selectors.labelSelector !== undefined || selectors.fieldSelector !== undefined
  const all = has('all') && k.flags.bool('all')
  if (wanted.kind === 'names') {
    refuseNames(k, selected, all, has('all-namespaces') && k.allNamespaces)
    return collect(wanted.names, errors, ({ type, name }) => {
      const namespace = type.namespaced ? k.namespace : undefined
      return [{ type, namespace, name, source: '', object: k.connection.get(type, namespace, name) }]
    })
  }
  if (all && selectors.labelSelector !== undefined) {
    throw new KubectlError("setting 'all' parameter but found a non empty selector. ")
  }
  if (!selected && !all && !options.wholeTypes) throw new KubectlError('resource(s) were provided, but no name was specified')
  return collect(wanted.types, errors, (type) => listFound(k, type, selectors))
}

/** Runs a list request; what the server finds wrong with it is told with what was looked for (resource.Selector). */
export function listing<T>(type: ResourceType, query: Query, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StatusError) || !(error.is('BadRequest') || error.is('NotFound'))) throw error
    const what = `"${type.group}/${type.version}, Resource=${type.resource}"`
    const { labelSelector = '', fieldSelector = '' } = query
    const message =
      labelSelector === '' && fieldSelector === ''
        ? `Unable to list ${what}: ${error.message}`
        : `Unable to find ${what} that match label selector "${labelSelector}", field selector "${fieldSelector}": ${error.message}`
    throw new StatusError({ ...error.status, message })
  }
}

/** Every object of a type that matches, in the namespace or in all. */
export function listFound(k: Invocation, type: ResourceType, query: Query): readonly Found[] {
  const everywhere = k.command.flags?.some((flag) => flag.name === 'all-namespaces') && k.allNamespaces
  const scope = type.namespaced && !everywhere ? k.namespace : undefined
  const { items } = listing(type, query, () => k.connection.list(type, scope, { ...query, limit: '500' }))
  return items.map((object) => ({
    type,
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
    object,
    source: '',
  }))
}

function refuseNames(_k: Invocation, selected: boolean, all: boolean, everywhere: boolean | undefined): void {
  if (selected) throw new KubectlError('name cannot be provided when a selector is specified')
  if (everywhere) throw new KubectlError('a resource cannot be retrieved by name across all namespaces')
  if (all) throw new KubectlError("setting 'all' parameter but found a non empty selector. ")
}

function collect<A, B>(items: readonly A[], errors: unknown[], work: (item: A) => readonly B[]): readonly B[] {
  const out: B[] = []
  for (const item of items) {
    try {
      out.push(...work(item))
    } catch (error) {
      errors.push(error)
    }
  }
  return out
}

export const noResources = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

/** The path of a list, in the namespace of the command or everywhere. */
export function listPath(k: Invocation, type: ResourceType): string {
  return pathOf(type, type.namespaced && !k.allNamespaces ? k.namespace : undefined)
}
