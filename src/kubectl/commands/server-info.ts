import { printYaml } from '../../cluster/api/yaml.ts'
import type { Command } from '../command.ts'
import { apiVersionOf } from '../connection.ts'
import { type ResourceType, resourceName } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import { byBytes, isObject, listAt, numberAt, textAt } from '../json-value.ts'
import { printJson } from '../printers/json.ts'
import { alignRows } from '../printers/table.ts'
import { dump } from './cluster-dump.ts'

/** What this kubectl says it is. */
export const clientVersion = { major: '1', minor: '36', gitVersion: 'v1.36.2' }
const kustomizeVersion = 'v5.8.0'

export const apiResources: Command = {
  name: 'api-resources',
  use: 'api-resources [flags] [options]',
  short: 'Print the supported API resources on the server',
  examples: `
# Print all of them
kubectl api-resources

# With their verbs and categories
kubectl api-resources -o wide

# Those of one group
kubectl api-resources --api-group=rbac.authorization.k8s.io`,
  flags: [
    { name: 'api-group', type: 'string', usage: 'Only resources of this group.' },
    { name: 'cached', type: 'bool', default: 'false', usage: 'Use the cached list if there is one; has no effect here.' },
    { name: 'categories', type: 'stringSlice', usage: 'Only resources that belong to these categories.' },
    {
      name: 'namespaced',
      type: 'bool',
      default: 'true',
      usage: 'Only resources that live in namespaces; false for the others. Both if not given.',
    },
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Leave the headers out.' },
    { name: 'output', shorthand: 'o', type: 'string', usage: 'Output format. One of: (json, yaml, name, wide).' },
    { name: 'sort-by', type: 'string', usage: 'Sort by name or kind.' },
    { name: 'verbs', type: 'stringSlice', usage: 'Only resources that know all of these verbs.' },
  ],
  *run(k) {
    const { flags } = k
    if (k.args.length > 0) throw k.usage(`unexpected arguments: [${k.args.join(' ')}]`)
    const output = flags.string('output')
    if (!['', 'wide', 'name', 'json', 'yaml'].includes(output)) throw new KubectlError(`--output ${output} is not available`)
    const types = k.discovery
      .preferred()
      .filter(
        (type) =>
          (!flags.changed('api-group') || type.group === flags.string('api-group')) &&
          (!flags.changed('namespaced') || type.namespaced === flags.bool('namespaced')) &&
          flags.list('verbs').every((verb) => type.verbs.includes(verb)) &&
          flags.list('categories').every((category) => type.categories.includes(category)),
      )
    const sorted = [...types].sort(order(flags.string('sort-by')))
    if (output === 'name') yield* k.out(sorted.map((type) => `${resourceName(type)}\n`).join(''))
    else if (output === 'json' || output === 'yaml')
      yield* k.out((output === 'json' ? printJson : printYaml)(resourceList(sorted)))
    else {
      const head = [
        'NAME',
        'SHORTNAMES',
        'APIVERSION',
        'NAMESPACED',
        'KIND',
        ...(output === 'wide' ? ['VERBS', 'CATEGORIES'] : []),
      ]
      const rows = sorted.map((type) => [
        type.resource,
        type.shortNames.join(','),
        apiVersionOf(type),
        String(type.namespaced),
        type.kind,
        ...(output === 'wide' ? [[...type.verbs].sort(byBytes).join(','), type.categories.join(',')] : []),
      ])
      yield* k.out(alignRows(flags.bool('no-headers') ? rows : [head, ...rows]))
    }
    return 0
  },
}

/** By group, then name; as `--sort-by` says otherwise. */
function order(by: string): (a: ResourceType, b: ResourceType) => number {
  if (by === 'kind') return (a, b) => byBytes(a.kind, b.kind)
  if (by === 'name') return (a, b) => byBytes(a.resource, b.resource)
  return (a, b) => byBytes(a.group, b.group) || byBytes(a.resource, b.resource)
}

function resourceList(types: readonly ResourceType[]): unknown {
  return {
    apiVersion: 'v1',
    groupVersion: '',
    kind: 'APIResourceList',
    resources: types.map((type) => ({
      ...(type.categories.length > 0 ? { categories: type.categories } : {}),
      ...(type.group === '' ? {} : { group: type.group }),
      kind: type.kind,
      name: type.resource,
      namespaced: type.namespaced,
      ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
      singularName: type.singular,
      verbs: type.verbs,
      version: type.version,
    })),
  }
}

export const apiVersions: Command = {
  name: 'api-versions',
  use: 'api-versions [options]',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  examples: '# Print the API versions\nkubectl api-versions',
  *run(k) {
    if (k.args.length > 0) throw k.usage(`unexpected arguments: [${k.args.join(' ')}]`)
    yield* k.out(
      [...k.discovery.versions()]
        .sort(byBytes)
        .map((version) => `${version}\n`)
        .join(''),
    )
    return 0
  },
}

export const version: Command = {
  name: 'version',
  use: 'version [flags] [options]',
  short: 'Print the client and server version information',
  examples: '# Print both versions\nkubectl version',
  flags: [
    { name: 'client', type: 'bool', default: 'false', usage: "Only the client's version; the server is not asked." },
    { name: 'output', shorthand: 'o', type: 'string', usage: "One of 'yaml' or 'json'." },
  ],
  *run(k) {
    if (k.args.length > 0) throw k.usage(`extra arguments: [${k.args.join(' ')}]`)
    const output = k.flags.string('output')
    if (output !== '' && output !== 'yaml' && output !== 'json') throw new KubectlError("--output must be 'yaml' or 'json'")
    const server = k.flags.bool('client') ? undefined : k.connection.request({ method: 'GET', path: '/version' }).body
    if (output !== '') {
      const all = { clientVersion, kustomizeVersion, ...(server ? { serverVersion: server } : {}) }
      yield* k.out((output === 'json' ? printJson : printYaml)(all))
      return 0
    }
    yield* k.out(`Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}\n`)
    if (server) yield* k.out(`Server Version: ${textAt(server, 'gitVersion')}\n`)
    return 0
  },
}

export const clusterInfo: Command = {
  name: 'cluster-info',
  use: 'cluster-info [flags] [options]',
  short: 'Display cluster information',
  long: 'Display addresses of the control plane and services with label kubernetes.io/cluster-service=true.',
  examples: '# Print the address of the control plane and cluster services\nkubectl cluster-info',
  subcommands: [dump],
  *run(k) {
    if (k.args.length > 0) throw k.usage(`unknown command "${k.args.join(' ')}"`)
    const host = k.kubeconfig.serverUrl(k.flags.string('context')) || 'https://127.0.0.1:6443'
    yield* k.out(`Kubernetes control plane is running at ${host}\n`)
    const { items } = k.connection.list(k.discovery.forWord('services'), 'kube-system', {
      labelSelector: 'kubernetes.io/cluster-service=true',
    })
    for (const service of items) {
      const name = textAt(service, 'metadata', 'labels', 'kubernetes.io/name') || (service.metadata.name ?? '')
      const port = listAt(service, 'spec', 'ports').find((one) => isObject(one) && numberAt(one, 'port') !== undefined)
      const portName = textAt(port, 'name')
      const link = `${host}/api/v1/namespaces/kube-system/services/${service.metadata.name}${portName === '' ? '' : `:${portName}`}/proxy`
      yield* k.out(`${name} is running at ${link}\n`)
    }
    yield* k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
    return 0
  },
}
