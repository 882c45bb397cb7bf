import type { Pod } from '../../cluster/api/generated/types.ts'
import { type Bytes, Errno, type Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { chooseContainer, isPod } from '../pods.ts'
import { runSession } from '../session.ts'
import { readTar, type TarEntry, writeTar } from '../tar.ts'

export const cp: Command = {
  name: 'cp',
  use: 'cp <file-spec-src> <file-spec-dest> [options]',
  short: 'Copy files and directories to and from containers',
  long: "Copy files and directories to and from containers. The container needs the program 'tar'.",
  examples: `
# Copy a local directory into a pod
kubectl cp /tmp/foo_dir <some-pod>:/tmp/bar_dir

# Into a certain container
kubectl cp /tmp/foo <some-pod>:/tmp/bar -c <specific-container>

# From a pod
kubectl cp <some-namespace>/<some-pod>:/tmp/foo /tmp/bar`,
  flags: [
    {
      name: 'container',
      shorthand: 'c',
      type: 'string',
      usage: 'The container; the annotation kubectl.kubernetes.io/default-container or the first one if left out.',
    },
    { name: 'no-preserve', type: 'bool', default: 'false', usage: 'Do not keep owner and permissions.' },
    { name: 'retries', type: 'int', default: '0', usage: 'How often to try again from a container; has no effect here.' },
  ],
  *run(k) {
    if (k.args.length !== 2) throw k.usage('source and destination are required')
    const [from, to] = k.args.map(parseSpec)
    if (!from || !to) return 1
    if (from.pod !== undefined && to.pod !== undefined)
      throw new KubectlError('src and dest cannot both be remote file specifications')
    if (from.pod !== undefined) return yield* download(k, from, to.path)
    if (to.pod !== undefined) return yield* upload(k, from.path, to)
    throw new KubectlError('one of src or dest must be a remote file specification')
  },
}

interface Spec {
  readonly namespace: string | undefined
  readonly pod: string | undefined
  readonly path: string
}

/** `namespace/pod:path`, `pod:path`, or a local path. */
function parseSpec(text: string): Spec {
  const colon = text.indexOf(':')
  if (colon === 0) throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path')
  if (colon < 0) return { namespace: undefined, pod: undefined, path: text }
  const path = text.slice(colon + 1)
  const parts = text.slice(0, colon).split('/')
  if (path === '') throw new KubectlError('filepath can not be empty')
  if (parts.length === 1) return { namespace: undefined, pod: parts[0], path }
  if (parts.length === 2) return { namespace: parts[0], pod: parts[1], path }
  throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path')
}

function podOf(k: Invocation, spec: Spec): Pod {
  const pod = k.connection.get(k.discovery.forWord('pods'), spec.namespace ?? k.namespace, String(spec.pod))
  if (!isPod(pod)) throw new KubectlError('no pods found')
  const phase = pod.status?.phase
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
  return pod
}

function* download(k: Invocation, from: Spec, to: string): Run<number> {
  const pod = podOf(k, from)
  const container = k.flags.string('container') || (yield* chooseContainer(k, pod, ''))
  let archive: Bytes = ''
  const command = ['tar', 'cf', '-', from.path]
  const code = yield* runSession(k, pod, {
    subresource: 'exec',
    container,
    command,
    stdin: false,
    tty: false,
    onStdout: (chunk) => (archive += chunk),
  })
  if (code !== 0) return code
  const prefix = from.path.replace(/^\/+/, '').replace(/\/+$/, '')
  const target =
    k.process.exists(to) && k.process.stat(to).type === 'directory' ? `${to.replace(/\/$/, '')}/${baseName(prefix)}` : to
  for (const entry of readTar(archive)) {
    const name = entry.path.replace(/^\/+/, '').replace(/\/+$/, '')
    if (name !== prefix && !name.startsWith(`${prefix}/`)) continue
    place(k, `${target}${name.slice(prefix.length)}`, entry)
  }
  return 0
}

function place(k: Invocation, path: string, entry: TarEntry): void {
  makeDirectories(k, entry.type === 'directory' ? path : path.slice(0, path.lastIndexOf('/')))
  if (entry.type === 'file') k.process.writeFile(path, entry.content, { mode: entry.mode })
}

function makeDirectories(k: Invocation, path: string): void {
  if (path === '' || k.process.exists(path)) return
  makeDirectories(k, path.slice(0, Math.max(0, path.lastIndexOf('/'))))
  k.process.mkdir(path)
}

function* upload(k: Invocation, from: string, to: Spec): Run<number> {
  if (!k.process.exists(from)) throw new KubectlError(`${from} doesn't exist in local filesystem`)
  const pod = podOf(k, to)
  const container = k.flags.string('container') || (yield* chooseContainer(k, pod, ''))
  let target = to.path
  // As upstream: a directory of that name takes the file under its own.
  const isDirectory = yield* runSession(k, pod, {
    subresource: 'exec',
    container,
    command: ['test', '-d', target],
    stdin: false,
    tty: false,
    quietStderr: true,
    quietOutcome: true,
  })
  if (isDirectory === 0) target = `${target.replace(/\/$/, '')}/${baseName(from)}`
  const entries: TarEntry[] = []
  collect(k, from, baseName(target), entries)
  const directory = target.includes('/') ? target.slice(0, target.lastIndexOf('/')) || '/' : '.'
  const command = [
    'tar',
    '-xmf',
    '-',
    ...(k.flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : []),
    ...(directory === '.' ? [] : ['-C', directory]),
  ]
  return yield* runSession(k, pod, { subresource: 'exec', container, command, stdin: true, tty: false, input: writeTar(entries) })
}

function collect(k: Invocation, path: string, name: string, into: TarEntry[]): void {
  const stat = k.process.stat(path)
  try {
    if (stat.type !== 'directory') into.push({ path: name, type: 'file', mode: stat.mode, content: k.process.readFile(path) })
    else {
      into.push({ path: `${name}/`, type: 'directory', mode: stat.mode, content: '' })
      for (const child of k.process.readDirectory(path))
        collect(k, `${path.replace(/\/$/, '')}/${child}`, `${name}/${child}`, into)
    }
  } catch (error) {
    if (error instanceof Errno) throw new KubectlError(`open ${path}: ${error.text.toLowerCase()}`)
    throw error
  }
}

function baseName(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '')
}
