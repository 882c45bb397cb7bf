import { encode } from '../../../cluster/machine/bytes.ts'
import { Errno } from '../../../cluster/machine/program.ts'
import type { Command } from '../../command.ts'
import { contentHash } from '../../content-hash.ts'
import { KubectlError } from '../../errors.ts'
import type { Flag } from '../../flags.ts'
import type { Invocation } from '../../invocation.ts'
import { createGenerated, generatorFlags, nameArgument } from './generator.ts'
import { readSources, sourceFlags } from './sources.ts'

const appendHash: Flag = {
  name: 'append-hash',
  type: 'bool',
  default: 'false',
  usage: 'Append a hash of the content to the name.',
}

const generic: Command = {
  name: 'generic',
  use: 'generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]',
  short: 'Create a secret from a local file, directory, or literal value',
  examples: `
# From literals
kubectl create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret

# From files
kubectl create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa`,
  flags: [
    ...generatorFlags,
    ...sourceFlags('secret'),
    appendHash,
    { name: 'type', type: 'string', usage: 'The type of the secret.' },
  ],
  *run(k) {
    const type = k.flags.string('type')
    const data: Record<string, string> = {}
    for (const [key, bytes] of readSources(k, 'Secret')) data[key] = btoa(bytes)
    return yield* createSecret(k, data, type === '' ? undefined : type)
  },
}

const tls: Command = {
  name: 'tls',
  use: 'tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] [options]',
  short: 'Create a TLS secret',
  examples: '# From a key pair\nkubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key',
  flags: [
    ...generatorFlags,
    appendHash,
    { name: 'cert', type: 'string', usage: 'The certificate, PEM encoded.' },
    { name: 'key', type: 'string', usage: 'The private key of the certificate.' },
  ],
  *run(k) {
    if (k.flags.string('key') === '' || k.flags.string('cert') === '') throw new KubectlError('key and cert must be specified')
    const read = (name: string) => btoa(readBytes(k, k.flags.string(name)))
    return yield* createSecret(k, { 'tls.crt': read('cert'), 'tls.key': read('key') }, 'kubernetes.io/tls')
  },
}

const dockerRegistry: Command = {
  name: 'docker-registry',
  use: 'docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none] [options]',
  short: 'Create a secret for use with a Docker registry',
  examples:
    '# Credentials for a registry\nkubectl create secret docker-registry my-secret --docker-server=DOCKER_REGISTRY_SERVER --docker-username=DOCKER_USER --docker-password=DOCKER_PASSWORD --docker-email=DOCKER_EMAIL',
  flags: [
    ...generatorFlags,
    appendHash,
    { name: 'docker-email', type: 'string', usage: 'Email for the registry.' },
    { name: 'docker-password', type: 'string', usage: 'Password for the registry.' },
    { name: 'docker-server', type: 'string', default: 'https://index.docker.io/v1/', usage: 'Server of the registry.' },
    { name: 'docker-username', type: 'string', usage: 'User name for the registry.' },
    { name: 'from-file', type: 'stringSlice', usage: 'A docker config file to take instead.' },
  ],
  *run(k) {
    const { flags } = k
    const [file] = flags.list('from-file')
    if (file === undefined && (flags.string('docker-username') === '' || flags.string('docker-password') === '')) {
      throw new KubectlError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      )
    }
    const text = file === undefined ? encode(JSON.stringify(credentials(k))) : readBytes(k, file)
    return yield* createSecret(k, { '.dockerconfigjson': btoa(text) }, 'kubernetes.io/dockerconfigjson')
  },
}

export const secret: Command = {
  name: 'secret',
  use: 'secret (docker-registry | generic | tls) [options]',
  short: 'Create a secret using a specified subcommand',
  long: 'Create a secret: docker-registry for the password of a registry, generic for any keys, tls for a certificate and its key.',
  subcommands: [dockerRegistry, generic, tls],
}

function credentials(k: Invocation) {
  const username = k.flags.string('docker-username')
  const password = k.flags.string('docker-password')
  const email = k.flags.string('docker-email')
  const entry = { username, password, ...(email === '' ? {} : { email }), auth: btoa(encode(`${username}:${password}`)) }
  return { auths: { [k.flags.string('docker-server')]: entry } }
}

function readBytes(k: Invocation, path: string): string {
  try {
    return k.process.readFile(path)
  } catch (error) {
    if (error instanceof Errno) throw new KubectlError(`open ${path}: ${error.text.toLowerCase()}`)
    throw error
  }
}

function* createSecret(k: Invocation, data: Readonly<Record<string, string>>, type: string | undefined) {
  const name = nameArgument(k)
  const content = { ...(Object.keys(data).length > 0 ? { data } : {}), ...(type === undefined ? {} : { type }) }
  const full = k.flags.bool('append-hash')
    ? `${name}-${contentHash({ data: {}, kind: 'Secret', name, type: '', ...content })}`
    : name
  return yield* createGenerated(k, { apiVersion: 'v1', kind: 'Secret', metadata: { name: full }, ...content })
}
