import { kindInfo } from '../../../cluster/api/kinds.ts'
import type { KubeObject } from '../../../cluster/api/object.ts'
import { applyStrategicMergePatch } from '../../../cluster/api/patch/strategic-merge.ts'
import type { Run } from '../../../cluster/machine/program.ts'
import { isKubeObject } from '../../connection.ts'
import { throwCollected } from '../../errors.ts'
import { allFlag, dryRunFlag, fieldManagerFlag, fileFlags, localFlag, printFlags, selectorFlag } from '../../flag-sets.ts'
import type { Flag } from '../../flags.ts'
import type { Invocation } from '../../invocation.ts'
import type { JsonObject } from '../../json-value.ts'
import { dryRunOf, ResultPrinter } from '../../printers/printer.ts'
import { type Found, findObjects } from '../../resource-arguments.ts'

/** The flags of every command under `kubectl set`. */
export const setFlags: readonly Flag[] = [
  ...printFlags,
  ...fileFlags('the resources to change.'),
  allFlag('Select all resources of the types in the namespace.'),
  dryRunFlag,
  fieldManagerFlag('kubectl-set'),
  selectorFlag,
  localFlag,
]

/** Sends a patch for each object that the arguments name, and says what was done. No patch: nothing changes. */
export function* updateObjects(
  k: Invocation,
  args: readonly string[],
  done: string,
  patchFor: (found: Found) => JsonObject | undefined,
): Run<number> {
  const errors: unknown[] = []
  const dryRun = dryRunOf(k)
  const local = k.flags.bool('local')
  const printer = new ResultPrinter(k, dryRun)
  const found = yield* findObjects(k, args, errors, { local })
  throwCollected(errors)
  for (const one of found) {
    try {
      const patch = patchFor(one)
      const object =
        patch === undefined ? one.object : local || dryRun === 'client' ? patchHere(one.object, patch) : patchThere(k, one, patch)
      // As upstream: what stays as it was is not mentioned, unless the object itself was asked for.
      const changed = object.metadata.resourceVersion !== one.object.metadata.resourceVersion || local || dryRun !== 'none'
      if (printer.wantsObject || changed) yield* k.out(printer.print(object, done, one.type))
    } catch (error) {
      errors.push(error)
    }
  }
  throwCollected(errors)
  return 0
}

function patchThere(k: Invocation, one: Found, body: JsonObject): KubeObject {
  const query = { dryRun: dryRunOf(k) === 'server' ? 'All' : undefined, fieldManager: k.flags.string('field-manager') }
  return k.connection.patch(one.type, one.namespace, one.name, { type: 'strategic', body }, query)
}

function patchHere(object: KubeObject, patch: JsonObject): KubeObject {
  const patched = applyStrategicMergePatch(kindInfo(object.apiVersion, object.kind)?.definition, object, patch)
  return isKubeObject(patched) ? patched : object
}
