import { define, Failure, parseOptions } from './options.ts'

export const hostname = define({
  name: 'hostname',
  summary: 'Show or set hostname or DNS domain name',
  usage: '[-sidf] [HOSTNAME | -F FILE]',
  *run(process, args) {
    const options = parseOptions(args, 'sidfIF:', {
      short: 's',
      'ip-address': 'i',
      'all-ip-addresses': 'I',
      fqdn: 'f',
      domain: 'd',
    })
    if (options.operands.length > 0 || options.has('F')) throw new Failure('sethostname: Operation not permitted')
    const addresses = process.addresses().filter(({ address }) => address !== '127.0.0.1' && !address.includes(':'))
    let text = process.hostname
    if (options.has('s')) text = text.replace(/\..*/, '')
    if (options.has('i')) text = addresses[0]?.address ?? '127.0.0.1'
    if (options.has('I')) text = addresses.map(({ address }) => `${address} `).join('')
    if (options.has('f') || options.has('d')) {
      const own = process.exists('/etc/hosts') ? process.readFile('/etc/hosts').split('\n') : []
      const row = own.map((line) => line.trim().split(/\s+/)).find((fields) => fields.slice(1).includes(process.hostname))
      const full = row?.[1] ?? process.hostname
      text = options.has('d') ? full.replace(/^[^.]*\.?/, '') : full
    }
    yield* process.print(`${text}\n`)
    return 0
  },
})
