import type { Program } from '../machine/program.ts'

export const yes: Program = {
  name: 'yes',
  summary: 'Repeatedly print a line with all specified STRING(s), or y',
  *run(process, args) {
    const block = `${args.length === 0 ? 'y' : args.join(' ')}\n`.repeat(512)
    for (;;) yield* process.print(block)
  },
}
