import { Errno, type Process, type Run } from '../machine/program.ts'
import { define, isBusybox, type Options, parseOptions } from './options.ts'
import { humanSize } from './sizes.ts'

function* measure(
  process: Process,
  path: string,
  depth: number,
  options: Options,
  print: (bytes: number, path: string) => Run<void>,
  note: () => void,
): Run<number> {
  let bytes = 0
  try {
    const stat = process.lstat(path)
    const exact = options.has('b')
    bytes = exact ? stat.size : stat.type === 'directory' ? 4096 : stat.type === 'file' ? Math.ceil(stat.size / 4096) * 4096 : 0
    if (stat.type === 'directory') {
      for (const name of process.readDirectory(path))
        bytes += yield* measure(process, path === '/' ? `/${name}` : `${path}/${name}`, depth + 1, options, print, note)
    }
    const maxDepth = options.has('s') ? 0 : Number(options.value('d') ?? Number.POSITIVE_INFINITY)
    if (depth <= maxDepth && (depth === 0 || stat.type === 'directory' || options.has('a'))) yield* print(bytes, path)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    note()
    yield* process.printError(
      isBusybox(process) ? `du: ${path}: ${error.text}\n` : `du: cannot access '${path}': ${error.text}\n`,
    )
  }
  return bytes
}

export const du = define({
  name: 'du',
  summary: 'Summarize the disk space used for each FILE or directory',
  usage: '[-aHLdclsxhmk] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'aHLd:clsxhmkb', {
      all: 'a',
      'max-depth=': 'd',
      summarize: 's',
      'human-readable': 'h',
      total: 'c',
      bytes: 'b',
      'apparent-size': 'A',
      'one-file-system': 'x',
    })
    const shown = (bytes: number) =>
      options.has('h')
        ? humanSize(bytes, isBusybox(process))
        : String(Math.ceil(bytes / (options.has('m') ? 1 << 20 : options.has('b') ? 1 : 1024)))
    let code = 0
    let total = 0
    for (const path of options.operands.length === 0 ? ['.'] : options.operands) {
      total += yield* measure(
        process,
        path.replace(/(.)\/+$/, '$1'),
        0,
        options,
        (bytes, each) => process.print(`${shown(bytes)}\t${each}\n`),
        () => {
          code = 1
        },
      )
    }
    if (options.has('c')) yield* process.print(`${shown(total)}\ttotal\n`)
    return code
  },
})
