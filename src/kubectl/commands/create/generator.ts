import type { KubeObject } from '../../../cluster/api/object.ts'
import type { Run } from '../../../cluster/machine/program.ts'
import { fieldValidation, withLastApplied } from '../../apply-object.ts'
import { KubectlError, StatusError } from '../../errors.ts'
import { dryRunFlag, fieldManagerFlag, printFlags, validateFlag } from '../../flag-sets.ts'
import type { Flag } from '../../flags.ts'
import type { Invocation } from '../../invocation.ts'
import { dryRunOf, ResultPrinter } from '../../printers/printer.ts'

/** The flags of every generator under `kubectl create`. */
export const generatorFlags: readonly Flag[] = [
  ...printFlags,
  dryRunFlag,
  fieldManagerFlag('kubectl-create'),
  validateFlag,
  {
    name: 'save-config',
    type: 'bool',
    default: 'false',
    usage: 'Note what was made in an annotation, for a later kubectl apply.',
  },
]

/** The one name that a generator takes. */
export function nameArgument(k: Invocation): string {
  const args = k.args.slice(0, k.beforeDash ?? k.args.length)
  if (args.length !== 1) throw k.usage(`exactly one NAME is required, got ${args.length}`)
  return String(args[0])
}

/** Makes the generated object, or only prints it, and says so. */
export function* createGenerated(k: Invocation, object: KubeObject): Run<number> {
  const type = k.discovery.forKind(object.apiVersion, object.kind)
  if (!type) throw new KubectlError(`the server doesn't have a resource type "${object.kind.toLowerCase()}"`)
  const dryRun = dryRunOf(k)
  const namespace = type.namespaced ? k.namespace : undefined
  // A namespace that was asked for by name is part of what is printed; the context's own is not.
  const placed = k.namespaceGiven && type.namespaced ? { ...object, metadata: { ...object.metadata, namespace } } : object
  const noted = k.flags.bool('save-config') ? withLastApplied(placed) : placed
  const query = {
    dryRun: dryRun === 'server' ? 'All' : undefined,
    fieldManager: k.flags.string('field-manager'),
    fieldValidation: fieldValidation(k.flags.string('validate')),
  }
  const created = dryRun === 'client' ? noted : send(() => k.connection.create(type, namespace, noted, query), type.singular)
  yield* k.out(new ResultPrinter(k, dryRun).print(created, 'created', type))
  return 0
}

function send(work: () => KubeObject, kind: string): KubeObject {
  try {
    return work()
  } catch (error) {
    if (error instanceof StatusError && !error.is('Invalid')) throw new KubectlError(`failed to create ${kind}: ${error.message}`)
    throw error
  }
}
