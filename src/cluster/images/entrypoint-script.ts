import { Errno, type Program } from '../machine/program.ts'

/** The usual docker-entrypoint.sh: options go to the server, any other command runs as it is. */
export function entrypointScript(server: string, ...options: readonly string[]): Program {
  return {
    name: 'docker-entrypoint.sh',
    summary: `Becomes its arguments, or ${server} with them`,
    *run(process, args) {
      const [first] = args
      const isOptions = first === undefined || first.startsWith('-') || first.endsWith('.conf')
      const argv = isOptions ? [server, ...options, ...args] : args
      try {
        return yield* process.exec(argv)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(`/usr/local/bin/docker-entrypoint.sh: exec: ${argv[0]}: not found\n`)
        return 127
      }
    },
  }
}
