/** Finding processes by name or pattern: killall, pkill, pgrep, pidof. */
import type { ProcessInfo } from '../machine/program.ts'

/** The name of the executable: `sleep` of `/bin/sleep 3600`, `nginx` of `nginx: worker process`. */
export function commandName(info: ProcessInfo): string {
  return (info.command[0] ?? '').replace(/^-/, '').split(' ')[0]?.replace(/:$/, '').replace(/.*\//, '') ?? ''
}

/** Scripts and shells have two names: `sh` and the script's. */
export function hasName(info: ProcessInfo, name: string): boolean {
  return commandName(info) === name || info.command[0] === name || (info.command[1] ?? '').replace(/.*\//, '') === name
}
