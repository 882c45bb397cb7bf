import { broadcast, gateway, interfaces, networkOf } from './addresses.ts'
import { define, Failure } from './options.ts'

export const ip = define({
  name: 'ip',
  summary: 'Show addresses, links, routes',
  usage: '[OPTIONS] address|route|link|neigh|rule [ARGS]',
  simplified: 'it shows; it changes nothing',
  *run(process, args) {
    const words = args.filter((arg) => !arg.startsWith('-'))
    const brief = args.some((arg) => /^-(br|brief)$/.test(arg))
    const [object = 'address', verb = 'show', ...rest] = words
    if (!/^(a|addr|address|l|link|r|ro|route|n|neigh|neighbour|rule)$/.test(object))
      throw new Failure(`invalid argument '${object}' to 'ip'`)
    if (!/^(s|sh|show|l|list|ls|get|dev)$/.test(verb) && !interfaces(process).some(({ name }) => name === verb))
      throw new Failure('RTNETLINK answers: Operation not permitted', 2)
    const wanted =
      rest.find((word) => word !== 'dev') ??
      (verb !== 'show' && interfaces(process).some(({ name }) => name === verb) ? verb : undefined)
    const all = interfaces(process).filter(({ name }) => wanted === undefined || object.startsWith('r') || name === wanted)
    let text = ''
    if (/^r/.test(object) && object !== 'rule') {
      for (const { name, address, prefix } of interfaces(process)) {
        if (name === 'lo') continue
        const via = gateway(address, prefix)
        if (verb === 'get') text += `${rest[0] ?? ''} via ${via} dev ${name}  src ${address} \n`
        else
          text += `default via ${via} dev ${name} \n${networkOf(address, prefix === 32 ? 24 : prefix)}/${prefix === 32 ? 24 : prefix} dev ${name} scope link  src ${address} \n`
      }
    } else if (object === 'rule')
      text = '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n'
    else if (/^n/.test(object)) text = ''
    else {
      for (const each of all) {
        const { index, name, address, prefix, mac } = each
        const loop = name === 'lo'
        if (brief) {
          text += `${(name + (loop ? '' : `@if${index + 5}`)).padEnd(16)} ${loop ? 'UNKNOWN' : 'UP     '}        ${address}/${prefix} \n`
          continue
        }
        const flags = loop
          ? '<LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000'
          : '<BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue '
        text += `${index}: ${name}${loop ? '' : `@if${index + 5}`}: ${flags}\n    link/${loop ? 'loopback' : 'ether'} ${mac} brd ${loop ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}\n`
        if (/^a/.test(object))
          text += `    inet ${address}/${prefix} ${loop ? 'scope host lo' : `brd ${broadcast(address, prefix)} scope global ${name}`}\n       valid_lft forever preferred_lft forever\n`
      }
    }
    yield* process.print(text)
    return 0
  },
})
