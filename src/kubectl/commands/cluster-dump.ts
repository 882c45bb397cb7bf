import type { Pod } from '../../cluster/api/generated/types.ts'
import { encode } from '../../cluster/machine/bytes.ts'
import type { Bytes, Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { StatusError } from '../errors.ts'
import { allNamespacesFlag, printFlags } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { containersOf, isPod } from '../pods.ts'
import { printerFor } from '../printers/printer.ts'
import { containerLog } from './run-log.ts'

const kinds = ['events', 'replicationcontrollers', 'services', 'daemonsets', 'deployments', 'replicasets', 'pods']

/** Everything about a cluster in one place (kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go). */
export const dump: Command = {
  name: 'dump',
  use: 'dump [flags] [options]',
  short: 'Dump relevant information for debugging and diagnosis',
  long: 'Dump what is worth knowing when something is wrong: nodes, objects and logs of kube-system and of the current namespace, to stdout or below a directory.',
  examples: `
# Dump to stdout
kubectl cluster-info dump

# Dump into files
kubectl cluster-info dump --output-directory=/tmp/state`,
  flags: [
    ...printFlags.map((flag) => (flag.name === 'output' ? { ...flag, default: 'json' } : flag)),
    allNamespacesFlag,
    { name: 'namespaces', type: 'stringSlice', usage: 'The namespaces to dump; kube-system and the current one if not given.' },
    { name: 'output-directory', type: 'string', usage: "Where to write the files; stdout if not given, or '-'." },
    { name: 'pod-running-timeout', type: 'duration', default: '20s', usage: 'How long to wait for pods; has no effect here.' },
  ],
  *run(k) {
    const directory = k.flags.string('output-directory')
    const inFiles = directory !== '' && directory !== '-'
    const write = function* (name: string, bytes: Bytes): Run<void> {
      if (!inFiles) return yield* k.process.write(1, bytes)
      const path = `${directory.replace(/\/$/, '')}/${name}`
      makeDirectories(k, path.slice(0, path.lastIndexOf('/')))
      k.process.writeFile(path, bytes)
    }
    const print = (value: unknown) => encode(printerFor(k)?.print(value) ?? '')
    const extension = k.flags.string('output') === 'yaml' ? 'yaml' : 'json'
    yield* write(`nodes.${extension}`, print(k.connection.request({ method: 'GET', path: '/api/v1/nodes' }).body))
    for (const space of namespacesOf(k)) {
      const pods: Pod[] = []
      for (const word of kinds) {
        const { items } = k.connection.list(k.discovery.forWord(word), space)
        if (word === 'pods') pods.push(...items.filter(isPod))
        const name = `${space}/${word === 'replicationcontrollers' ? 'replication-controllers' : word}.${extension}`
        yield* write(name, print({ apiVersion: 'v1', items, kind: 'List', metadata: {} }))
      }
      for (const pod of pods) yield* write(`${space}/${pod.metadata.name}/logs.txt`, logsOf(k, pod))
    }
    if (inFiles) yield* k.out(`Cluster info dumped to ${directory}\n`)
    return 0
  },
}

function namespacesOf(k: Invocation): readonly string[] {
  if (k.allNamespaces)
    return k.connection.list(k.discovery.forWord('namespaces'), undefined).items.map((one) => one.metadata.name ?? '')
  const given = k.flags.list('namespaces')
  return given.length > 0 ? given : [...new Set(['kube-system', k.namespace])]
}

function logsOf(k: Invocation, pod: Pod): Bytes {
  const { namespace, name } = pod.metadata
  return containersOf(pod)
    .map((container) => {
      const where = `logs for container ${container.name} of pod ${namespace}/${name}`
      return encode(`==== START ${where} ====\n`) + logOf(k, pod, container.name) + encode(`==== END ${where} ====\n`)
    })
    .join('')
}

function logOf(k: Invocation, pod: Pod, container: string): Bytes {
  try {
    return containerLog(k, pod, container)
  } catch (error) {
    if (error instanceof StatusError) return encode(`Create log request error: ${error.message}\n`)
    throw error
  }
}

function makeDirectories(k: Invocation, path: string): void {
  if (path === '' || k.process.exists(path)) return
  makeDirectories(k, path.slice(0, Math.max(0, path.lastIndexOf('/'))))
  k.process.mkdir(path)
}
