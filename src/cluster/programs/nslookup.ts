import type { Program } from '../machine/program.ts'
import { candidates, lookUp, resolverSettings, reverseName } from './dns-lookup.ts'
import { isBusybox } from './options.ts'

export const nslookup: Program = {
  name: 'nslookup',
  summary: 'Query DNS about HOST',
  simplified: 'A records alone; a server named on the command line is shown, but the resolver of /etc/resolv.conf answers',
  *run(process, args) {
    const operands = args.filter((arg) => !arg.startsWith('-'))
    const [name, given] = operands
    if (name === undefined) {
      yield* process.printError(
        'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n\nQuery DNS about HOST\n',
      )
      return 1
    }
    const settings = resolverSettings(process)
    const server = given ?? settings.servers[0]
    const busybox = isBusybox(process)
    if (server === undefined) {
      yield* process.printError(`nslookup: can't connect to remote host (0.0.0.0): Connection refused\n`)
      return 1
    }
    const head = busybox ? `Server:\t\t${server}\nAddress:\t${server}:53\n\n` : `Server:\t\t${server}\nAddress:\t${server}#53\n\n`
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) {
      yield* process.print(`${head}** server can't find ${reverseName(name)}: NXDOMAIN\n\n`)
      return 1
    }
    for (const full of candidates(name, settings)) {
      const addresses = yield* lookUp(process, full)
      if (addresses.length === 0) continue
      const rows = addresses.map((address) => `Name:\t${full}\nAddress: ${address}\n`).join('')
      yield* process.print(`${head}${rows}\n`)
      return 0
    }
    const failed = busybox ? candidates(name, settings) : [name]
    const told = failed.map((full) => `** server can't find ${full}: NXDOMAIN\n\n`).join('')
    yield* process.print(`${head}${told}`)
    return 1
  },
}
