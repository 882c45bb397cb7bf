import type { ContainerConfig } from './config.ts'

/** `command` replaces the image's entrypoint and drops its command; `args` replace its command alone. */
export function argvOf(config: ContainerConfig): readonly string[] {
  const { image } = config.image
  const { command, args } = config
  const own = [...image.entrypoint, ...image.cmd]
  if (command.length === 0) return args.length > 0 ? [...image.entrypoint, ...args] : own
  const wanted = [...command, ...args]
  // An image that only stands in cannot have the programs of the real one: it runs its own instead.
  if (image.standIn !== undefined && !hasProgram(image.programs, command[0] ?? '')) return own
  return wanted
}

function hasProgram(programs: Readonly<Record<string, unknown>>, name: string): boolean {
  if (name.includes('/')) return name in programs
  return ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].some(
    (path) => `${path}/${name}` in programs,
  )
}
