import type { Program } from '../machine/program.ts'

export const falseProgram: Program = {
  name: 'false',
  summary: 'Return an exit code of FALSE (1)',
  // biome-ignore lint/correctness/useYield: a program is a generator, also where it makes no call
  *run() {
    return 1
  },
}
