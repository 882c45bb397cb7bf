import type { Task } from './task.ts'
import type { Terminal } from './terminal.ts'

export interface ProcessGroup {
  /** The leader's pid in the machine's namespace. */
  readonly id: number
  /** The leader's pid in its own namespace. */
  readonly pid: number
  readonly members: Set<Task>
  readonly session: Session
}

export interface Session {
  readonly id: number
  readonly terminal: Terminal | undefined
  foreground: ProcessGroup | undefined
}
