import { Errno, type Program } from '../machine/program.ts'
import { dateHeader, plainText, serveHttp } from './http-server.ts'

/**
 * What runs for an image that the simulator knows nothing of: it stays up and answers on the ports that the container
 * declares, which the runtime writes to /etc/podarium/ports.
 */
export const standIn: Program = {
  name: 'podarium-stand-in',
  summary: 'Stands in for an image that the simulator does not know',
  simplified: 'it does nothing of what the real image does: it stays up and answers HTTP on the declared ports',
  *run(process) {
    let ending = false
    for (const signal of ['TERM', 'INT', 'QUIT'] as const) {
      process.onSignal(signal, () => {
        ending = true
      })
    }
    const file = '/etc/podarium/ports'
    const ports = process.exists(file)
      ? process
          .readFile(file)
          .split('\n')
          .filter((line) => /^\d+$/.test(line))
          .map(Number)
      : []
    const listeners = new Map<number, number>()
    for (const port of new Set(ports)) {
      try {
        listeners.set(process.listen(port), port)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(`listen tcp :${port}: bind: ${error.text.toLowerCase()}\n`)
        return 1
      }
    }
    const where = ports.length === 0 ? 'no ports are declared' : `listening on ${ports.join(', ')}`
    yield* process.print(`This is a stand-in: the simulator does not know this image. ${where}.\n`)
    if (listeners.size === 0) while (!ending) yield* process.sleep(3.2e12)
    else {
      yield* serveHttp(process, listeners, {
        ended: () => ending,
        headers: dateHeader(process),
        // biome-ignore lint/correctness/useYield: an answer may take time, this one takes none
        *handle({ request, port }) {
          return plainText(
            200,
            `This is a stand-in for an image that the simulator does not know.\n${request.method} ${request.target} on port ${port} of ${process.hostname}`,
          )
        },
      })
    }
    return 0
  },
}
