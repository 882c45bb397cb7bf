import type { Run } from '../../cluster/machine/program.ts'
import { fieldValidation, retrieve, withLastApplied } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { deletedUid, type Gone, waitUntilGone } from '../deletion.ts'
import { addSource, isNotFound, KubectlError, PlainError, throwCollected } from '../errors.ts'
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags, validateFlag, waitFlags } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { hasFiles, type ManifestObject, readManifests } from '../manifests.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { sendRaw } from '../raw.ts'
import { deletedLine } from './delete.ts'

export const replace: Command = {
  name: 'replace',
  use: 'replace -f FILENAME [options]',
  short: 'Replace a resource by file name or stdin',
  long: 'Replace a resource by what a file says, whole. With --force it is deleted and made anew.',
  examples: `
# Replace a pod
kubectl replace -f ./pod.json

# Delete it and make it anew
kubectl replace --force -f ./pod.json`,
  flags: [
    ...printFlags,
    ...fileFlags('the resources to replace.'),
    ...waitFlags.filter((flag) => flag.name !== 'wait'),
    { name: 'wait', type: 'bool', default: 'false', usage: 'Wait until the objects are gone, with --force.' },
    dryRunFlag,
    fieldManagerFlag('kubectl-replace'),
    validateFlag,
    { name: 'raw', type: 'string', usage: 'A path to PUT the file to, as it is.' },
    {
      name: 'save-config',
      type: 'bool',
      default: 'false',
      usage: 'Note what was made in an annotation, for a later kubectl apply.',
    },
    { name: 'subresource', type: 'string', usage: 'Work on a subresource of the object.' },
  ],
  *run(k) {
    if (!hasFiles(k)) throw new PlainError("error: must specify one of -f and -k\nSee 'kubectl replace -h' for help and examples")
    if (k.flags.string('raw') !== '') return yield* sendRaw(k, 'PUT')
    if (k.flags.int('grace-period') >= 0 && !k.flags.bool('force'))
      throw new KubectlError('--grace-period must have --force specified')
    if (k.flags.duration('timeout') > 0 && !k.flags.bool('force')) throw new KubectlError('--timeout must have --force specified')
    const errors: unknown[] = []
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    const query = {
      dryRun: dryRun === 'server' ? 'All' : undefined,
      fieldManager: k.flags.string('field-manager'),
      fieldValidation: fieldValidation(k.flags.string('validate')),
    }
    const subresource = k.flags.string('subresource') || undefined
    const targets = yield* readManifests(k, errors)
    const force = k.flags.bool('force') && dryRun !== 'client'
    if (force) yield* deleteAll(k, targets)
    for (const target of targets) {
      const object = k.flags.bool('save-config') ? withLastApplied(target.object) : target.object
      const { type, namespace, name } = target
      try {
        if (dryRun === 'client') yield* k.out(printer.print(object, 'replaced', type))
        else if (force) yield* k.out(printer.print(k.connection.create(type, namespace, object, query), 'replaced', type))
        else {
          k.connection.get(type, namespace, name)
          yield* k.out(printer.print(k.connection.update(type, namespace, name, object, query, subresource), 'replaced', type))
        }
      } catch (error) {
        errors.push(addSource('replacing', target.source, error))
      }
    }
    throwCollected(errors)
    if (targets.length === 0) throw new KubectlError('no objects passed to replace')
    return 0
  },
}

/** What is there of the files goes first, all of it: one may wait for another to go. */
function* deleteAll(k: Invocation, targets: readonly ManifestObject[]): Run<void> {
  const seconds = k.flags.int('grace-period')
  const options = { propagationPolicy: 'Background', gracePeriodSeconds: Math.max(0, seconds) }
  const gone: Gone[] = []
  for (const target of targets) {
    if (!exists(() => retrieve(k.connection, target))) continue
    const body = k.connection.delete(target.type, target.namespace, target.name, options)
    yield* k.out(deletedLine(k, target, { propagationPolicy: 'Background' }))
    gone.push({ ...target, uid: deletedUid(body) })
  }
  for (const one of gone) yield* waitUntilGone(k, one, k.flags.duration('timeout'))
}

function exists(get: () => unknown): boolean {
  try {
    return get() !== undefined
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}
