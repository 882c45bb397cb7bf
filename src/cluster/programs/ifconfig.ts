import { broadcast, gateway, interfaces, netmask, networkOf } from './addresses.ts'
import { define } from './options.ts'

export const ifconfig = define({
  name: 'ifconfig',
  summary: 'Configure a network interface',
  usage: '[-a] [IFACE]',
  simplified: 'it shows; counters are zero',
  *run(process, args) {
    const [wanted] = args.filter((arg) => !arg.startsWith('-'))
    const found = interfaces(process).filter(({ name }) => wanted === undefined || name === wanted)
    if (wanted !== undefined && found.length === 0) {
      yield* process.printError(`ifconfig: ${wanted}: error fetching interface information: Device not found\n`)
      return 1
    }
    for (const { name, address, prefix, mac } of [...found].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const loop = name === 'lo'
      yield* process.print(`${name.padEnd(10)}Link encap:${loop ? 'Local Loopback' : `Ethernet  HWaddr ${mac.toUpperCase()}`}  
          inet addr:${address}  ${loop ? '' : `Bcast:${broadcast(address, prefix)}  `}Mask:${netmask(prefix)}
          UP ${loop ? 'LOOPBACK RUNNING  MTU:65536' : 'BROADCAST RUNNING MULTICAST  MTU:1500'}  Metric:1
          RX packets:0 errors:0 dropped:0 overruns:0 frame:0
          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0
          collisions:0 txqueuelen:${loop ? 1000 : 0} 
          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)

`)
    }
    return 0
  },
})

export const route = define({
  name: 'route',
  summary: 'Show the kernel routing table',
  usage: '[-ne]',
  *run(process) {
    let text = 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n'
    for (const { name, address, prefix } of interfaces(process)) {
      if (name === 'lo') continue
      text += `${'0.0.0.0'.padEnd(15)} ${gateway(address, prefix).padEnd(15)} ${'0.0.0.0'.padEnd(15)} UG    0      0        0 ${name}\n`
      text += `${networkOf(address, prefix === 32 ? 24 : prefix).padEnd(15)} ${'0.0.0.0'.padEnd(15)} ${netmask(prefix === 32 ? 24 : prefix).padEnd(15)} U     0      0        0 ${name}\n`
    }
    yield* process.print(text)
    return 0
  },
})

export const arp = define({
  name: 'arp',
  summary: 'Show the ARP cache',
  usage: '[-an]',
  *run(process) {
    for (const { name, address, prefix } of interfaces(process)) {
      if (name !== 'lo') yield* process.print(`? (${gateway(address, prefix)}) at 0a:58:0a:f4:00:01 [ether]  on ${name}\n`)
    }
    return 0
  },
})
