import type { Pod } from '../../cluster/api/generated/types.ts'
import { isRefusal } from '../../cluster/apiserver/interface.ts'
import { type Bytes, Errno, type Process, type Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { pathOf } from '../connection.ts'
import { KubectlError, refusal, throwCollected } from '../errors.ts'
import { podRunningTimeoutFlag } from '../flag-sets.ts'
import { Interrupts } from '../interrupts.ts'
import type { Invocation } from '../invocation.ts'
import { isObject, listAt, numberAt, textAt } from '../json-value.ts'
import { Mailbox } from '../mailbox.ts'
import { isPod, podsOf, waitForObject } from '../pods.ts'
import { type Found, findObjects } from '../resource-arguments.ts'

export const portForward: Command = {
  name: 'port-forward',
  use: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  short: 'Forward one or more local ports to a pod',
  long: 'Forward one or more local ports to a pod: what connects to them here speaks to the pod there, until this command is ended. Of a service or deployment, one pod is chosen; when it ends, so does the forwarding.',
  examples: `
# Listen on ports 5000 and 6000, forwarding to the same ports of the pod
kubectl port-forward pod/mypod 5000 6000

# Forward to a pod of a deployment
kubectl port-forward deployment/mydeployment 5000:80

# Forward to the port of a service that is named "https"
kubectl port-forward service/myservice 8443:https

# Choose a free local port
kubectl port-forward pod/mypod :5000`,
  flags: [
    {
      name: 'address',
      type: 'stringSlice',
      default: 'localhost',
      usage: 'Addresses to listen on, comma separated: IP addresses or localhost.',
    },
    podRunningTimeoutFlag,
  ],
  *run(k) {
    const [target, ...specs] = k.args
    if (target === undefined) throw k.usage('TYPE/NAME and list of ports are required for port-forward')
    if (specs.length === 0) throw k.usage('TYPE/NAME and list of ports are required for port-forward')
    const errors: unknown[] = []
    const [found] = yield* findObjects(k, [target], errors, { defaultType: 'pods' })
    throwCollected(errors)
    if (!found) throw new KubectlError('no pods found')
    const pod = yield* choosePod(k, found)
    const phase = pod.status?.phase
    if (phase !== 'Running')
      throw new KubectlError(`unable to forward port because pod is not running. Current status=${phase ?? ''}`)
    const ports = specs.map((spec) => parsePorts(spec, found, pod))
    return yield* forward(k, pod, ports)
  },
}

interface Ports {
  readonly local: number
  readonly remote: number
}

function* choosePod(k: Invocation, found: Found): Run<Pod> {
  if (isPod(found.object)) return found.object
  const [pod] = podsOf(k, found)
  if (pod?.status?.phase === 'Running') return pod
  if (!pod) throw new KubectlError('timed out waiting for the condition')
  const about = { type: k.discovery.forWord('pods'), namespace: pod.metadata.namespace, name: String(pod.metadata.name) }
  const running = yield* waitForObject(
    k,
    about,
    k.flags.duration('pod-running-timeout'),
    (object) => object === undefined || (isPod(object) && object.status?.phase !== 'Pending'),
  )
  if (running === undefined || running === 'gone' || !isPod(running))
    throw new KubectlError('timed out waiting for the condition')
  return running
}

function parsePorts(spec: string, found: Found, pod: Pod): Ports {
  const [first = '', second] = spec.split(':')
  const remoteText = second ?? first
  const remote = remotePort(remoteText, found, pod)
  const localText = second === undefined ? (/^\d+$/.test(first) ? first : String(remote.shown)) : first
  const local = localText === '' ? 0 : Number(localText)
  if (!Number.isInteger(local) || local > 65535)
    throw new KubectlError(`error parsing local port '${first}': strconv.ParseUint: parsing "${first}": invalid syntax`)
  return { local, remote: remote.port }
}

/** The pod's port: a number, a name, or what a service's port leads to. */
function remotePort(text: string, found: Found, pod: Pod): { readonly port: number; readonly shown: number } {
  const containers = pod.spec?.containers ?? []
  const named = (name: string) =>
    containers.flatMap((container) => container.ports ?? []).find((port) => port.name === name)?.containerPort
  if (found.object.kind === 'Service') {
    const ports = listAt(found.object, 'spec', 'ports').filter(isObject)
    const port = ports.find((one) => textAt(one, 'name') === text || String(one.port) === text)
    if (!port) throw new KubectlError(`Service ${found.name} does not have a service port ${text}`)
    const shown = numberAt(port, 'port') ?? 0
    const { targetPort } = port
    if (typeof targetPort === 'number') return { port: targetPort, shown }
    const byName = named(String(targetPort ?? ''))
    if (typeof targetPort === 'string' && byName === undefined)
      throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${targetPort}'`)
    return { port: byName ?? shown, shown }
  }
  if (/^\d+$/.test(text)) return { port: Number(text), shown: Number(text) }
  const port = named(text)
  if (port === undefined) throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${text}'`)
  return { port, shown: port }
}

function* forward(k: Invocation, pod: Pod, ports: readonly Ports[]): Run<number> {
  const interrupts = new Interrupts(k.process)
  const listening: { readonly fd: number; readonly ports: Ports }[] = []
  const addresses = k.flags.changed('address') ? k.flags.list('address') : ['localhost']
  for (const one of ports) {
    for (const address of addresses) {
      const local = one.local === 0 ? 30000 + Math.floor(k.process.random() * 30000) : one.local
      try {
        const fd = k.process.listen(local, address === 'localhost' ? '127.0.0.1' : address)
        listening.push({ fd, ports: { ...one, local } })
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* k.err(
          `Unable to listen on port ${local}: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:${local}: bind: ${error.text.toLowerCase()} unable to create listener: Error listen tcp6 [::1]:${local}: bind: ${error.text.toLowerCase()}]\n`,
        )
        continue
      }
      if (address === 'localhost')
        yield* k.out(`Forwarding from 127.0.0.1:${local} -> ${one.remote}\nForwarding from [::1]:${local} -> ${one.remote}\n`)
      else yield* k.out(`Forwarding from ${address}:${local} -> ${one.remote}\n`)
    }
  }
  if (listening.length === 0)
    throw new KubectlError(
      `unable to listen on any of the requested ports: [${ports.map((one) => `{${one.local} ${one.remote}}`).join(' ')}]`,
    )
  const children = listening.map(({ fd, ports: one }) => k.process.spawn({ what: (child) => acceptAll(k, child, pod, fd, one) }))
  try {
    return yield* waitForEnd(k, pod, interrupts)
  } finally {
    for (const child of children) k.process.kill(child, 'KILL')
  }
}

/** Until it is told to stop, or the pod is gone. */
function* waitForEnd(k: Invocation, pod: Pod, interrupts: Interrupts): Run<number> {
  const about = { type: k.discovery.forWord('pods'), namespace: pod.metadata.namespace, name: String(pod.metadata.name) }
  const over = (phase: string | undefined) => phase === 'Succeeded' || phase === 'Failed'
  const path = pathOf(about.type, about.namespace)
  const ended = new Mailbox<'gone'>()
  const stop = k.connection.watch(path, { fieldSelector: `metadata.name=${about.name}` }, false, (event) => {
    const isOver = isObject(event.object) && over(textAt(event.object, 'status', 'phase'))
    if (event.type === 'DELETED' || isOver) ended.put('gone')
  })
  try {
    for (;;) {
      const event = yield* ended.take(k.process)
      if (interrupts.code !== undefined) return interrupts.code
      if (event === 'gone') throw new KubectlError('lost connection to pod')
    }
  } finally {
    stop()
  }
}

function* acceptAll(k: Invocation, process: Process, pod: Pod, fd: number, ports: Ports): Run<number> {
  for (;;) {
    const { fd: connection } = yield* process.accept(fd)
    yield* process.print(`Handling connection for ${ports.local}\n`)
    process.spawn({ what: (child) => relay(k, child, pod, connection, ports) })
    process.close(connection)
    process.reap()
  }
}

type Part = { readonly data: Bytes } | { readonly ended: string | undefined }

/** Carries one connection's bytes both ways. */
function* relay(k: Invocation, process: Process, pod: Pod, fd: number, ports: Ports): Run<number> {
  const parts = new Mailbox<Part>()
  const path = pathOf(k.discovery.forWord('pods'), pod.metadata.namespace, pod.metadata.name, 'portforward')
  const opened = k.connection.server.portForward(
    k.connection.dressed({ method: 'POST', path, query: { port: String(ports.remote), ports: String(ports.remote) } }),
    {
      data: (data) => parts.put({ data }),
      end: (error) => parts.put({ ended: error }),
    },
  )
  if (isRefusal(opened)) {
    yield* process.printError(`error: ${refusal(opened).message}\n`)
    return 1
  }
  const sender = process.spawn({
    *what(child) {
      for (;;) {
        const chunk = yield* child.read(fd)
        if (chunk === '') break
        opened.write(chunk)
      }
      opened.closeWrite()
      return 0
    },
  })
  try {
    for (;;) {
      const part = yield* parts.take(process)
      if (part === undefined) continue
      if ('ended' in part) {
        if (part.ended !== undefined)
          yield* process.printError(`E an error occurred forwarding ${ports.local} -> ${ports.remote}: ${part.ended}\n`)
        return 0
      }
      yield* process.write(fd, part.data)
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    return 0
  } finally {
    opened.close()
    process.close(fd)
    process.kill(sender, 'KILL')
  }
}
