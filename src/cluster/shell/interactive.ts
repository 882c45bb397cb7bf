import type { Run } from '../machine/program.ts'
import type { Shell } from './shell.ts'
import { runStandardInput } from './standard-input.ts'

export function* runInteractive(shell: Shell): Run<number> {
  return yield* runStandardInput(shell)
}
