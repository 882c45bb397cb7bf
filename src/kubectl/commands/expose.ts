import type { KubeObject } from '../../cluster/api/object.ts'
import { withLastApplied } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags } from '../flag-sets.ts'
import { parseLabels } from '../generate.ts'
import type { Invocation } from '../invocation.ts'
import { isObject, listAt, numberAt, objectAt, stringsAt, textAt } from '../json-value.ts'
import { overridden, overrideFlags } from '../overrides.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { type Found, findObjects } from '../resource-arguments.ts'

export const expose: Command = {
  name: 'expose',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  long: 'Make a service for the pods of a deployment, replica set, replication controller, service, or for one pod. Selector and ports are taken from it.',
  examples: `
# A service for a deployment: port 80 leads to port 8000 of the containers
kubectl expose deployment nginx --port=80 --target-port=8000

# A service for a pod, with a name of its own
kubectl expose pod valid-pod --port=444 --name=frontend

# A port on every node
kubectl expose deployment web --port=80 --type=NodePort`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to expose.'),
    dryRunFlag,
    fieldManagerFlag('kubectl-expose'),
    { name: 'selector', type: 'string', usage: 'The labels of the pods; those of the resource if not given.' },
    { name: 'cluster-ip', type: 'string', usage: "The address of the service; 'None' for a headless one." },
    { name: 'external-ip', type: 'string', usage: 'A further address that the service accepts.' },
    { name: 'labels', shorthand: 'l', type: 'string', usage: 'Labels of the service.' },
    { name: 'load-balancer-ip', type: 'string', usage: 'The address of the load balancer, if the cloud can do that.' },
    { name: 'name', type: 'string', usage: 'The name of the service.' },
    ...overrideFlags,
    { name: 'port', type: 'string', usage: 'The port of the service; that of the resource if not given.' },
    { name: 'protocol', type: 'string', usage: "The protocol of the port; 'TCP' if not given." },
    { name: 'save-config', type: 'bool', default: 'false', usage: 'Note what was made in an annotation.' },
    { name: 'session-affinity', type: 'string', usage: "'None' or 'ClientIP'." },
    { name: 'target-port', type: 'string', usage: 'Name or number of the port of the containers.' },
    { name: 'type', type: 'string', usage: "ClusterIP, NodePort, LoadBalancer, or ExternalName; 'ClusterIP' if not given." },
  ],
  *run(k) {
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors)
    throwCollected(errors)
    const dryRun = dryRunOf(k)
    const type = k.discovery.forWord('services')
    const printer = new ResultPrinter(k, dryRun)
    for (const one of found) {
      const generated = overridden(k, serviceFor(k, one))
      const service = k.flags.bool('save-config') ? withLastApplied(generated) : generated
      const query = { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: k.flags.string('field-manager') }
      const created = dryRun === 'client' ? service : k.connection.create(type, one.namespace, service, query)
      yield* k.out(printer.print(created, 'exposed', type))
    }
    return 0
  },
}

function serviceFor(k: Invocation, one: Found): KubeObject {
  const { flags } = k
  const { object } = one
  const selector = flags.string('selector') === '' ? selectorOf(one) : parseLabels(flags.string('selector'))
  const ports = portsOf(k, object)
  const labels = flags.string('labels') === '' ? stringsAt(object, 'metadata', 'labels') : parseLabels(flags.string('labels'))
  const clusterIP = flags.string('cluster-ip')
  const externalIp = flags.string('external-ip')
  const type = flags.string('type')
  if (type !== '' && !['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'].includes(type)) {
    throw new KubectlError(`unsupported service type: ${type}`)
  }
  const spec = {
    ...(clusterIP === '' ? {} : { clusterIP }),
    ...(externalIp === '' ? {} : { externalIPs: [externalIp] }),
    ...(flags.string('load-balancer-ip') === '' ? {} : { loadBalancerIP: flags.string('load-balancer-ip') }),
    ...(ports.length > 0 ? { ports } : {}),
    selector,
    ...(flags.string('session-affinity') === '' ? {} : { sessionAffinity: flags.string('session-affinity') }),
    ...(type === '' ? {} : { type }),
  }
  const name = flags.string('name') || one.name.slice(0, 63)
  const metadata = { ...(Object.keys(labels).length > 0 ? { labels } : {}), name }
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec, status: { loadBalancer: {} } }
  return service
}

const introspection = "couldn't retrieve selectors via --selector flag or introspection:"

function selectorOf({ object, type }: Found): Readonly<Record<string, string>> {
  switch (object.kind) {
    case 'Pod': {
      const labels = stringsAt(object, 'metadata', 'labels')
      if (Object.keys(labels).length === 0) throw new KubectlError(`${introspection} the pod has no labels and cannot be exposed`)
      return labels
    }
    case 'Service':
    case 'ReplicationController':
      return stringsAt(object, 'spec', 'selector')
    case 'Deployment':
    case 'ReplicaSet':
      if (listAt(object, 'spec', 'selector', 'matchExpressions').length > 0) {
        throw new KubectlError(
          `${introspection} couldn't convert expressions - "${JSON.stringify(objectAt(object, 'spec', 'selector'))}" to map-based selector format`,
        )
      }
      return stringsAt(object, 'spec', 'selector', 'matchLabels')
    default:
      throw new KubectlError(`cannot expose a ${type.kind}${type.group === '' ? '' : `.${type.group}`}`)
  }
}

function portsOf(k: Invocation, object: KubeObject): readonly unknown[] {
  const given = k.flags.string('port')
  const target = k.flags.string('target-port')
  const protocol = k.flags.string('protocol')
  const known = knownPorts(object)
  if (given === '' && known.length === 0) {
    if (k.flags.string('cluster-ip') === 'None') return []
    throw new KubectlError("couldn't find port via --port flag or introspection")
  }
  const ports = given === '' ? known : given.split(',').map((text) => ({ port: Number(text), protocol: undefined }))
  return ports.map(({ port, protocol: own }, i) => {
    if (!Number.isInteger(port)) throw new KubectlError(`strconv.Atoi: parsing "${given}": invalid syntax`)
    const targetPort = target === '' ? port : /^\d+$/.test(target) ? Number(target) : target
    return { ...(ports.length > 1 ? { name: `port-${i + 1}` } : {}), port, protocol: protocol || own || 'TCP', targetPort }
  })
}

function knownPorts(object: KubeObject): readonly { port: number; protocol: string | undefined }[] {
  const read = (list: readonly unknown[], key: string) =>
    list.filter(isObject).flatMap((one) => {
      const port = numberAt(one, key)
      return port === undefined ? [] : [{ port, protocol: textAt(one, 'protocol') || undefined }]
    })
  if (object.kind === 'Service') return read(listAt(object, 'spec', 'ports'), 'port')
  const spec = object.kind === 'Pod' ? objectAt(object, 'spec') : objectAt(object, 'spec', 'template', 'spec')
  return listAt(spec, 'containers').flatMap((container) => read(listAt(container, 'ports'), 'containerPort'))
}
