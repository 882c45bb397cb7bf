import { kindInfo } from '../cluster/api/kinds.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import { createThreeWayJsonMergePatch } from '../cluster/api/patch/merge-patch.ts'
import { createThreeWayStrategicPatch } from '../cluster/api/patch/strategic-diff.ts'
import { apiVersionOf, type Connection, isKubeObject, type Query } from './connection.ts'
import { type ResourceType, resourceName } from './discovery.ts'
import { addSource, isNotFound, KubectlError } from './errors.ts'
import { at, equalJson, isObject, stringsAt } from './json-value.ts'
import { compactJson } from './printers/json.ts'

/** Where kubectl keeps what was applied last. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

export interface ApplyTarget {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name: string
  readonly object: KubeObject
  readonly source: string
}

export interface ApplyOptions {
  readonly dryRun: 'none' | 'client' | 'server'
  readonly fieldManager: string
  readonly validate: string
  readonly serverSide?: boolean
  readonly forceConflicts?: boolean
  /** False: what others changed in the meantime is not overwritten, but told. */
  readonly overwrite?: boolean
  readonly subresource?: string | undefined
}

export type ApplyOutcome = 'created' | 'configured' | 'unchanged' | 'serverside-applied'

export interface Applied {
  readonly outcome: ApplyOutcome
  readonly object: KubeObject
}

/**
 * Brings one object to what its manifest says, as `kubectl apply` does: creates it with a note of what was applied,
 * or sends the three-way difference of that note, the manifest and the live object (kubectl/pkg/cmd/apply).
 * Warnings are left with the connection. @throws StatusError, KubectlError
 */
export function applyObject(connection: Connection, target: ApplyTarget, options: ApplyOptions): Applied {
  const { metadata } = target.object
  if (metadata.generateName && !metadata.name) {
    throw new KubectlError(`from ${metadata.generateName}: cannot use generate name with apply`)
  }
  if (options.serverSide) return applyOnServer(connection, target, options)
  const modified = withLastApplied(target.object)
  const live = retrieve(connection, target)
  return live ? update(connection, target, modified, live, options) : create(connection, target, modified, options)
}

/** The object as it is now; undefined if there is none. */
export function retrieve(connection: Connection, target: ApplyTarget): KubeObject | undefined {
  const explain = (message: string) =>
    new KubectlError(
      `error when retrieving current configuration of:\n${describeTarget(target)}\nfrom server for: "${target.source}": ${message}`,
    )
  if (target.name === '') throw explain('resource name may not be empty')
  try {
    return connection.get(target.type, target.namespace, target.name)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw addSource(`retrieving current configuration of:\n${describeTarget(target)}\nfrom server for:`, target.source, error)
  }
}

function create(connection: Connection, target: ApplyTarget, modified: KubeObject, options: ApplyOptions): Applied {
  if (options.dryRun === 'client') return { outcome: 'created', object: modified }
  try {
    return { outcome: 'created', object: connection.create(target.type, target.namespace, modified, queryOf(options)) }
  } catch (error) {
    throw addSource('creating', target.source, error)
  }
}

function update(
  connection: Connection,
  target: ApplyTarget,
  modified: KubeObject,
  live: KubeObject,
  options: ApplyOptions,
): Applied {
  const annotations = stringsAt(live, 'metadata', 'annotations')
  if (live.metadata.deletionTimestamp) {
    connection.warn(`Detected changes to resource ${target.name} which is currently being deleted.`)
  }
  if (annotations[lastAppliedAnnotation] === undefined) {
    connection.warn(
      `resource ${resourceName({ group: '', resource: target.type.resource })}/${target.name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    )
  }
  const original = parseLastApplied(annotations[lastAppliedAnnotation])
  const patch = threeWay(target, original, modified, live)
  if (Object.keys(patch.body).length === 0) return { outcome: 'unchanged', object: live }
  if (options.overwrite === false && isConflict(patch.body, original, live)) {
    throw new KubectlError(
      `patch:${compactJson(patch.body).trim()} conflicts with changes made from original to current: overwrite is off`,
    )
  }
  if (options.dryRun === 'client') return { outcome: 'configured', object: modified }
  try {
    const object = connection.patch(target.type, target.namespace, target.name, patch, queryOf(options))
    return { outcome: 'configured', object }
  } catch (error) {
    const what = `applying patch:\n${compactJson(patch.body).trim()}\nto:\n${describeTarget(target)}\nfor:`
    throw addSource(what, target.source, addSource('patching', target.source, error))
  }
}

/** Whether the patch changes a value that was applied before and that somebody else has changed since. */
function isConflict(patch: unknown, original: unknown, live: unknown): boolean {
  if (!isObject(patch)) return original !== undefined && !equalJson(original, live)
  return Object.entries(patch).some(
    ([key, value]) =>
      !key.startsWith('$') && key !== lastAppliedAnnotation && isConflict(value, at(original, key), at(live, key)),
  )
}

/** The difference that apply sends: strategic for built-in kinds, a JSON merge patch for the rest. */
export function threeWay(
  target: ApplyTarget,
  original: unknown,
  modified: KubeObject,
  live: KubeObject,
): { readonly type: 'strategic' | 'merge'; readonly body: Readonly<Record<string, unknown>> } {
  const definition = kindInfo(apiVersionOf(target.type), target.type.kind)?.definition
  if (definition === undefined) return { type: 'merge', body: createThreeWayJsonMergePatch(original, modified, live) }
  const body = createThreeWayStrategicPatch(definition, isObject(original) ? original : {}, { ...modified }, { ...live })
  return { type: 'strategic', body }
}

function applyOnServer(connection: Connection, target: ApplyTarget, options: ApplyOptions): Applied {
  const query: Query = { ...queryOf(options), force: options.forceConflicts ? 'true' : 'false' }
  try {
    const object = connection.patch(
      target.type,
      target.namespace,
      target.name,
      { type: 'apply', body: target.object, subresource: options.subresource },
      query,
    )
    return { outcome: 'serverside-applied', object }
  } catch (error) {
    throw conflictHelp(addSource('applying', target.source, error))
  }
}

function conflictHelp(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes('Apply failed with')) return error
  return new KubectlError(
    `${error.message}\nPlease review the fields above--they currently have other managers. Here\nare the ways you can resolve this warning:\n* If you intend to manage all of these fields, please re-run the apply\n  command with the \`--force-conflicts\` flag.\n* If you do not intend to manage all of the fields, please edit your\n  manifest to remove references to the fields that should keep their\n  current managers.\n* You may co-own fields by updating your manifest to match the existing\n  value; in this case, you'll become the manager if the other manager(s)\n  stop managing the field (remove it from their configuration).\nSee https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`,
  )
}

function queryOf(options: ApplyOptions): Query {
  return {
    dryRun: options.dryRun === 'server' ? 'All' : undefined,
    fieldManager: options.fieldManager,
    fieldValidation: fieldValidation(options.validate),
  }
}

/** `--validate` as the server's parameter. */
export function fieldValidation(validate: string): 'Strict' | 'Warn' | 'Ignore' {
  if (validate === 'false' || validate === 'ignore') return 'Ignore'
  return validate === 'warn' ? 'Warn' : 'Strict'
}

/** The manifest with the note of itself, as util.GetModifiedConfiguration writes it. */
export function withLastApplied(object: KubeObject): KubeObject {
  const { [lastAppliedAnnotation]: _, ...annotations } = stringsAt(object, 'metadata', 'annotations')
  const bare = { ...object, metadata: { ...object.metadata, annotations } }
  const noted = {
    ...bare,
    metadata: { ...bare.metadata, annotations: { ...annotations, [lastAppliedAnnotation]: compactJson(bare) } },
  }
  return isKubeObject(noted) ? noted : object
}

export function parseLastApplied(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** As resource.Info prints itself in messages. */
export function describeTarget(target: {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name: string
}): string {
  const { type } = target
  const version = apiVersionOf(type)
  const shown = type.group === '' ? `/${version}` : version
  return `Resource: "${shown}, Resource=${type.resource}", GroupVersionKind: "${shown}, Kind=${type.kind}"\nName: "${target.name}", Namespace: "${target.namespace ?? ''}"`
}
