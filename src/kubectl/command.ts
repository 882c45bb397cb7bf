import type { Run } from '../cluster/machine/program.ts'
import type { Flag } from './flags.ts'
import type { Invocation } from './invocation.ts'

/** A verb of kubectl, or one below it. One file a verb under commands/, in the order of its help page. */
export interface Command {
  readonly name: string
  readonly aliases?: readonly string[]
  /** The usage line, without `kubectl`: `get (TYPE[.VERSION][.GROUP] [NAME | -l label]) [options]`. */
  readonly use: string
  /** One line for the list of commands. */
  readonly short: string
  /** More, for its own help page. */
  readonly long?: string
  /** Each with a comment line above it. */
  readonly examples?: string
  readonly flags?: readonly Flag[]
  readonly subcommands?: readonly Command[]
  /** What people still type, and what to say: `{ replicas: 'use kubectl create deployment' }`. */
  readonly removedFlags?: Readonly<Record<string, string>>
  /** Absent: it only has sub-commands, and prints its help. Returns the exit code, 0 if nothing. */
  readonly run?: (k: Invocation) => Run<number | undefined>
}
