import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import type { Flag } from '../../flags.ts'
import type { Invocation } from '../../invocation.ts'
import { createGenerated, generatorFlags, nameArgument } from './generator.ts'

const tcpFlag: Flag = { name: 'tcp', type: 'stringSlice', usage: "Port pairs can be given as '<port>:<targetPort>'." }

const clusterIp: Command = {
  name: 'clusterip',
  use: 'clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]',
  short: 'Create a ClusterIP service',
  examples: `
# Create a ClusterIP service
kubectl create service clusterip my-cs --tcp=5678:8080

# A headless one
kubectl create service clusterip my-cs --clusterip="None"`,
  flags: [
    ...generatorFlags,
    tcpFlag,
    { name: 'clusterip', type: 'string', usage: "The address of the service; 'None' for a headless one." },
  ],
  *run(k) {
    const address = k.flags.string('clusterip')
    if (address === 'None' && k.flags.list('tcp').length > 0) throw new KubectlError('can not map ports with clusterip=None')
    if (address !== 'None' && k.flags.list('tcp').length === 0)
      throw new KubectlError('at least one tcp port specifier must be provided')
    return yield* createService(k, { type: 'ClusterIP', ...(address === '' ? {} : { clusterIP: address }) })
  },
}

const nodePort: Command = {
  name: 'nodeport',
  use: 'nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
  short: 'Create a NodePort service',
  examples: '# Create a NodePort service\nkubectl create service nodeport my-ns --tcp=5678:8080',
  flags: [...generatorFlags, tcpFlag, { name: 'node-port', type: 'int', default: '0', usage: 'The port on every node.' }],
  *run(k) {
    if (k.flags.list('tcp').length === 0) throw new KubectlError('at least one tcp port specifier must be provided')
    return yield* createService(k, { type: 'NodePort' }, k.flags.int('node-port'))
  },
}

const loadBalancer: Command = {
  name: 'loadbalancer',
  use: 'loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
  short: 'Create a LoadBalancer service',
  examples: '# Create a LoadBalancer service\nkubectl create service loadbalancer my-lbs --tcp=5678:8080',
  flags: [...generatorFlags, tcpFlag],
  *run(k) {
    if (k.flags.list('tcp').length === 0) throw new KubectlError('at least one tcp port specifier must be provided')
    return yield* createService(k, { type: 'LoadBalancer' })
  },
}

const externalName: Command = {
  name: 'externalname',
  use: 'externalname NAME --external-name external.name [--dry-run=server|client|none] [options]',
  short: 'Create an ExternalName service',
  examples:
    '# Create a service for a name outside the cluster\nkubectl create service externalname my-ns --external-name bar.com',
  flags: [
    ...generatorFlags,
    tcpFlag,
    { name: 'external-name', type: 'string', usage: 'The name outside of the cluster.', required: true },
  ],
  run: (k) => createService(k, { type: 'ExternalName', externalName: k.flags.string('external-name') }),
}

export const service: Command = {
  name: 'service',
  aliases: ['svc'],
  use: 'service [flags] [options]',
  short: 'Create a service using a specified subcommand',
  subcommands: [clusterIp, externalName, loadBalancer, nodePort],
}

function* createService(k: Invocation, spec: Readonly<Record<string, unknown>>, nodePortNumber = 0) {
  const name = nameArgument(k)
  const labels = { app: name }
  const ports = k.flags.list('tcp').map((text) => {
    const [port = '', target = port] = text.split(':')
    if (!/^\d+$/.test(port)) throw new KubectlError(`invalid port specifier: ${text}`)
    const targetPort = /^\d+$/.test(target) ? Number(target) : target
    return {
      name: text.replace(':', '-'),
      port: Number(port),
      protocol: 'TCP',
      targetPort,
      ...(nodePortNumber > 0 ? { nodePort: nodePortNumber } : {}),
    }
  })
  return yield* createGenerated(k, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { labels, name },
    ...{ spec: { ...spec, ...(ports.length > 0 ? { ports } : {}), selector: labels }, status: { loadBalancer: {} } },
  })
}
