import type { Program } from '../machine/program.ts'
import { formatDate } from './date-format.ts'
import { candidates, lookUp, resolverSettings } from './dns-lookup.ts'

export const dig: Program = {
  name: 'dig',
  summary: 'DNS lookup utility',
  simplified: 'A records alone',
  *run(process, args) {
    const settings = resolverSettings(process)
    const flags = args.filter((arg) => arg.startsWith('+'))
    const server = args.find((arg) => arg.startsWith('@'))?.slice(1) ?? settings.servers[0] ?? '127.0.0.1'
    const [name = '.', type = 'A'] = args.filter((arg) => !/^[-+@]/.test(arg) && !/^(IN|ANY)$/i.test(arg))
    const search = flags.includes('+search')
    let found: readonly string[] = []
    let full = name.replace(/\.$/, '')
    for (const each of search ? candidates(name, settings) : [full]) {
      found = type.toUpperCase() === 'A' ? yield* lookUp(process, each) : []
      if (found.length > 0) {
        full = each
        break
      }
    }
    if (flags.includes('+short')) {
      yield* process.print(found.map((address) => `${address}\n`).join(''))
      return 0
    }
    const answers = found.map((address) => `${full}.\t\t30\tIN\tA\t${address}\n`).join('')
    const id = Math.floor(process.random() * 65536)
    yield* process.print(`
; <<>> DiG 9.20.10 <<>> ${args.join(' ')}
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: ${found.length > 0 ? 'NOERROR' : 'NXDOMAIN'}, id: ${id}
;; flags: qr aa rd; QUERY: 1, ANSWER: ${found.length}, AUTHORITY: 0, ADDITIONAL: 1

;; QUESTION SECTION:
;${full}.\t\tIN\t${type.toUpperCase()}

${answers === '' ? '' : `;; ANSWER SECTION:\n${answers}\n`};; Query time: 1 msec
;; SERVER: ${server}#53(${server}) (UDP)
;; WHEN: ${formatDate('%a %b %d %H:%M:%S UTC %Y', process.now)}
;; MSG SIZE  rcvd: ${60 + found.length * 16}

`)
    return 0
  },
}

export const host: Program = {
  name: 'host',
  summary: 'DNS lookup utility',
  simplified: 'A records alone',
  *run(process, args) {
    const [name] = args.filter((arg) => !arg.startsWith('-'))
    if (name === undefined) {
      yield* process.printError(
        'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time] [-R number] [-m flag] [-p port] hostname [server]\n',
      )
      return 1
    }
    for (const full of candidates(name, resolverSettings(process))) {
      const found = yield* lookUp(process, full)
      if (found.length === 0) continue
      yield* process.print(found.map((address) => `${full} has address ${address}\n`).join(''))
      return 0
    }
    yield* process.print(`Host ${name} not found: 3(NXDOMAIN)\n`)
    return 1
  },
}
