import { Errno } from '../machine/program.ts'
import type { Shell } from './shell.ts'

/** The directory that `~` or `~name` stands for. */
export function homeOf(shell: Shell, user: string): string | undefined {
  if (user === '') return shell.variables.get('HOME')
  if (user === '+') return shell.variables.get('PWD')
  try {
    for (const line of shell.process.readFile('/etc/passwd').split('\n')) {
      const fields = line.split(':')
      if (fields[0] === user) return fields[5]
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
  return undefined
}
