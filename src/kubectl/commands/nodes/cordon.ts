import type { Run } from '../../../cluster/machine/program.ts'
import type { Command } from '../../command.ts'
import { throwCollected } from '../../errors.ts'
import { dryRunFlag, selectorFlag } from '../../flag-sets.ts'
import type { Invocation } from '../../invocation.ts'
import { at } from '../../json-value.ts'
import { dryRunOf } from '../../printers/printer.ts'
import { type Found, listFound } from '../../resource-arguments.ts'

export const cordon: Command = {
  name: 'cordon',
  use: 'cordon NODE [options]',
  short: 'Mark node as unschedulable',
  long: 'Mark node as unschedulable: no new pods are placed there; those that run stay.',
  examples: '# Mark node "foo" as unschedulable\nkubectl cordon foo',
  flags: [dryRunFlag, selectorFlag],
  *run(k) {
    for (const node of nodesOf(k, 'cordon')) yield* setSchedulable(k, node, false)
    return 0
  },
}

export const uncordon: Command = {
  name: 'uncordon',
  use: 'uncordon NODE [options]',
  short: 'Mark node as schedulable',
  examples: '# Mark node "foo" as schedulable\nkubectl uncordon foo',
  flags: [dryRunFlag, selectorFlag],
  *run(k) {
    for (const node of nodesOf(k, 'uncordon')) yield* setSchedulable(k, node, true)
    return 0
  },
}

/** The nodes that are named, or those with the labels. */
export function nodesOf(k: Invocation, verb: string): readonly Found[] {
  const selector = k.flags.string('selector')
  if (k.args.length === 0 && selector === '') throw k.usage(`USAGE: ${verb} NODE [flags]`)
  if (k.args.length > 0 && selector !== '') throw k.usage('error: cannot specify both a node name and a --selector option')
  const type = k.discovery.forWord('nodes')
  if (selector !== '') return listFound(k, type, { labelSelector: selector })
  const errors: unknown[] = []
  const found: Found[] = []
  for (const arg of k.args) {
    const name = arg.replace(/^(nodes?|no)\//, '')
    try {
      found.push({ type, namespace: undefined, name, source: '', object: k.connection.get(type, undefined, name) })
    } catch (error) {
      errors.push(error)
    }
  }
  throwCollected(errors)
  return found
}

/** Says `node/n1 cordoned`, or that it was so already. */
export function* setSchedulable(k: Invocation, node: Found, schedulable: boolean): Run<void> {
  const done = schedulable ? 'uncordoned' : 'cordoned'
  const dryRun = dryRunOf(k)
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''
  if ((at(node.object, 'spec', 'unschedulable') === true) !== schedulable) {
    yield* k.out(`node/${node.name} already ${done}${suffix}\n`)
    return
  }
  if (dryRun !== 'client') {
    const body = { spec: { unschedulable: schedulable ? null : true } }
    k.connection.patch(
      node.type,
      undefined,
      node.name,
      { type: 'strategic', body },
      { dryRun: dryRun === 'server' ? 'All' : undefined },
    )
  }
  yield* k.out(`node/${node.name} ${done}${suffix}\n`)
}
