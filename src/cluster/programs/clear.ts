import type { Program } from '../machine/program.ts'

export const clear: Program = {
  name: 'clear',
  summary: 'Clear screen',
  *run(process) {
    yield* process.print('\x1b[H\x1b[J\x1b[3J')
    return 0
  },
}
