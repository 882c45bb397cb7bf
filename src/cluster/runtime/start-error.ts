import type { Errno } from '../machine/program.ts'
import type { Container } from './container.ts'

/** runc's words for a first process that cannot be started. */
export function startErrorText(container: Container, error: Errno): string {
  const prefix =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: '
  const program = container.argv[0] ?? ''
  if (error.path !== undefined && error.path === container.cwd && program !== container.cwd) {
    return `${prefix}error during container init: mkdir ${container.cwd}: ${error.text.toLowerCase()}: unknown`
  }
  if (error.code === 'ENOENT' && !program.includes('/'))
    return `${prefix}exec: "${program}": executable file not found in $PATH: unknown`
  if (error.code === 'ENOENT') return `${prefix}exec: "${program}": stat ${program}: ${error.text.toLowerCase()}: unknown`
  return `${prefix}exec: "${program}": ${error.text.toLowerCase()}: unknown`
}
