import type { Run } from '../machine/program.ts'
import { runScript } from './evaluate.ts'
import { parseScript } from './script.ts'
import type { Shell } from './shell.ts'

/** Commands from a pipe or file on stdin: each is run as soon as its last line is there. */
export function* runStandardInput(shell: Shell): Run<number> {
  const { process } = shell
  let pending = ''
  let line = 1
  for (;;) {
    const next = yield* readLine(shell)
    const text = pending + next
    if (text === '') return shell.lastStatus
    const script = parseScript(text)
    if (next !== '' && script.isIncomplete) {
      pending = text
      continue
    }
    pending = ''
    shell.firstLine = line
    yield* runScript(shell, script)
    if (next === '') return shell.lastStatus
    line += text.split('\n').length - 1
    if (process.step()) yield* process.pause()
  }
}

/** Byte by byte, so that commands can read what follows; '' at the end. */
export function* readLine(shell: Shell): Run<string> {
  let line = ''
  for (;;) {
    const char = yield* shell.process.read(0, 1)
    line += char
    if (char === '' || char === '\n') return line
  }
}
