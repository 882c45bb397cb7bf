import { parseQuantity } from '../../cluster/api/quantity.ts'
import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { KubectlError, StatusError } from '../errors.ts'
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../flag-sets.ts'
import type { Flag } from '../flags.ts'
import type { Invocation } from '../invocation.ts'
import { byBytes, isObject, listAt, textAt } from '../json-value.ts'
import { alignRows } from '../printers/table.ts'

const common: readonly Flag[] = [
  { name: 'no-headers', type: 'bool', default: 'false', usage: 'Leave the headers out.' },
  selectorFlag,
  { name: 'show-swap', type: 'bool', default: 'false', usage: 'Also show swap; nodes here have none; has no effect here.' },
  { name: 'sort-by', type: 'string', usage: "Sort by 'cpu' or 'memory'." },
  { name: 'use-protocol-buffers', type: 'bool', default: 'true', usage: 'How to speak to the metrics API; has no effect here.' },
]

const topPod: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  use: 'pod [NAME | -l label] [options]',
  short: 'Display resource (CPU/memory) usage of pods',
  examples: `
# What the pods of the namespace use
kubectl top pod

# Of each container
kubectl top pod POD_NAME --containers`,
  flags: [
    ...common,
    allNamespacesFlag,
    fieldSelectorFlag,
    { name: 'containers', type: 'bool', default: 'false', usage: 'Show the usage of each container.' },
    { name: 'sum', type: 'bool', default: 'false', usage: 'Show the sum as the last line.' },
  ],
  *run(k) {
    checkSort(k)
    if (k.args.length > 1) throw k.usage('too many arguments: only one pod can be named')
    const [name] = k.args
    const namespace = k.allNamespaces ? '' : `/namespaces/${k.namespace}`
    const query = {
      labelSelector: k.flags.string('selector') || undefined,
      fieldSelector: k.flags.string('field-selector') || undefined,
    }
    const metrics = ask(k, `/apis/metrics.k8s.io/v1beta1${namespace}/pods${name === undefined ? '' : `/${name}`}`, query)
    if (metrics.length === 0) {
      yield* k.err(k.allNamespaces ? 'No resources found\n' : `No resources found in ${k.namespace} namespace.\n`)
      return 0
    }
    yield* printPods(k, metrics)
    return 0
  },
}

const topNode: Command = {
  name: 'node',
  aliases: ['nodes', 'no'],
  use: 'node [NAME | -l label] [options]',
  short: 'Display resource (CPU/memory) usage of nodes',
  examples: '# What the nodes use\nkubectl top node',
  flags: [
    ...common,
    {
      name: 'show-capacity',
      type: 'bool',
      default: 'false',
      usage: 'Percentages of the capacity rather than of what is allocatable.',
    },
  ],
  *run(k) {
    checkSort(k)
    const [name] = k.args
    const query = { labelSelector: k.flags.string('selector') || undefined }
    const metrics = ask(k, `/apis/metrics.k8s.io/v1beta1/nodes${name === undefined ? '' : `/${name}`}`, query)
    if (metrics.length === 0) throw new KubectlError('metrics not available yet')
    const nodes = k.connection.list(k.discovery.forWord('nodes'), undefined).items
    const rows = sort(
      k,
      metrics.map((one) => ({ name: textAt(one, 'metadata', 'name'), ...usageOf(one) })),
    ).map((row) => {
      const node = nodes.find((each) => each.metadata.name === row.name)
      const from = (resource: string) =>
        parseQuantity(textAt(node, 'status', k.flags.bool('show-capacity') ? 'capacity' : 'allocatable', resource) || undefined)
      const cpu = from('cpu').milli
      const memory = from('memory').value
      const share = (part: number, whole: number) => (whole === 0 ? '<unknown>' : `${Math.trunc((part * 100) / whole)}%`)
      return [row.name, `${row.cpu}m`, share(row.cpu, cpu), `${mebibytes(row.memory)}Mi`, share(row.memory, memory)]
    })
    yield* k.out(
      alignRows([
        ...(k.flags.bool('no-headers') ? [] : [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']]),
        ...rows,
      ]),
    )
    return 0
  },
}

export const top: Command = {
  name: 'top',
  use: 'top [flags] [options]',
  short: 'Display resource (CPU/memory) usage',
  long: 'Display resource (CPU/memory) usage of nodes or pods. It needs the metrics server in the cluster.',
  subcommands: [topNode, topPod],
}

interface Usage {
  /** Thousandths of a core. */
  readonly cpu: number
  /** Bytes. */
  readonly memory: number
}

function checkSort(k: Invocation): void {
  const by = k.flags.string('sort-by')
  if (by !== '' && by !== 'cpu' && by !== 'memory') throw new KubectlError('--sort-by accepts only cpu or memory')
}

function ask(k: Invocation, path: string, query: Record<string, string | undefined>): readonly unknown[] {
  if (!k.discovery.all().some((type) => type.group === 'metrics.k8s.io')) throw new KubectlError('Metrics API not available')
  try {
    const { body } = k.connection.request({ method: 'GET', path, query })
    return isObject(body) && Array.isArray(body.items) ? body.items : [body]
  } catch (error) {
    if (error instanceof StatusError && error.is('ServiceUnavailable')) throw new KubectlError('Metrics API not available')
    throw error
  }
}

function usageOf(metrics: unknown): Usage {
  const usage = isObject(metrics) && isObject(metrics.usage) ? metrics.usage : {}
  return {
    cpu: parseQuantity(textAt(usage, 'cpu') || undefined).milli,
    memory: parseQuantity(textAt(usage, 'memory') || undefined).value,
  }
}

function sum(all: readonly Usage[]): Usage {
  return { cpu: all.reduce((total, one) => total + one.cpu, 0), memory: all.reduce((total, one) => total + one.memory, 0) }
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 ** 2)
}

function sort<T extends Usage & { readonly name: string }>(k: Invocation, rows: readonly T[]): readonly T[] {
  const by = k.flags.string('sort-by')
  return [...rows].sort((a, b) =>
    by === 'cpu' ? b.cpu - a.cpu : by === 'memory' ? b.memory - a.memory : byBytes(a.name, b.name),
  )
}

function* printPods(k: Invocation, metrics: readonly unknown[]): Run<void> {
  const perContainer = k.flags.bool('containers')
  const pods = sort(
    k,
    metrics.map((one) => {
      const containers = listAt(one, 'containers').map((container) => ({
        name: textAt(container, 'name'),
        ...usageOf(container),
      }))
      return {
        namespace: textAt(one, 'metadata', 'namespace'),
        name: textAt(one, 'metadata', 'name'),
        containers,
        ...sum(containers),
      }
    }),
  )
  const space = (namespace: string) => (k.allNamespaces ? [namespace] : [])
  const amounts = (usage: Usage) => [`${usage.cpu}m`, `${mebibytes(usage.memory)}Mi`]
  const rows = pods.flatMap((pod) =>
    perContainer
      ? pod.containers.map((container) => [...space(pod.namespace), pod.name, container.name, ...amounts(container)])
      : [[...space(pod.namespace), pod.name, ...amounts(pod)]],
  )
  const head = [...space('NAMESPACE'), ...(perContainer ? ['POD', 'NAME'] : ['NAME']), 'CPU(cores)', 'MEMORY(bytes)']
  const total = sum(pods)
  const blanks = head.slice(0, -2).map(() => '')
  const sumRows = k.flags.bool('sum')
    ? [
        [...blanks, '________', '________'],
        [...blanks, ...amounts(total)],
      ]
    : []
  yield* k.out(alignRows([...(k.flags.bool('no-headers') ? [] : [head]), ...rows, ...sumRows]))
}
