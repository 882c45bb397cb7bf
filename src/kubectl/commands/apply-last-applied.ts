import { printYaml } from '../../cluster/api/yaml.ts'
import { fieldValidation, lastAppliedAnnotation, parseLastApplied, withLastApplied } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { editValue } from '../editor.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { allFlag, dryRunFlag, fieldManagerFlag, fileFlags, printFlags, selectorFlag, validateFlag } from '../flag-sets.ts'
import { stringsAt } from '../json-value.ts'
import { readManifests } from '../manifests.ts'
import { compactJson, printJson } from '../printers/json.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { findObjects } from '../resource-arguments.ts'

export const editLastApplied: Command = {
  name: 'edit-last-applied',
  use: 'edit-last-applied (RESOURCE/NAME | -f FILENAME) [options]',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  long: 'Edit what was noted as applied last. The object itself stays as it is; only the next apply sees the difference.',
  examples: `
# Edit the note of a service
kubectl apply edit-last-applied svc/web

# With another editor
KUBE_EDITOR="nano" kubectl apply edit-last-applied svc/web`,
  flags: [
    ...printFlags,
    ...fileFlags('the objects whose notes are edited.'),
    fieldManagerFlag('kubectl-client-side-apply'),
    validateFlag,
    { name: 'windows-line-endings', type: 'bool', default: 'false', usage: 'Use line endings of Windows.' },
  ],
  *run(k) {
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors)
    throwCollected(errors)
    const query = {
      fieldManager: k.flags.string('field-manager'),
      fieldValidation: fieldValidation(k.flags.string('validate')),
    }
    for (const one of found) {
      const text = stringsAt(one.object, 'metadata', 'annotations')[lastAppliedAnnotation]
      if (text === undefined) throw new KubectlError(`no last-applied-configuration annotation found on resource: ${one.name}`)
      let object = one.object
      const saved = yield* editValue(k, {
        value: parseLastApplied(text),
        called: `${one.type.resource} "${one.name}"`,
        cancelUnchanged: true,
        save(edited) {
          const body = { metadata: { annotations: { [lastAppliedAnnotation]: compactJson(edited) } } }
          object = k.connection.patch(one.type, one.namespace, one.name, { type: 'merge', body }, query)
        },
      })
      if (saved) yield* k.out(new ResultPrinter(k).print(object, 'edited', one.type))
    }
    return 0
  },
}

export const viewLastApplied: Command = {
  name: 'view-last-applied',
  use: 'view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  examples: `
# Show what was applied last to a deployment
kubectl apply view-last-applied deployment/nginx

# The same as JSON
kubectl apply view-last-applied deployment/nginx -o json`,
  flags: [
    ...fileFlags('the objects to look at.'),
    allFlag('Select all resources of the type in the namespace.'),
    selectorFlag,
    { name: 'output', shorthand: 'o', type: 'string', default: 'yaml', usage: 'Output format. Must be one of (yaml, json)' },
  ],
  *run(k) {
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors)
    for (const one of found) {
      const text = stringsAt(one.object, 'metadata', 'annotations')[lastAppliedAnnotation]
      if (text === undefined) {
        yield* k.err(`error: no last-applied-configuration annotation found on resource: ${one.name}\n`)
        continue
      }
      const applied = parseLastApplied(text)
      yield* k.out(k.flags.string('output') === 'json' ? printJson(applied) : printYaml(applied))
    }
    throwCollected(errors)
    return 0
  },
}

export const setLastApplied: Command = {
  name: 'set-last-applied',
  use: 'set-last-applied -f FILENAME [options]',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  examples: `
# Note what a file says as if it had been applied, changing nothing else
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true`,
  flags: [
    ...printFlags,
    ...fileFlags('what was applied.'),
    dryRunFlag,
    { name: 'create-annotation', type: 'bool', default: 'false', usage: 'Make the annotation if the object has none.' },
  ],
  *run(k) {
    const errors: unknown[] = []
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    for (const target of yield* readManifests(k, errors)) {
      const live = k.connection.get(target.type, target.namespace, target.name)
      const noted = stringsAt(withLastApplied(target.object), 'metadata', 'annotations')[lastAppliedAnnotation]
      if (stringsAt(live, 'metadata', 'annotations')[lastAppliedAnnotation] === undefined && !k.flags.bool('create-annotation')) {
        throw new KubectlError(
          `no last-applied-configuration annotation found on resource: ${target.name}, to create the annotation, run the command with --create-annotation`,
        )
      }
      const body = { metadata: { annotations: { [lastAppliedAnnotation]: noted } } }
      const query = { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-client-side-apply' }
      const object =
        dryRun === 'client'
          ? live
          : k.connection.patch(target.type, target.namespace, target.name, { type: 'merge', body }, query)
      yield* k.out(printer.print(object, 'configured', target.type))
    }
    throwCollected(errors)
    return 0
  },
}
