import type { KubeObject } from '../../cluster/api/object.ts'
import { createMergePatch } from '../../cluster/api/patch/merge-patch.ts'
import type { Run } from '../../cluster/machine/program.ts'
import { fieldValidation, withLastApplied } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { isKubeObject } from '../connection.ts'
import { editValue } from '../editor.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { fieldManagerFlag, fileFlags, printFlags, selectorFlag, validateFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { isObject, type JsonObject } from '../json-value.ts'
import { compactJson } from '../printers/json.ts'
import { ResultPrinter, withoutManagedFields } from '../printers/printer.ts'
import { type Found, findObjects } from '../resource-arguments.ts'

export const edit: Command = {
  name: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME) [options]',
  short: 'Edit a resource on the server',
  long: 'Edit a resource with the editor of $KUBE_EDITOR or $EDITOR, vi if neither is set. What is saved is sent as a patch.',
  examples: `
# Edit a service
kubectl edit svc/registry

# With another editor
KUBE_EDITOR="nano" kubectl edit svc/registry`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to edit.'),
    fieldManagerFlag('kubectl-edit'),
    selectorFlag,
    validateFlag,
    { name: 'output-patch', type: 'bool', default: 'false', usage: 'Show the patch if the resource was edited.' },
    { name: 'save-config', type: 'bool', default: 'false', usage: 'Note what was made in an annotation.' },
    { name: 'subresource', type: 'string', usage: 'Edit a subresource of the object.' },
    { name: 'windows-line-endings', type: 'bool', default: 'false', usage: 'Use line endings of Windows.' },
  ],
  *run(k) {
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors, { wholeTypes: true })
    throwCollected(errors)
    for (const one of found) {
      const code = yield* editOne(k, one)
      if (code !== 0) return code
    }
    return 0
  },
}

function* editOne(k: Invocation, one: Found): Run<number> {
  let changed: KubeObject | undefined
  let sent: unknown
  const saved = yield* editValue(k, {
    value: withoutManagedFields(one.object),
    called: `${one.type.resource} "${one.name}"`,
    cancelUnchanged: true,
    save: (edited) => {
      sent = patchOf(k, one, edited)
      const subresource = k.flags.string('subresource') || undefined
      changed = k.connection.patch(
        one.type,
        one.namespace,
        one.name,
        { type: 'merge', body: sent, subresource },
        { fieldManager: k.flags.string('field-manager'), fieldValidation: fieldValidation(k.flags.string('validate')) },
      )
    },
  })
  if (!saved || !changed) return 0
  if (k.flags.bool('output-patch')) yield* k.out(`Patch: ${compactJson(sent).trim()}\n`)
  yield* k.out(new ResultPrinter(k).print(changed, 'edited', one.type))
  return 0
}

function patchOf(k: Invocation, one: Found, edited: JsonObject): unknown {
  const metadata = isObject(edited.metadata) ? edited.metadata : {}
  if (edited.apiVersion !== one.object.apiVersion || edited.kind !== one.object.kind || metadata.name !== one.name)
    throw new KubectlError('At least one of apiVersion, kind and name was changed')
  const noted = k.flags.bool('save-config') && isKubeObject(edited) ? withLastApplied(edited) : edited
  return createMergePatch(withoutManagedFields(one.object), noted) ?? {}
}
