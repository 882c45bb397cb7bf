import { decode, encode } from '../cluster/machine/bytes.ts'
import type { Program } from '../cluster/machine/program.ts'

/** Shows a file to a person; `done` when it is saved and closed. Returns what closes it early. */
export type OpenEditor = (path: string, done: () => void) => () => void

/** vi, nano and their kin: they hand the file to the page's editor and wait until it is closed. */
export function editorProgram(name: string, open: OpenEditor | undefined): Program {
  return {
    name,
    summary: 'edits a file in the editor pane',
    simplified: "the page's editor takes the place of the real one; without a page there is none",
    *run(process, args) {
      const [file] = args.filter((arg) => !/^[-+]/.test(arg))
      if (file === undefined) {
        yield* process.printError(encode(`${name}: give the name of a file\n`))
        return 1
      }
      const path = file.startsWith('/') ? decode(file) : `${process.cwd === '/' ? '' : process.cwd}/${decode(file)}`
      if (!open) {
        yield* process.printError(
          encode(`${name}: nobody is here to edit ${path}: write it with cat > ${decode(file)}, or change it with sed -i\n`),
        )
        return 1
      }
      if (!process.exists(path)) process.writeFile(path, '')
      yield* process.print(encode(`${path} is open in the editor pane; save and close it there to go on.\n`))
      yield* process.waitFor<true>((done) => open(path, () => done(true)))
      return 0
    },
  }
}
