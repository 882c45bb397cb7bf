import type { Machine } from '../machine/machine.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { Container } from './container.ts'
import { RuntimeError } from './image-store.ts'
import type { ExecResult } from './interface.ts'
import { type KillableStream, openStream } from './stream.ts'
import { type Task, wait } from './task.ts'

/** CRI ExecSync: runs a command in a container to its end, or kills it at the timeout. */
export function* execToEnd(
  sim: Simulation,
  machine: Machine,
  container: Container,
  command: readonly string[],
  timeoutMs: number,
  outputLimit: number,
): Task<ExecResult> {
  const result = yield* wait<ExecResult | { readonly error: string }>((done) => {
    let output = ''
    const keep = (data: string) => {
      if (output.length < outputLimit) output += data.slice(0, outputLimit - output.length)
    }
    let over = false
    const finish = (end: ExecResult | { readonly error: string }) => {
      if (over) return
      over = true
      sim.cancel(timer)
      done(end)
    }
    const timer = sim.after(timeoutMs, () => {
      stream?.kill()
      finish({ exitCode: 137, output, timedOut: true })
    })
    let stream: KillableStream | undefined
    stream = openStream(
      machine,
      container,
      { command, stdin: false, tty: false },
      {
        stdout: keep,
        stderr: keep,
        end: (end) => finish('error' in end ? end : { exitCode: end.exitCode, output, timedOut: false }),
      },
    )
    return () => {
      over = true
      sim.cancel(timer)
      stream?.kill()
    }
  })
  if ('error' in result)
    throw new RuntimeError(`failed to exec in container: failed to start exec "${container.id}": ${result.error}`)
  return result
}
