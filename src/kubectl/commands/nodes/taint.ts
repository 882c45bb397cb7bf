import type { Taint } from '../../../cluster/api/generated/types.ts'
import type { Command } from '../../command.ts'
import { KubectlError, ManyErrors, throwCollected } from '../../errors.ts'
import { allFlag, dryRunFlag, fieldManagerFlag, printFlags, selectorFlag, validateFlag } from '../../flag-sets.ts'
import type { Invocation } from '../../invocation.ts'
import { isObject, listAt, textAt } from '../../json-value.ts'
import { dryRunOf, ResultPrinter } from '../../printers/printer.ts'
import { type Found, findObjects } from '../../resource-arguments.ts'

export const taint: Command = {
  name: 'taint',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]',
  short: 'Update the taints on one or more nodes',
  long: 'Update the taints on nodes. A taint is a key, a value and an effect (NoSchedule, PreferNoSchedule, NoExecute); pods without a matching toleration are kept away, or sent away. KEY:EFFECT- and KEY- remove.',
  examples: `
# Keep pods away that do not tolerate it
kubectl taint nodes foo dedicated=special-user:NoSchedule

# Remove it
kubectl taint nodes foo dedicated:NoSchedule-

# Remove all taints with this key
kubectl taint nodes foo dedicated-`,
  flags: [
    ...printFlags,
    allFlag('Select all nodes.'),
    dryRunFlag,
    fieldManagerFlag('kubectl-taint'),
    selectorFlag,
    validateFlag,
    { name: 'overwrite', type: 'bool', default: 'false', usage: 'Allow taints to get another value.' },
  ],
  *run(k) {
    const { resources, add, remove } = readArguments(k)
    const [word] = resources
    if (word === undefined || k.discovery.find(String(word.split('/')[0]))?.kind !== 'Node') {
      throw new KubectlError(`invalid resource type ${word ?? ''}, only node(s) is supported`)
    }
    const errors: unknown[] = []
    const nodes = yield* findObjects(k, resources, errors)
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    for (const node of nodes) {
      try {
        const { taints, operation } = change(k, node, add, remove)
        const body = { spec: { taints } }
        const query = { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: k.flags.string('field-manager') }
        const object =
          dryRun === 'client' ? node.object : k.connection.patch(node.type, undefined, node.name, { type: 'merge', body }, query)
        yield* k.out(printer.print(object, operation, node.type))
      } catch (error) {
        errors.push(error)
      }
    }
    throwCollected(errors)
    return 0
  },
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const
type Effect = (typeof effects)[number]

interface Removal {
  readonly key: string
  readonly effect: string
}

function readArguments(k: Invocation) {
  const isTaint = (arg: string) => arg.includes(':') || arg.includes('=') || arg.endsWith('-')
  const resources = k.args.filter((arg) => !isTaint(arg))
  const specs = k.args.filter(isTaint)
  if (specs.length === 0) throw new KubectlError('at least one taint update is required')
  const add: Taint[] = []
  const remove: Removal[] = []
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const [key = '', effect = ''] = spec.slice(0, -1).split(':')
      remove.push({ key: String(key.split('=')[0]), effect })
    } else add.push(parseTaint(spec))
  }
  const twice = add.find((one, i) => add.some((other, j) => j < i && other.key === one.key && other.effect === one.effect))
  if (twice)
    throw new KubectlError(
      `duplicated taints with the same key and effect: {${twice.key} ${twice.value ?? ''} ${twice.effect} <nil>}`,
    )
  return { resources, add, remove }
}

function parseTaint(spec: string): Taint {
  const [pair = '', effectText, ...more] = spec.split(':')
  const [key = '', value, ...rest] = pair.split('=')
  if (effectText === undefined || more.length > 0 || rest.length > 0) throw new KubectlError(`unknown taint spec: ${spec}`)
  const effect = effects.find((one) => one === effectText)
  if (!effect) throw new KubectlError(`invalid taint effect: ${effectText}, unsupported taint effect`)
  return { key, effect, ...(value === undefined ? {} : { value }) }
}

function change(
  k: Invocation,
  node: Found,
  add: readonly Taint[],
  remove: readonly Removal[],
): { taints: readonly Taint[]; operation: string } {
  const old = listAt(node.object, 'spec', 'taints')
    .filter(isObject)
    .flatMap((one) => {
      const effect: Effect | undefined = effects.find((each) => each === one.effect)
      return effect
        ? [
            {
              key: textAt(one, 'key'),
              effect,
              ...(typeof one.value === 'string' ? { value: one.value } : {}),
              ...(typeof one.timeAdded === 'string' ? { timeAdded: one.timeAdded } : {}),
            },
          ]
        : []
    })
  const same = (a: Taint, b: Removal) => a.key === b.key && (b.effect === '' || a.effect === b.effect)
  if (!k.flags.bool('overwrite') && add.some((one) => old.some((other) => same(other, one)))) {
    throw new KubectlError(
      `node ${node.name} already has ${add
        .filter((one) => old.some((other) => same(other, one)))
        .map((one) => one.key)
        .join(',')} taint(s) with same effect(s) and --overwrite is false`,
    )
  }
  const missing = remove.filter((one) => !old.some((other) => same(other, one)))
  if (missing.length > 0) {
    throw new ManyErrors(
      missing.map((one) => new KubectlError(`taint "${one.key}${one.effect === '' ? '' : `:${one.effect}`}" not found`)),
    )
  }
  const kept = old.filter((one) => !remove.some((other) => same(one, other)) && !add.some((other) => same(one, other)))
  const changed = add.some((one) => old.some((other) => same(other, one)))
  const operation =
    add.length > 0 && remove.length > 0 ? 'modified' : add.length > 0 ? (changed ? 'modified' : 'tainted') : 'untainted'
  return { taints: [...add, ...kept], operation }
}
