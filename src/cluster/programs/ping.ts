import { Errno, type Process, type Run } from '../machine/program.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'

/**
 * There is no ICMP here: an address answers if a connection to it is accepted or refused, and is silent if the
 * connection times out.
 */
function* reaches(process: Process, address: string, timeoutMs: number): Run<number | undefined> {
  const began = process.now
  try {
    process.close(yield* process.connect(address, 7, timeoutMs))
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (error.code !== 'ECONNREFUSED' && error.code !== 'ECONNRESET') return undefined
  }
  return process.now - began
}

export const ping = define({
  name: 'ping',
  summary: 'Send ICMP ECHO_REQUESTs to HOST',
  usage: '[-4|-6] [-c COUNT] [-i SECS] [-w SECS] [-W SECS] [-q] HOST',
  simplified:
    'an address answers if it would accept or refuse a TCP connection; Service addresses answer too, which real ones do not',
  *run(process, args) {
    const options = parseOptions(args, '46c:i:w:W:qns:I:t:A', { count: 'c' })
    const [name] = options.operands
    if (name === undefined) throw new UsageError('')
    const addresses = yield* process.resolve(name)
    const address = addresses[0]
    if (address === undefined)
      throw new Failure(
        isBusybox(process) ? `bad address '${name}'` : `${name}: Name or service not known`,
        isBusybox(process) ? 1 : 2,
      )
    yield* process.print(
      isBusybox(process) ? `PING ${name} (${address}): 56 data bytes\n` : `PING ${name} (${address}) 56(84) bytes of data.\n`,
    )
    // Raw sockets need NET_RAW; /proc tells whether it is there.
    if (!hasRawSockets(process)) throw new Failure('permission denied (are you root?)')
    const count = options.value('c') === undefined ? Number.POSITIVE_INFINITY : Number(options.value('c'))
    const deadline = options.value('w') === undefined ? Number.POSITIVE_INFINITY : process.now + Number(options.value('w')) * 1000
    const everyMs = Number(options.value('i') ?? 1) * 1000
    let stopped = false
    process.onSignal('INT', () => {
      stopped = true
    })
    let sent = 0
    const times: number[] = []
    while (sent < count && process.now < deadline && !stopped) {
      const began = process.now
      const ms = yield* reaches(process, address, Math.min(Number(options.value('W') ?? 1) * 1000, deadline - process.now))
      if (ms !== undefined) {
        const shown = Math.max(0.04, ms + process.random() * 0.05).toFixed(3)
        if (!options.has('q'))
          yield* process.print(
            isBusybox(process)
              ? `64 bytes from ${address}: seq=${sent} ttl=64 time=${shown} ms\n`
              : `64 bytes from ${address}: icmp_seq=${sent + 1} ttl=64 time=${shown} ms\n`,
          )
        times.push(Number(shown))
      }
      sent++
      const left = everyMs - (process.now - began)
      if (sent < count && left > 0) yield* process.sleep(Math.min(left, Math.max(0, deadline - process.now)))
    }
    const loss = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent)
    yield* process.print(
      isBusybox(process)
        ? `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n`
        : `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${loss}% packet loss, time ${Math.round((sent - 1) * everyMs)}ms\n`,
    )
    if (times.length > 0) {
      const average = times.reduce((sum, ms) => sum + ms, 0) / times.length
      const values = [Math.min(...times), average, Math.max(...times)].map((ms) => ms.toFixed(3)).join('/')
      yield* process.print(
        isBusybox(process) ? `round-trip min/avg/max = ${values} ms\n` : `rtt min/avg/max/mdev = ${values}/0.001 ms\n`,
      )
    }
    return times.length > 0 ? 0 : 1
  },
})

function hasRawSockets(process: Process): boolean {
  if (!process.exists('/proc/self/status')) return true
  const mask = /^CapEff:\s*([0-9a-f]+)/m.exec(process.readFile('/proc/self/status'))?.[1]
  if (mask === undefined) return true
  // ping_group_range lets everybody ping on most nodes, but not without any capability in the bounding set.
  return mask === '0000000000000000' ? process.uid !== 0 : (BigInt(`0x${mask}`) & (1n << 13n)) !== 0n
}
