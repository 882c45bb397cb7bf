import type { Program } from '../machine/program.ts'

export const trueProgram: Program = {
  name: 'true',
  summary: 'Return an exit code of TRUE (0)',
  // biome-ignore lint/correctness/useYield: a program is a generator, also where it makes no call
  *run() {
    return 0
  },
}
