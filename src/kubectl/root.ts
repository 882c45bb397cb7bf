import type { Command } from './command.ts'
import { apply } from './commands/apply.ts'
import { del } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { get } from './commands/get.ts'
import { logs } from './commands/logs.ts'

/** All verbs. */
export const root: Command = {
  name: 'kubectl',
  use: 'kubectl [flags] [options]',
  short: 'kubectl controls the Kubernetes cluster manager.',
  subcommands: [apply, del, describe, get, logs],
}
