/** The system calls on sockets, and the C library's resolver. */
import { freeDescriptor } from './file-calls.ts'
import type { NameAnswer } from './network.ts'
import { Errno, type Run } from './program.ts'
import { resolverConfiguration } from './resolver-configuration.ts'
import { ListenerFile, type StreamEnd, StreamSocket } from './socket.ts'
import type { Task } from './task.ts'

/** Throws EADDRINUSE, EADDRNOTAVAIL, EACCES. */
export function listen(task: Task, port: number, address = '0.0.0.0'): number {
  task.step()
  const { network } = task.context
  if (port > 0 && port < network.unprivilegedPortStart && !task.user.effective.has('NET_BIND_SERVICE')) {
    throw new Errno('EACCES', address)
  }
  const fd = freeDescriptor(task)
  task.kernel.install(task, fd, new ListenerFile(network.listen(port, address, task), network))
  return fd
}

export function* accept(
  task: Task,
  fd: number,
): Run<{ readonly fd: number; readonly remoteAddress: string; readonly remotePort: number }> {
  if (task.step()) yield task.pay()
  const file = task.files[fd]
  if (!file) throw new Errno('EBADF')
  if (!(file instanceof ListenerFile)) throw new Errno('EINVAL')
  for (;;) {
    const end = file.listener.backlog.shift()
    if (end) {
      const accepted = freeDescriptor(task)
      task.kernel.install(task, accepted, new StreamSocket(end, task.context.network, task))
      return { fd: accepted, remoteAddress: end.remoteAddress, remotePort: end.remotePort }
    }
    yield task.waitIn(file.readers)
  }
}

/** Throws ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH; ENOENT for a name without an address. */
export function* connect(task: Task, host: string, port: number, timeoutMs?: number): Run<number> {
  const address = isAddress(host) ? host : (yield* resolve(task, host))[0]
  if (address === undefined) throw new Errno('ENOENT', host)
  const result = yield* task.process.waitFor<StreamEnd | 'refused' | 'timeout' | 'unreachable'>((done) =>
    task.context.network.open(address, port, timeoutMs, done),
  )
  switch (result) {
    case undefined:
      throw new Errno('EINTR')
    case 'refused':
      throw new Errno('ECONNREFUSED', host)
    case 'timeout':
      throw new Errno('ETIMEDOUT', host)
    case 'unreachable':
      throw new Errno('EHOSTUNREACH', host)
    default: {
      const fd = freeDescriptor(task)
      task.kernel.install(task, fd, new StreamSocket(result, task.context.network, task))
      return fd
    }
  }
}

export function shutdown(task: Task, fd: number): void {
  const file = task.files[fd]
  if (!file) throw new Errno('EBADF')
  if (!(file instanceof StreamSocket)) throw new Errno('ENOTCONN')
  file.finish()
}

/** getaddrinfo(3): /etc/hosts, then the servers of /etc/resolv.conf with its search list. */
export function* resolve(task: Task, name: string): Run<readonly string[]> {
  task.step(4)
  if (isAddress(name)) return [name]
  const configuration = resolverConfiguration(task)
  const absolute = name.endsWith('.')
  const bare = absolute ? name.slice(0, -1) : name
  const local = configuration.hosts.get(bare.toLowerCase())
  if (local) return local
  const searched = absolute ? [] : configuration.search.map((domain) => `${bare}.${domain}`)
  const dots = bare.split('.').length - 1
  const candidates = absolute || dots >= configuration.ndots ? [bare, ...searched] : [...searched, bare]
  for (const candidate of candidates) {
    const addresses = yield* ask(task, configuration.servers, candidate)
    if (addresses && addresses.length > 0) return addresses
    // a server that cannot be reached will not know the other names either
    if (!addresses) return []
  }
  return []
}

/** Undefined: no server answers. */
function* ask(task: Task, servers: readonly string[], name: string): Run<readonly string[] | undefined> {
  const attempts = 2
  for (let attempt = 0; attempt < attempts; attempt++) {
    for (const server of servers) {
      const answer = yield* query(task, server, name, 5000)
      if (answer === 'timeout' || 'failed' in answer) continue
      return 'addresses' in answer ? answer.addresses : []
    }
  }
  return undefined
}

/** One question to one server. */
export function* query(
  task: Task,
  server: string,
  name: string,
  timeoutMs: number,
): Run<Exclude<NameAnswer, { readonly dropped: true }> | 'timeout'> {
  const answer = task.context.network.query(server, name)
  const waitMs = 'dropped' in answer ? timeoutMs : answer.delayMs
  yield* task.process.sleep(waitMs)
  return 'dropped' in answer ? 'timeout' : answer
}

function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.includes(':')
}
