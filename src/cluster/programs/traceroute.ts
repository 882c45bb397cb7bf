import { gateway, interfaces } from './addresses.ts'
import { define, Failure, UsageError } from './options.ts'

export const traceroute = define({
  name: 'traceroute',
  summary: 'Trace the route to HOST',
  usage: '[-n] [-m MAXTTL] HOST [BYTES]',
  simplified: 'it shows the gateway and the goal, without asking what lies between',
  *run(process, args) {
    const [name] = args.filter((arg) => !arg.startsWith('-'))
    if (name === undefined) throw new UsageError('')
    const [address] = yield* process.resolve(name)
    if (address === undefined) throw new Failure(`bad address '${name}'`)
    const own = interfaces(process).find((each) => each.name !== 'lo')
    const hops =
      own && address !== own.address && address !== '127.0.0.1' ? [gateway(own.address, own.prefix), address] : [address]
    yield* process.print(`traceroute to ${name} (${address}), 30 hops max, 46 byte packets\n`)
    for (const [i, hop] of hops.entries()) {
      const times = [0, 1, 2].map(() => (0.02 + i * 0.3 + process.random() * 0.02).toFixed(3))
      yield* process.print(`${String(i + 1).padStart(2)}  ${hop} (${hop})  ${times.join(' ms  ')} ms\n`)
    }
    return 0
  },
})
