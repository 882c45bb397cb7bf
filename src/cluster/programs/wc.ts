import { decode } from '../machine/bytes.ts'
import { define, parseOptions } from './options.ts'
import { eachInput } from './streams.ts'

interface Counts {
  lines: number
  words: number
  chars: number
  bytes: number
  longest: number
}

export const wc = define({
  name: 'wc',
  summary: 'Count lines, words, and bytes for FILEs (or stdin)',
  usage: '[-clwL] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'clwLm', { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' })
    const all = !['c', 'l', 'w', 'L', 'm'].some((flag) => options.has(flag))
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 }
    const rows: [Counts, string][] = []
    const code = yield* eachInput(process, 'wc', options.operands, function* (fd, path) {
      const counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 }
      let inWord = false
      let column = 0
      for (;;) {
        const part = yield* process.read(fd)
        if (part === '') break
        counts.bytes += part.length
        counts.chars += options.has('m') ? decode(part).length : 0
        for (let i = 0; i < part.length; i++) {
          const c = part.charCodeAt(i)
          const space = c === 32 || (c >= 9 && c <= 13)
          if (c === 10) {
            counts.lines++
            counts.longest = Math.max(counts.longest, column)
            column = 0
          } else column++
          if (!space && !inWord) counts.words++
          inWord = !space
        }
      }
      counts.longest = Math.max(counts.longest, column)
      for (const key of ['lines', 'words', 'chars', 'bytes'] as const) total[key] += counts[key]
      total.longest = Math.max(total.longest, counts.longest)
      rows.push([counts, options.operands.length === 0 ? '' : path])
    })
    if (rows.length > 1) rows.push([total, 'total'])
    const columns = (counts: Counts): number[] => [
      ...(all || options.has('l') ? [counts.lines] : []),
      ...(all || options.has('w') ? [counts.words] : []),
      ...(options.has('m') ? [counts.chars] : []),
      ...(all || options.has('c') ? [counts.bytes] : []),
      ...(options.has('L') ? [counts.longest] : []),
    ]
    const single = columns(total).length === 1
    const width = single
      ? 1
      : process.exists('/bin/busybox') || options.operands.length === 0
        ? 7 + (process.exists('/bin/busybox') ? 2 : 0)
        : Math.max(1, String(total.bytes).length)
    for (const [counts, path] of rows)
      yield* process.print(
        `${columns(counts)
          .map((count) => String(count).padStart(width))
          .join(' ')}${path === '' ? '' : ` ${path}`}\n`,
      )
    return code
  },
})
