import type { Process, Run } from '../machine/program.ts'
import { formatDate } from './date-format.ts'
import { diffLines, unifiedHunks } from './diff-lines.ts'
import { define, isBusybox, type Options, parseOptions, UsageError } from './options.ts'
import { linesOf, readInput } from './streams.ts'

function normalHunks(a: readonly string[], b: readonly string[]): string {
  const edits = diffLines(a, b)
  let out = ''
  let x = 0
  let y = 0
  for (let i = 0; i < edits.length; ) {
    if (edits[i]?.[0] === ' ') {
      i++
      x++
      y++
      continue
    }
    const removed: string[] = []
    const added: string[] = []
    for (; i < edits.length && edits[i]?.[0] !== ' '; i++) (edits[i]?.[0] === '-' ? removed : added).push(String(edits[i]?.[1]))
    const range = (first: number, count: number) =>
      count === 0 ? String(first) : count === 1 ? String(first + 1) : `${first + 1},${first + count}`
    out += `${range(x, removed.length)}${removed.length === 0 ? 'a' : added.length === 0 ? 'd' : 'c'}${range(y, added.length)}\n`
    out += removed.map((line) => `< ${line}\n`).join('')
    if (removed.length > 0 && added.length > 0) out += '---\n'
    out += added.map((line) => `> ${line}\n`).join('')
    x += removed.length
    y += added.length
  }
  return out
}

function* compare(process: Process, a: string, b: string, options: Options): Run<number> {
  const textA = yield* readInput(process, a)
  const textB = yield* readInput(process, b)
  const fold = (lines: string[]) =>
    lines
      .map((line) =>
        options.has('w') ? line.replace(/\s+/g, '') : options.has('b') ? line.replace(/\s+/g, ' ').trimEnd() : line,
      )
      .map((line) => (options.has('i') ? line.toLowerCase() : line))
      .filter((line) => !(options.has('B') && line.trim() === ''))
  const linesA = fold(linesOf(textA))
  const linesB = fold(linesOf(textB))
  if (linesA.join('\n') === linesB.join('\n')) return 0
  if (options.has('q')) {
    yield* process.print(`Files ${a} and ${b} differ\n`)
    return 1
  }
  const normal = !isBusybox(process) && !options.has('u') && !options.has('U')
  if (normal) yield* process.print(normalHunks(linesA, linesB))
  else {
    const stamp = (path: string) =>
      isBusybox(process) || path === '-' ? '' : `\t${formatDate('%Y-%m-%d %H:%M:%S.%N +0000', process.stat(path).mtime)}`
    const labels = options.values('L')
    const context = Number(options.value('U') ?? 3)
    yield* process.print(
      `--- ${labels[0] ?? a + stamp(a)}\n+++ ${labels[1] ?? b + stamp(b)}\n${unifiedHunks(linesA, linesB, context)}`,
    )
  }
  return 1
}

function* compareFolders(process: Process, a: string, b: string, options: Options): Run<number> {
  let code = 0
  const names = new Set([...process.readDirectory(a), ...process.readDirectory(b)])
  for (const name of [...names].sort()) {
    const left = `${a}/${name}`
    const right = `${b}/${name}`
    if (!process.exists(left) || !process.exists(right)) {
      code = 1
      yield* process.print(`Only in ${process.exists(left) ? a : b}: ${name}\n`)
    } else if (process.stat(left).type === 'directory' && process.stat(right).type === 'directory') {
      if (options.has('r')) code = Math.max(code, yield* compareFolders(process, left, right, options))
    } else code = Math.max(code, yield* compare(process, left, right, options))
  }
  return code
}

export const diff = define({
  name: 'diff',
  summary:
    'Compare files line by line and output the differences between them.\nThis implementation supports unified diffs only.',
  usage: '[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2',
  failureCode: 2,
  *run(process, args) {
    const options = parseOptions(args, 'abBdiNqrTstwuU:L:S:', {
      unified: 'u',
      brief: 'q',
      recursive: 'r',
      'ignore-case': 'i',
      'label=': 'L',
      color: 'color',
      'ignore-all-space': 'w',
      'new-file': 'N',
    })
    const [first, second] = options.operands
    if (first === undefined || second === undefined) throw new UsageError(isBusybox(process) ? '' : 'missing operand', 2)
    const isFolder = (path: string) => path !== '-' && process.stat(path).type === 'directory'
    if (isFolder(first) && isFolder(second)) return yield* compareFolders(process, first, second, options)
    const inside = (folder: string, file: string) => `${folder.replace(/\/$/, '')}/${file.replace(/.*\//, '')}`
    const a = isFolder(first) ? inside(first, second) : first
    const b = isFolder(second) ? inside(second, first) : second
    const code = yield* compare(process, a, b, options)
    if (code === 0 && options.has('s')) yield* process.print(`Files ${a} and ${b} are identical\n`)
    return code
  },
})
