import type { Pod } from '../../cluster/api/generated/types.ts'
import { isRefusal, type Status } from '../../cluster/apiserver/interface.ts'
import { encode } from '../../cluster/machine/bytes.ts'
import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { pathOf, type Query } from '../connection.ts'
import { kindName } from '../discovery.ts'
import { isNotFound, KubectlError, refusal, StatusError } from '../errors.ts'
import { podRunningTimeoutFlag, selectorFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { Mailbox } from '../mailbox.ts'
import { chooseContainer, containersOf, firstPod, isPod, podsOf } from '../pods.ts'
import { findObjects, listFound } from '../resource-arguments.ts'

const usageText = `'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`

export const logs: Command = {
  name: 'logs',
  use: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]',
  short: 'Print the logs for a container in a pod',
  long: 'Print the logs for a container in a pod or specified resource. If the pod has only one container, its name may be left out.',
  examples: `
# Print the log of a pod with one container
kubectl logs nginx

# Print the logs of all containers of a pod
kubectl logs nginx --all-containers=true

# Follow the log of the container 'ruby'
kubectl logs -f -c ruby web-1

# Print what the container said before it was restarted
kubectl logs -p -c ruby web-1

# Print the last 20 lines
kubectl logs --tail=20 nginx

# Print the logs of all pods with a label
kubectl logs -l app=nginx --prefix`,
  flags: [
    { name: 'all-containers', type: 'bool', default: 'false', usage: "Get all containers' logs in the pod(s)." },
    { name: 'all-pods', type: 'bool', default: 'false', usage: 'Get logs from all pod(s). Sets prefix to true.' },
    { name: 'container', shorthand: 'c', type: 'string', usage: 'The container to print the log of.' },
    { name: 'follow', shorthand: 'f', type: 'bool', default: 'false', usage: 'Go on as the log grows.' },
    {
      name: 'ignore-errors',
      type: 'bool',
      default: 'false',
      usage: 'When following, any failure of one log does not end the others.',
    },
    {
      name: 'insecure-skip-tls-verify-backend',
      type: 'bool',
      default: 'false',
      usage: "Do not check the kubelet's certificate; has no effect here.",
    },
    { name: 'limit-bytes', type: 'int', default: '0', usage: 'The most bytes to print; no limit by default.' },
    { name: 'max-log-requests', type: 'int', default: '5', usage: 'How many logs may be followed at once with -l.' },
    { ...podRunningTimeoutFlag, default: '20s' },
    { name: 'prefix', type: 'bool', default: 'false', usage: 'Put the source (pod and container) before each line.' },
    {
      name: 'previous',
      shorthand: 'p',
      type: 'bool',
      default: 'false',
      usage: 'Print the log of the container before its last restart.',
    },
    selectorFlag,
    { name: 'since', type: 'duration', default: '0s', usage: 'Only what is not older than this: 5s, 2m, 3h.' },
    { name: 'since-time', type: 'string', usage: 'Only what came after this time (RFC3339).' },
    { name: 'tail', type: 'int', default: '-1', usage: 'Lines to show from the end; -1 is all of them, or 10 with a selector.' },
    { name: 'timestamps', type: 'bool', default: 'false', usage: 'Put the time before each line.' },
  ],
  *run(k) {
    checkFlags(k)
    const pods = yield* choosePods(k)
    const sources: Source[] = []
    for (const pod of pods) sources.push(...(yield* chooseSources(k, pod)))
    if (sources.length === 0) {
      yield* k.err(`No resources found in ${k.namespace} namespace.\n`)
      return 0
    }
    if (k.flags.bool('follow') && sources.length > 1) return yield* followAll(k, sources)
    for (const source of sources) yield* readOne(k, source)
    return 0
  },
}

interface Source {
  readonly pod: Pod
  readonly container: string
}

function checkFlags(k: Invocation): void {
  const { flags, args } = k
  const selector = flags.string('selector')
  if (args.length === 0 && selector === '') throw k.usage(`expected ${usageText}`)
  if (args.length > 0 && selector !== '') throw k.usage('only a selector (-l) or a POD name is allowed')
  if (args.length > 2) throw k.usage(`expected ${usageText}`)
  const container = flags.string('container') || (args[1] ?? '')
  if (flags.bool('all-containers') && container !== '') {
    throw new KubectlError(`--all-containers=true should not be specified with container name ${container}`)
  }
  if (flags.int('tail') < -1) throw new KubectlError('--tail must be greater than or equal to -1')
  if (flags.changed('since') && flags.string('since-time') !== '')
    throw new KubectlError('at most one of `sinceTime` or `sinceSeconds` may be specified')
  if (flags.changed('since') && flags.duration('since') <= 0) throw new KubectlError('--since must be greater than 0')
}

function* choosePods(k: Invocation): Run<readonly Pod[]> {
  const selector = k.flags.string('selector')
  if (selector !== '') {
    return listFound(k, k.discovery.forWord('pods'), { labelSelector: selector })
      .map((one) => one.object)
      .filter(isPod)
  }
  const errors: unknown[] = []
  const [found] = yield* findObjects(k, k.args.slice(0, 1), errors, { defaultType: 'pods' })
  const [error] = errors
  if (isNotFound(error)) throw new KubectlError(`error from server (NotFound): ${error.message} in namespace "${k.namespace}"`)
  if (error !== undefined) throw error
  if (!found) throw new KubectlError('no pods found')
  const first = yield* firstPod(k, found)
  const pods = podsOf(k, found)
  if (isPod(found.object)) return pods
  if (k.flags.bool('all-pods')) return pods
  if (pods.length > 1) yield* k.err(`Found ${pods.length} pods, using pod/${first.metadata.name}\n`)
  return [first]
}

function* chooseSources(k: Invocation, pod: Pod): Run<readonly Source[]> {
  if (k.flags.bool('all-containers')) {
    const inits = containersOf(pod).filter(({ kind }) => kind === 'init')
    const others = containersOf(pod).filter(({ kind }) => kind !== 'init')
    return [...inits, ...others].map(({ name }) => ({ pod, container: name }))
  }
  return [{ pod, container: yield* chooseContainer(k, pod, k.flags.string('container') || (k.args[1] ?? '')) }]
}

function queryOf(k: Invocation, source: Source): Query {
  const { flags } = k
  const tail = flags.changed('tail') ? flags.int('tail') : flags.string('selector') === '' ? -1 : 10
  const seconds = Math.max(1, Math.ceil(flags.duration('since') / 1000))
  return {
    container: source.container,
    follow: flags.bool('follow') ? 'true' : undefined,
    previous: flags.bool('previous') ? 'true' : undefined,
    sinceSeconds: flags.changed('since') ? String(seconds) : undefined,
    sinceTime: flags.string('since-time') || undefined,
    tailLines: tail >= 0 ? String(tail) : undefined,
    timestamps: flags.bool('timestamps') ? 'true' : undefined,
    limitBytes: flags.int('limit-bytes') > 0 ? String(flags.int('limit-bytes')) : undefined,
  }
}

type Part = { readonly text: string } | { readonly ended: Status | undefined }

/** Opens the log of one container; chunks come to `onPart`. */
function open(k: Invocation, source: Source, onPart: (part: Part) => void): () => void {
  const { namespace, name } = source.pod.metadata
  const path = pathOf(k.discovery.forWord('pods'), namespace, name, 'log')
  const request = k.connection.dressed({ method: 'GET', path, query: queryOf(k, source) })
  const started = k.connection.server.logs(request, {
    write: (chunk) => onPart({ text: chunk }),
    end: (error) => onPart({ ended: error }),
  })
  if (!isRefusal(started)) return started
  throw refusal(started)
}

function* readOne(k: Invocation, source: Source): Run<void> {
  const parts = new Mailbox<Part>()
  const lines = new Prefixed(prefixOf(k, source))
  const stop = open(k, source, (part) => parts.put(part))
  try {
    for (;;) {
      const part = yield* parts.take(k.process, stop)
      if (part === undefined) return
      if ('ended' in part) {
        yield* k.process.write(1, lines.rest())
        if (part.ended) throw new StatusError(part.ended)
        return
      }
      yield* k.process.write(1, lines.add(part.text))
    }
  } finally {
    stop()
  }
}

/** Several logs at once, lines as they come. */
function* followAll(k: Invocation, sources: readonly Source[]): Run<number> {
  const most = k.flags.int('max-log-requests')
  if (sources.length > most) {
    throw new KubectlError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
    )
  }
  const parts = new Mailbox<{ part: Part; lines: Prefixed }>()
  const stops: (() => void)[] = []
  try {
    for (const source of sources) {
      const lines = new Prefixed(prefixOf(k, source))
      stops.push(open(k, source, (part) => parts.put({ part, lines })))
    }
    for (let running = sources.length; running > 0; ) {
      const next = yield* parts.take(k.process, () => {
        for (const stop of stops) stop()
      })
      if (next === undefined) return 0
      if ('text' in next.part) yield* k.process.write(1, next.lines.add(next.part.text))
      else {
        running--
        yield* k.process.write(1, next.lines.rest())
        if (next.part.ended && !k.flags.bool('ignore-errors')) throw new StatusError(next.part.ended)
      }
    }
    return 0
  } finally {
    for (const stop of stops) stop()
  }
}

function prefixOf(k: Invocation, source: Source): string {
  if (!k.flags.bool('prefix') && !k.flags.bool('all-pods')) return ''
  return encode(`[${kindName({ group: '', kind: 'Pod' })}/${source.pod.metadata.name}/${source.container}] `)
}

/** Whole lines with something before each; without a prefix, bytes as they come. */
class Prefixed {
  private unfinished = ''

  constructor(private readonly prefix: string) {}

  add(chunk: string): string {
    if (this.prefix === '') return chunk
    const lines = (this.unfinished + chunk).split('\n')
    this.unfinished = lines.pop() ?? ''
    return lines.map((line) => `${this.prefix}${line}\n`).join('')
  }

  rest(): string {
    const rest = this.unfinished
    this.unfinished = ''
    return rest === '' ? '' : `${this.prefix}${rest}`
  }
}
