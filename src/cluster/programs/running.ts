/** Starting another program and waiting for it, for timeout, time, watch and the like. */
import { Errno, type ExitStatus, type Process, type Run } from '../machine/program.ts'

/** Starts it, or says why not: `name: can't execute 'x': No such file or directory` and 127. */
export function* start(
  process: Process,
  name: string,
  argv: readonly string[],
): Run<{ readonly pid: number } | { readonly code: number }> {
  try {
    return { pid: process.spawn({ what: argv }) }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(`${name}: can't execute '${argv[0]}': ${error.text}\n`)
    return { code: error.code === 'ENOENT' ? 127 : 126 }
  }
}

export function* waitFor(process: Process, pid: number): Run<ExitStatus> {
  for (;;) {
    const status = yield* process.wait(pid)
    if (status) return status
  }
}

/** Becomes it, or says why not. */
export function* become(process: Process, name: string, argv: readonly string[]): Run<number> {
  try {
    return yield* process.exec(argv)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(`${name}: can't execute '${argv[0]}': ${error.text}\n`)
    return error.code === 'ENOENT' ? 127 : 126
  }
}
