/** Servers of which the simulator shows the outside alone: log lines, open ports, health answers. */
import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { type Answer, dateHeader, type Exchange, plainText, serveHttp } from './http-server.ts'
import { catchSignals } from './server-signals.ts'

export interface DaemonDefinition {
  readonly name: string
  readonly summary: string
  readonly simplified: string
  /** What it says at its start; refuses to start by returning an exit code. */
  readonly begin: (process: Process, args: readonly string[]) => Run<number | undefined>
  readonly ports: (process: Process, args: readonly string[]) => readonly number[]
  /** `200 ok` to everything if absent. */
  readonly handle?: ((process: Process, exchange: Exchange) => Answer) | undefined
  readonly end?: ((process: Process) => Run<void>) | undefined
  /** MB held while running. */
  readonly memoryMegabytes?: number | undefined
  readonly exitCode?: number | undefined
  /** Time from start to listening. */
  readonly startMs?: number | undefined
  /** What is said of a port that is taken. */
  readonly inUse?: ((port: number) => string) | undefined
}

export function daemon(definition: DaemonDefinition): Program {
  const { name, summary, simplified } = definition
  return {
    name,
    summary,
    simplified,
    *run(process, args) {
      const ending = catchSignals(process, ['TERM', 'INT', 'QUIT'])
      if (definition.memoryMegabytes !== undefined) process.setMemory(definition.memoryMegabytes * 1_000_000)
      const refused = yield* definition.begin(process, args)
      if (refused !== undefined) return refused
      if (definition.startMs !== undefined) yield* process.sleep(definition.startMs)
      const listeners = new Map<number, number>()
      for (const port of definition.ports(process, args)) {
        try {
          listeners.set(process.listen(port), port)
        } catch (error) {
          if (!(error instanceof Errno)) throw error
          yield* process.printError(
            `${definition.inUse?.(port) ?? `${name}: listen tcp :${port}: bind: ${error.text.toLowerCase()}`}\n`,
          )
          return 1
        }
      }
      if (ending.signal === undefined && listeners.size > 0) {
        yield* serveHttp(process, listeners, {
          ended: () => ending.signal !== undefined,
          headers: dateHeader(process),
          // biome-ignore lint/correctness/useYield: an answer may take time, these take none
          *handle(exchange) {
            return definition.handle?.(process, exchange) ?? plainText(200, 'ok')
          },
        })
      } else while (ending.signal === undefined) yield* process.sleep(3.2e12)
      if (definition.end) yield* definition.end(process)
      return definition.exitCode ?? 0
    },
  }
}
