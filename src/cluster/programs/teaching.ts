/** The programs of the podarium/… images: each goes wrong in one plain way. */
import { Errno, type Program } from '../machine/program.ts'
import { formatDate } from './date-format.ts'
import { dateHeader, plainText, serveForever, serveHttp } from './http-server.ts'
import { catchSignals } from './server-signals.ts'

/** An environment variable or `--name=value` that is a number. */
function setting(env: ReadonlyMap<string, string>, args: readonly string[], name: string, fallback: number): number {
  const flag = args.map((arg) => new RegExp(`^--${name}=(\\d+(?:\\.\\d+)?)$`).exec(arg)?.[1]).find((value) => value !== undefined)
  return Number(flag ?? env.get(name.toUpperCase().replaceAll('-', '_')) ?? fallback)
}

export const exits: Program = {
  name: 'exits',
  summary: 'Works for AFTER seconds (5), then exits with CODE (1)',
  *run(process, args) {
    const after = setting(process.env, args, 'after', 5)
    const code = setting(process.env, args, 'code', 1)
    yield* process.print(`starting; this program will exit with code ${code} in ${after} seconds\n`)
    yield* process.sleep(after * 1000)
    yield* process.printError(code === 0 ? 'done\n' : 'fatal: something went wrong\n')
    return code
  },
}

export const leaks: Program = {
  name: 'leaks',
  summary: 'Takes MEGABYTES (5) more memory every second, until it is killed',
  *run(process, args) {
    const step = setting(process.env, args, 'megabytes', 5)
    for (let held = 10; ; held += step) {
      process.setMemory(held * 1024 * 1024)
      yield* process.print(`holding ${held} MiB\n`)
      yield* process.sleep(1000)
    }
  },
}

export const startsSlowly: Program = {
  name: 'starts-slowly',
  summary: 'Needs SECONDS (30) before it listens on PORT (8080)',
  *run(process, args) {
    const seconds = setting(process.env, args, 'seconds', 30)
    const port = setting(process.env, args, 'port', 8080)
    const ending = catchSignals(process)
    const readyAt = process.now + seconds * 1000
    yield* process.print(`warming up: ${seconds} seconds to go\n`)
    while (process.now < readyAt && ending.signal === undefined) yield* process.sleep(Math.min(5000, readyAt - process.now))
    if (ending.signal !== undefined) return 143
    const fd = process.listen(port)
    yield* process.print(`ready, listening on ${port}\n`)
    yield* serveHttp(process, new Map([[fd, port]]), {
      ended: () => ending.signal !== undefined,
      headers: dateHeader(process),
      // biome-ignore lint/correctness/useYield: an answer may take time, this one takes none
      *handle() {
        return plainText(200, `hello from ${process.hostname}`)
      },
    })
    return 0
  },
}

export const neverReady: Program = {
  name: 'never-ready',
  summary: 'Listens on PORT (8080) but answers 503 to /ready for ever',
  *run(process, args) {
    const port = setting(process.env, args, 'port', 8080)
    yield* process.print(`listening on ${port}; waiting for a database that never comes\n`)
    try {
      return yield* serveForever(process, port, function* ({ request }) {
        const ready = !/^\/(ready|readyz)?$/.test(request.target.replace(/\?.*/, ''))
        if (!ready) yield* process.print(`${formatDate('%H:%M:%S', process.now)} not ready: no connection to the database\n`)
        return ready ? plainText(200, 'alive') : plainText(503, 'not ready: no connection to the database')
      })
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      yield* process.printError(`cannot listen on ${port}: ${error.text}\n`)
      return 1
    }
  },
}
