import { encode } from '../../cluster/machine/bytes.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import { outputFlags } from '../flag-sets.ts'
import type { Flag } from '../flags.ts'
import type { Invocation } from '../invocation.ts'
import { isObject, type JsonObject, textAt, withAt } from '../json-value.ts'
import { Kubeconfig } from '../kubeconfig.ts'
import { printerFor } from '../printers/printer.ts'
import { alignRows } from '../printers/table.ts'

const nameOf = (k: Invocation, what: string): string => {
  const [name] = k.args
  if (name === undefined || k.args.length > 1) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`)
  if (name === '') throw new KubectlError(`you must specify a ${what}`)
  return name
}

const view: Command = {
  name: 'view',
  use: 'view [flags] [options]',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  examples: `
# Show the kubeconfig, secrets left out
kubectl config view

# Only what the current context needs
kubectl config view --minify

# One value
kubectl config view -o jsonpath='{.users[0].name}'`,
  flags: [
    ...outputFlags('json, yaml, name, go-template, jsonpath').map((flag) =>
      flag.name === 'output' ? { ...flag, default: 'yaml' } : flag,
    ),
    { name: 'flatten', type: 'bool', default: 'false', usage: 'Put the contents of files in their place.' },
    { name: 'merge', type: 'bool', default: 'true', usage: 'Merge the full hierarchy of kubeconfig files; has no effect here.' },
    { name: 'minify', type: 'bool', default: 'false', usage: 'Leave out what the current context does not use.' },
    { name: 'raw', type: 'bool', default: 'false', usage: 'Show secrets and certificates too.' },
  ],
  *run(k) {
    const whole = {
      apiVersion: 'v1',
      clusters: null,
      contexts: null,
      'current-context': '',
      kind: 'Config',
      ...k.kubeconfig.data,
    }
    const chosen = k.flags.bool('minify') ? minified(k) : whole
    const shown = k.flags.bool('flatten') ? flattened(k, chosen) : chosen
    const hidden = k.flags.bool('raw') ? shown : withoutSecrets(shown)
    yield* k.out(printerFor(k)?.print(hidden) ?? '')
    return 0
  },
}

function minified(k: Invocation): JsonObject {
  const { kubeconfig } = k
  const name = k.flags.string('context') || kubeconfig.currentContext
  if (!kubeconfig.has('contexts', name))
    throw new KubectlError(name === '' ? 'current-context must exist in order to minify' : `cannot locate context ${name}`)
  const context = kubeconfig.entry('contexts', name)
  const cluster = textAt(context, 'cluster')
  const user = textAt(context, 'user')
  return {
    apiVersion: 'v1',
    clusters: [{ cluster: kubeconfig.entry('clusters', cluster), name: cluster }],
    contexts: [{ context, name }],
    'current-context': name,
    kind: 'Config',
    users: [{ name: user, user: kubeconfig.entry('users', user) }],
  }
}

/** What is in a file, in the place of its name. */
function embedded(k: Invocation, key: string, path: string): JsonObject {
  return { [`${key}-data`]: btoa(encode(k.readFile(path))) }
}

const fileKeys = ['certificate-authority', 'client-certificate', 'client-key']

function flattened(k: Invocation, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => flattened(k, item))
  if (!isObject(value)) return value
  let out: JsonObject = {}
  for (const [key, item] of Object.entries(value))
    out = {
      ...out,
      ...(fileKeys.includes(key) && typeof item === 'string' ? embedded(k, key, item) : { [key]: flattened(k, item) }),
    }
  return out
}

const secrets: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, secrets[key] ?? withoutSecrets(item)]))
}

const currentContext: Command = {
  name: 'current-context',
  use: 'current-context [flags] [options]',
  short: 'Display the current-context',
  *run(k) {
    if (k.kubeconfig.currentContext === '') throw new KubectlError('current-context is not set')
    yield* k.out(`${k.kubeconfig.currentContext}\n`)
    return 0
  },
}

const getContexts: Command = {
  name: 'get-contexts',
  use: 'get-contexts [(-o|--output=)name)] [options]',
  short: 'Describe one or many contexts',
  examples: '# List all contexts\nkubectl config get-contexts',
  flags: [
    { name: 'no-headers', type: 'bool', default: 'false', usage: 'Leave the headers out.' },
    { name: 'output', shorthand: 'o', type: 'string', usage: 'Output format. One of: (name).' },
  ],
  *run(k) {
    const { kubeconfig } = k
    const names = k.args.length > 0 ? k.args : [...kubeconfig.names('contexts')].sort()
    for (const name of names) if (!kubeconfig.has('contexts', name)) throw new KubectlError(`context ${name} not found`)
    if (k.flags.string('output') === 'name') yield* k.out(names.map((name) => `${name}\n`).join(''))
    else {
      const rows = names.map((name) => {
        const context = kubeconfig.entry('contexts', name)
        return [
          name === kubeconfig.currentContext ? '*' : '',
          name,
          textAt(context, 'cluster'),
          textAt(context, 'user'),
          textAt(context, 'namespace'),
        ]
      })
      yield* k.out(
        alignRows([...(k.flags.bool('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']]), ...rows]),
      )
    }
    return 0
  },
}

const list = (name: string, section: 'clusters' | 'users', short: string): Command => ({
  name,
  use: `${name} [flags] [options]`,
  short,
  *run(k) {
    yield* k.out(['NAME', ...[...k.kubeconfig.names(section)].sort()].map((each) => `${each}\n`).join(''))
    return 0
  },
})

const useContext: Command = {
  name: 'use-context',
  aliases: ['use'],
  use: 'use-context CONTEXT_NAME [options]',
  short: 'Set the current-context in a kubeconfig file',
  examples: '# Use the context for the minikube cluster\nkubectl config use-context minikube',
  *run(k) {
    const name = nameOf(k, 'context')
    if (!k.kubeconfig.has('contexts', name)) throw new KubectlError(`no context exists with the name: "${name}"`)
    k.kubeconfig.withCurrentContext(name).save(k.process)
    yield* k.out(`Switched to context "${name}".\n`)
    return 0
  },
}

const setContext: Command = {
  name: 'set-context',
  use: 'set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace] [options]',
  short: 'Set a context entry in kubeconfig',
  long: 'Set a context entry in kubeconfig. What is not given of an entry that exists stays as it is.',
  examples: '# Another namespace for the current context\nkubectl config set-context --current --namespace=kube-system',
  flags: [
    { name: 'cluster', type: 'string', usage: 'The cluster of the context.' },
    { name: 'current', type: 'bool', default: 'false', usage: 'Change the current context.' },
    { name: 'namespace', type: 'string', usage: 'The namespace of the context.' },
    { name: 'user', type: 'string', usage: 'The user of the context.' },
  ],
  *run(k) {
    if (k.flags.bool('current') && k.args.length > 0) throw k.usage('you cannot specify both a context name and --current')
    if (!k.flags.bool('current') && k.args.length !== 1) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`)
    const name = k.flags.bool('current') ? k.kubeconfig.currentContext : String(k.args[0])
    if (name === '') throw new KubectlError('no current context is set')
    const existed = k.kubeconfig.has('contexts', name)
    let body: JsonObject = k.kubeconfig.entry('contexts', name)
    for (const key of ['cluster', 'namespace', 'user']) if (k.flags.changed(key)) body = { ...body, [key]: k.flags.string(key) }
    k.kubeconfig.withEntry('contexts', name, { cluster: '', user: '', ...body }).save(k.process)
    yield* k.out(`Context "${name}" ${existed ? 'modified' : 'created'}.\n`)
    return 0
  },
}

/** The entry with what a flag says; of a file, its content instead of its name with `--embed-certs`. */
function withSetting(k: Invocation, body: JsonObject, key: string, embed: boolean): JsonObject {
  const value = k.flags.string(key)
  return { ...body, ...(embed && fileKeys.includes(key) && value !== '' ? embedded(k, key, value) : { [key]: value }) }
}

const setCluster: Command = {
  name: 'set-cluster',
  use: 'set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com] [options]',
  short: 'Set a cluster entry in kubeconfig',
  flags: [
    { name: 'embed-certs', type: 'bool', default: 'false', usage: 'Put the certificate itself into the kubeconfig.' },
    { name: 'proxy-url', type: 'string', usage: 'A proxy for this cluster.' },
    { name: 'certificate-authority', type: 'string', usage: 'The file of the certificate authority.' },
    { name: 'insecure-skip-tls-verify', type: 'bool', default: 'false', usage: "Do not check the server's certificate." },
    { name: 'server', type: 'string', usage: 'The URL of the API server.' },
    { name: 'tls-server-name', type: 'string', usage: "The name to expect in the server's certificate." },
  ],
  *run(k) {
    const name = nameOf(k, 'cluster')
    let body: JsonObject = k.kubeconfig.entry('clusters', name)
    if (k.flags.changed('proxy-url')) body = { ...body, 'proxy-url': k.flags.string('proxy-url') }
    const embed = k.flags.bool('embed-certs')
    for (const key of ['server', 'certificate-authority', 'tls-server-name'])
      if (k.flags.changed(key)) body = withSetting(k, body, key, embed)
    if (k.flags.changed('insecure-skip-tls-verify'))
      body = { ...body, 'insecure-skip-tls-verify': k.flags.bool('insecure-skip-tls-verify') }
    k.kubeconfig.withEntry('clusters', name, { server: '', ...body }).save(k.process)
    yield* k.out(`Cluster "${name}" set.\n`)
    return 0
  },
}

/** Credentials that a program would get: known by name, and refused. */
const pluginFlags: readonly Flag[] = [
  ...['auth-provider', 'exec-api-version', 'exec-command', 'exec-interactive-mode'].map((name) => ({
    name,
    type: 'string' as const,
  })),
  ...['auth-provider-arg', 'exec-arg', 'exec-env'].map((name) => ({ name, type: 'stringSlice' as const })),
  { name: 'exec-provide-cluster-info', type: 'bool' as const, default: 'false' },
].map((flag) => ({ ...flag, usage: 'For credentials from a program; not simulated.' }))

const setCredentials: Command = {
  name: 'set-credentials',
  use: 'set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value] [options]',
  short: 'Set a user entry in kubeconfig',
  long: 'Set a user entry in kubeconfig. In this sandbox the server believes the name: a context with this user acts as the user NAME (or --username), in the group system:authenticated.',
  flags: [
    { name: 'embed-certs', type: 'bool', default: 'false', usage: 'Put the certificate itself into the kubeconfig.' },
    { name: 'client-certificate', type: 'string', usage: 'The file of the client certificate.' },
    { name: 'client-key', type: 'string', usage: 'The file of its key.' },
    { name: 'password', type: 'string', usage: 'The password for basic authentication.' },
    { name: 'token', type: 'string', usage: 'The bearer token.' },
    { name: 'username', type: 'string', usage: 'The name for basic authentication.' },
    ...pluginFlags,
  ],
  *run(k) {
    const plugin = pluginFlags.find((flag) => k.flags.changed(flag.name))
    if (plugin)
      throw new KubectlError(`--${plugin.name} is not simulated: no program is asked for credentials; give a --token or a name`)
    const name = nameOf(k, 'user')
    let body: JsonObject = k.kubeconfig.entry('users', name)
    const embed = k.flags.bool('embed-certs')
    for (const key of ['client-certificate', 'client-key', 'token', 'username', 'password'])
      if (k.flags.changed(key)) body = withSetting(k, body, key, embed)
    k.kubeconfig.withEntry('users', name, body).save(k.process)
    yield* k.out(`User "${name}" set.\n`)
    return 0
  },
}

const remove = (name: string, section: 'contexts' | 'clusters' | 'users', what: string): Command => ({
  name,
  use: `${name} NAME [options]`,
  short: `Delete the specified ${what} from the kubeconfig`,
  *run(k) {
    const entry = nameOf(k, what)
    if (!k.kubeconfig.has(section, entry)) throw new KubectlError(`cannot delete ${what} ${entry}, not in ${k.kubeconfig.path}`)
    if (section === 'contexts' && k.kubeconfig.currentContext === entry)
      yield* k.err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n')
    k.kubeconfig.withEntry(section, entry, undefined).save(k.process)
    yield* k.out(`deleted ${what} ${entry} from ${k.kubeconfig.path}\n`)
    return 0
  },
})

const renameContext: Command = {
  name: 'rename-context',
  use: 'rename-context CONTEXT_NAME NEW_NAME [options]',
  short: 'Rename a context from the kubeconfig file',
  *run(k) {
    const [from = '', to = ''] = k.args
    if (k.args.length !== 2) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`)
    if (!k.kubeconfig.has('contexts', from))
      throw new KubectlError(`cannot rename the context "${from}", it's not in ${k.kubeconfig.path}`)
    if (k.kubeconfig.has('contexts', to))
      throw new KubectlError(`cannot rename the context "${from}", the context "${to}" already exists in ${k.kubeconfig.path}`)
    let changed = k.kubeconfig
      .withEntry('contexts', to, k.kubeconfig.entry('contexts', from))
      .withEntry('contexts', from, undefined)
    if (k.kubeconfig.currentContext === from) changed = changed.withCurrentContext(to)
    changed.save(k.process)
    yield* k.out(`Context "${from}" renamed to "${to}".\n`)
    return 0
  },
}

const rawFlag: Flag = {
  name: 'set-raw-bytes',
  type: 'bool',
  default: 'false',
  usage: 'The value of a …-data property is given as it is, not in base64.',
}

/** `users.jane.token`: a property by its path; names with dots are not supported, as upstream. */
const change = (name: string, short: string, flags: readonly Flag[]): Command => ({
  name,
  use: name === 'set' ? 'set PROPERTY_NAME PROPERTY_VALUE [options]' : 'unset PROPERTY_NAME [options]',
  short,
  flags,
  *run(k) {
    const [path = '', text] = k.args
    // data is written as it is meant to stand in the file, in base64, unless said otherwise
    const value = text !== undefined && path.endsWith('-data') && k.flags.bool('set-raw-bytes') ? btoa(encode(text)) : text
    if (k.args.length !== (name === 'set' ? 2 : 1)) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`)
    const [section = '', entry = '', ...rest] = path.split('.')
    const sections = ['clusters', 'contexts', 'users'] as const
    const list = sections.find((one) => one === section)
    const next = !list
      ? Kubeconfig.of(k.kubeconfig.path, withAt(k.kubeconfig.data, path.split('.'), value))
      : rest.length === 0
        ? k.kubeconfig.withEntry(list, entry, undefined)
        : k.kubeconfig.withEntry(list, entry, withAt(k.kubeconfig.entry(list, entry), rest, value))
    next.save(k.process)
    yield* k.out(`Property "${path}" ${name === 'set' ? 'set' : 'unset'}.\n`)
    return 0
  },
})

export const config: Command = {
  name: 'config',
  use: 'config SUBCOMMAND [options]',
  short: 'Modify kubeconfig files',
  long: 'Modify kubeconfig files: the clusters, users and contexts that kubectl knows, by default those of ~/.kube/config.',
  subcommands: [
    currentContext,
    remove('delete-cluster', 'clusters', 'cluster'),
    remove('delete-context', 'contexts', 'context'),
    remove('delete-user', 'users', 'user'),
    list('get-clusters', 'clusters', 'Display clusters defined in the kubeconfig'),
    getContexts,
    list('get-users', 'users', 'Display users defined in the kubeconfig'),
    renameContext,
    change('set', 'Set an individual value in a kubeconfig file', [rawFlag]),
    setCluster,
    setContext,
    setCredentials,
    change('unset', 'Unset an individual value in a kubeconfig file', []),
    useContext,
    view,
  ],
}
