import { Errno, type Program, type Run } from '../machine/program.ts'
import { readAll } from './streams.ts'

function client(name: string): Program {
  return {
    name,
    summary: 'The MongoDB shell',
    simplified: 'it can ping, print and tell the version; it stores nothing',
    *run(process, args) {
      let host = '127.0.0.1'
      let port = 27017
      let script: string | undefined
      for (let i = 0; i < args.length; i++) {
        const [flag = '', stuck] = String(args[i]).split(/=(.*)/s)
        const value = () => stuck ?? String(args[++i] ?? '')
        if (flag === '--eval') script = value()
        else if (flag === '--host' || flag === '-h') host = value()
        else if (flag === '--port') port = Number(value())
        else if (/^(-u|-p|--username|--password|--authenticationDatabase)$/.test(flag)) value()
        else if (flag.startsWith('mongodb://')) {
          const match = /^mongodb:\/\/(?:[^@]*@)?([^:/,]+)(?::(\d+))?/.exec(String(args[i]))
          host = match?.[1] ?? host
          port = Number(match?.[2] ?? port)
        }
      }
      try {
        process.close(yield* process.connect(host, port, 30_000))
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(`MongoNetworkError: connect ${error.code} ${host}:${port}\n`)
        return 1
      }
      return yield* evaluate(script ?? (yield* readAll(process, 0)))
      function* evaluate(text: string): Run<number> {
        for (const line of text.split(/[;\n]/)) {
          const command = line.trim()
          if (command === '') continue
          if (/ping/.test(command)) yield* process.print(/\.ok\b/.test(command) ? '1\n' : '{ ok: 1 }\n')
          else if (/version\(\)/.test(command)) yield* process.print('8.0.12\n')
          else if (/^print\((['"])(.*)\1\)$/.test(command))
            yield* process.print(`${/^print\((['"])(.*)\1\)$/.exec(command)?.[2]}\n`)
          else if (/^(exit|quit(\(\))?)$/.test(command)) return 0
          else {
            yield* process.printError(`${name}: the simulated MongoDB cannot do this: ${command}\n`)
            return 1
          }
        }
        return 0
      }
    },
  }
}

export const mongosh = client('mongosh')
export const mongo = client('mongo')
