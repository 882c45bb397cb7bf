import type { Program } from '../machine/program.ts'
import { readEscapes } from './escapes.ts'

export const echo: Program = {
  name: 'echo',
  summary: 'Print ARGs to stdout',
  *run(process, args) {
    let newline = true
    let escapes = false
    let first = 0
    for (const arg of args) {
      if (!/^-[neE]+$/.test(arg)) break
      if (arg.includes('n')) newline = false
      if (arg.includes('e')) escapes = true
      if (arg.includes('E')) escapes = false
      first++
    }
    let text = args.slice(first).join(' ')
    if (escapes) {
      const read = readEscapes(text, 'echo')
      text = read.text
      if (read.stop) newline = false
    }
    yield* process.print(newline ? `${text}\n` : text)
    return 0
  },
}
