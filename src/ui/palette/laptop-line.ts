import { session } from '../../state/current-session.ts'
import { toast } from '../design/toast.tsx'
import { words } from '../words.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in them
const escapes = /\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()=>].?|\r/g

/** What a terminal showed, without colours, the prompt and the typed line. */
export function printedBy(shown: string, line: string): string {
  const lines = shown.replace(escapes, '').split('\n')
  const typed = lines.findIndex((each) => each.includes(line.slice(0, 40)))
  return lines
    .slice(typed + 1)
    .filter((each) => each !== 'exit')
    .join('\n')
    .trim()
}

/** Runs one line on the learner's laptop, in a shell of its own; says what it printed if it failed. */
export function runOnLaptop(line: string): void {
  let shown = ''
  session
    .openTerminal(
      // wide, so that the typed line is not broken
      { columns: 500, rows: 50 },
      (data) => {
        shown += data
      },
      (code) => {
        if (code !== 0) toast(words.actionFailed(line, printedBy(shown, line).slice(-400) || words.exitCode(code)), 10_000)
      },
    )
    .then(
      (terminal) => terminal.input(`${line}; exit\r`),
      (error: Error) => toast(words.actionFailed(line, error.message), 8000),
    )
}
