import type { PodTemplateSpec } from '../../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../../cluster/api/object.ts'
import type { Command } from '../../command.ts'
import { Page } from '../../describe/page.ts'
import { describeTemplate } from '../../describe/template.ts'
import { kindName } from '../../discovery.ts'
import { KubectlError, throwCollected } from '../../errors.ts'
import { dryRunFlag, fileFlags, printFlags, selectorFlag } from '../../flag-sets.ts'
import type { Invocation } from '../../invocation.ts'
import { at, equalJson, isObject, type JsonObject, numberAt, objectAt, stringsAt, withAt } from '../../json-value.ts'
import { podSelectorOf } from '../../pods.ts'
import { dryRunOf, printerFor, ResultPrinter } from '../../printers/printer.ts'
import { alignTabs, describeTabs } from '../../printers/tabwriter.ts'
import { type Found, findObjects } from '../../resource-arguments.ts'

const changeCause = 'kubernetes.io/change-cause'
const revisionAnnotation = 'deployment.kubernetes.io/revision'

export const history: Command = {
  name: 'history',
  use: 'history (TYPE NAME | TYPE/NAME) [flags] [options]',
  short: 'View rollout history',
  long: 'View previous rollout revisions and configurations.',
  examples: `
# The revisions of a deployment
kubectl rollout history deployment/abc

# One of them
kubectl rollout history daemonset/abc --revision=3`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to look at.'),
    selectorFlag,
    { name: 'revision', type: 'int', default: '0', usage: 'Show the details of this revision.' },
  ],
  *run(k) {
    if (k.args.length === 0 && k.flags.list('filename').length === 0) throw k.usage('required resource not specified')
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors, { wholeTypes: true })
    throwCollected(errors)
    for (const one of found) yield* k.out(historyText(k, one))
    return 0
  },
}

export const undo: Command = {
  name: 'undo',
  use: 'undo (TYPE NAME | TYPE/NAME) [flags] [options]',
  short: 'Undo a previous rollout',
  long: 'Roll back to a previous rollout.',
  examples: `
# Go back to the revision before
kubectl rollout undo deployment/abc

# Go back to revision 3
kubectl rollout undo daemonset/abc --to-revision=3`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to roll back.'),
    dryRunFlag,
    selectorFlag,
    { name: 'to-revision', type: 'int', default: '0', usage: 'The revision to go back to; 0 is the one before.' },
  ],
  *run(k) {
    if (k.args.length === 0 && k.flags.list('filename').length === 0) throw k.usage('required resource not specified')
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors, { wholeTypes: true })
    throwCollected(errors)
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    for (const one of found) {
      const result = rollBack(k, one)
      yield* k.out(printer.print(one.object, result, one.type))
    }
    return 0
  },
}

/** A stored state of a template. */
interface Revision {
  readonly number: number
  readonly cause: string
  readonly template: JsonObject
  /** For controllers with ControllerRevisions: the patch that brings it back. */
  readonly patch?: JsonObject
}

function revisionsOf(k: Invocation, one: Found): readonly Revision[] {
  const owned = (object: KubeObject) =>
    object.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === one.object.metadata.uid) ?? false
  const labelSelector = podSelectorOf(one.object)
  const list = (word: string) =>
    k.connection.list(k.discovery.forWord(word), one.namespace, { labelSelector }).items.filter(owned)
  const causeOf = (object: KubeObject) => object.metadata.annotations?.[changeCause] || '<none>'
  if (one.object.kind === 'Deployment') {
    return list('replicasets.apps').flatMap((set) => {
      const number = Number(set.metadata.annotations?.[revisionAnnotation] ?? 0)
      return number > 0 ? [{ number, cause: causeOf(set), template: objectAt(set, 'spec', 'template') }] : []
    })
  }
  if (one.object.kind === 'DaemonSet' || one.object.kind === 'StatefulSet') {
    return list('controllerrevisions.apps').map((revision) => {
      const patch = objectAt(revision, 'data')
      return {
        number: numberAt(revision, 'revision') ?? 0,
        cause: causeOf(revision),
        template: objectAt(patch, 'spec', 'template'),
        patch,
      }
    })
  }
  throw new KubectlError(`no history viewer has been implemented for "${one.object.kind}"`)
}

function historyText(k: Invocation, one: Found): string {
  const revisions = [...revisionsOf(k, one)].sort((a, b) => a.number - b.number)
  const name = `${kindName(one.type)}/${one.name}`
  const wanted = k.flags.int('revision')
  if (wanted > 0) {
    const revision = revisions.find((each) => each.number === wanted)
    if (!revision) throw new KubectlError('unable to find the specified revision')
    const printer = printerFor(k)
    if (printer) return printer.print(withAt(one.object, ['spec', 'template'], revision.template))
    const page = new Page()
    describeTemplate(page, templateOf(revision.template))
    return `${name} with revision #${wanted}\n${page}`
  }
  if (revisions.length === 0) return `${name} \nNo rollout history found.\n`
  const rows = revisions.map((revision) => `${revision.number}\t${revision.cause}\n`).join('')
  return `${name} \n${alignTabs(`REVISION\tCHANGE-CAUSE\n${rows}`, describeTabs)}\n`
}

function templateOf(template: JsonObject): PodTemplateSpec {
  return template
}

/** Puts the template of a revision back; returns what to say about it. */
function rollBack(k: Invocation, one: Found): string {
  const to = k.flags.int('to-revision')
  if (to < 0) throw new KubectlError(`unable to find specified revision ${to} in history`)
  const revisions = [...revisionsOf(k, one)].sort((a, b) => b.number - a.number)
  if (at(one.object, 'spec', 'paused') === true) {
    throw new KubectlError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again")
  }
  const target = to > 0 ? revisions.find((revision) => revision.number === to) : revisions[1]
  if (!target) {
    if (to > 0) throw new KubectlError(`unable to find specified revision ${to} in history`)
    throw new KubectlError(`no rollout history found for ${one.type.singular} "${one.name}"`)
  }
  const template = withoutHash(target.template)
  if (equalJson(template, withoutHash(objectAt(one.object, 'spec', 'template')))) {
    return `skipped rollback (current template already matches revision ${target.number})`
  }
  if (k.flags.string('dry-run') === 'client') return 'rolled back'
  const query = { dryRun: dryRunOf(k) === 'server' ? 'All' : undefined, fieldManager: 'kubectl-rollout' }
  if (target.patch) {
    k.connection.patch(one.type, one.namespace, one.name, { type: 'strategic', body: target.patch }, query)
    return 'rolled back'
  }
  const annotations: Record<string, string> = { ...stringsAt(one.object, 'metadata', 'annotations') }
  if (target.cause !== '<none>') annotations[changeCause] = target.cause
  else delete annotations[changeCause]
  const body = [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ]
  k.connection.patch(one.type, one.namespace, one.name, { type: 'json', body }, query)
  return 'rolled back'
}

function withoutHash(template: JsonObject): JsonObject {
  return isObject(objectAt(template, 'metadata').labels)
    ? withAt(template, ['metadata', 'labels', 'pod-template-hash'], undefined)
    : template
}
