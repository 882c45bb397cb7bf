import { decode, encode } from '../cluster/machine/bytes.ts'
import type { Program } from '../cluster/machine/program.ts'

/** A file that somebody is asked to edit, and the program that waits until it is closed. */
export interface EditRequest {
  readonly path: string
  /** `vi`, or `kubectl edit`, which starts it. */
  readonly program: string
}

/** Shows a file to a person; `done` when it is closed. Returns what closes it early. */
export type OpenEditor = (request: EditRequest, done: () => void) => () => void

/** Absolute, without `.` and `..`. */
function absolutePath(cwd: string, file: string): string {
  const parts: string[] = []
  for (const part of (file.startsWith('/') ? file : `${cwd}/${file}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** vi, nano and their kin: they hand the file to the page's editor and wait until it is closed. */
export function editorProgram(name: string, open: OpenEditor | undefined): Program {
  return {
    name,
    summary: 'edits a file in the editor pane',
    simplified: "the page's editor takes the place of the real one; without a terminal there is none",
    *run(process, args) {
      const [file] = args.filter((arg) => !/^[-+]/.test(arg))
      if (file === undefined) {
        yield* process.printError(encode(`${name}: give the name of a file\n`))
        return 1
      }
      const path = absolutePath(process.cwd, decode(file))
      // a command run without a terminal has nobody who could save and close
      if (!open || !process.isTerminal(0)) {
        yield* process.printError(
          encode(`${name}: nobody is here to edit ${path}: write it with cat > ${decode(file)}, or change it with sed -i\n`),
        )
        return 1
      }
      if (!process.exists(path)) process.writeFile(path, '')
      const program = path.startsWith('/tmp/kubectl-edit-') ? 'kubectl edit' : name
      yield* process.print(encode(`${path} is open in the editor pane; save and close it there to go on.\n`))
      yield* process.waitFor<true>((done) => open({ path, program }, () => done(true)))
      return 0
    },
  }
}
