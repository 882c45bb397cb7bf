/**
 * Unified diffs as pmezard/go-difflib writes them (Python's difflib): longest matching blocks, three lines of context,
 * no header.
 */

interface Match {
  readonly a: number
  readonly b: number
  readonly size: number
}

const contextLines = 3

export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n')
  const b = after.split('\n')
  const out: string[] = []
  for (const group of grouped(opcodes(matchingBlocks(a, b)))) {
    const first = group[0] as Opcode
    const last = group.at(-1) as Opcode
    out.push(`@@ -${range(first.a1, last.a2)} +${range(first.b1, last.b2)} @@`)
    for (const { tag, a1, a2, b1, b2 } of group) {
      if (tag === 'equal') for (const line of a.slice(a1, a2)) out.push(` ${line}`)
      if (tag === 'replace' || tag === 'delete') for (const line of a.slice(a1, a2)) out.push(`-${line}`)
      if (tag === 'replace' || tag === 'insert') for (const line of b.slice(b1, b2)) out.push(`+${line}`)
    }
  }
  return out.map((line) => `${line}\n`).join('')
}

function range(start: number, stop: number): string {
  const length = stop - start
  if (length === 1) return String(start + 1)
  return `${length === 0 ? start : start + 1},${length}`
}

function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = placesOf(b)
  const matches: Match[] = []
  const search = (aFrom: number, aTo: number, bFrom: number, bTo: number): void => {
    const match = longestMatch(a, b, places, aFrom, aTo, bFrom, bTo)
    if (match.size === 0) return
    if (aFrom < match.a && bFrom < match.b) search(aFrom, match.a, bFrom, match.b)
    matches.push(match)
    const aNext = match.a + match.size
    const bNext = match.b + match.size
    if (aNext < aTo && bNext < bTo) search(aNext, aTo, bNext, bTo)
  }
  search(0, a.length, 0, b.length)
  return joined([...matches, { a: a.length, b: b.length, size: 0 }])
}

/** Where each line stands in `b`; in long texts, lines that are everywhere do not start a match. */
function placesOf(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  b.forEach((line, i) => {
    const list = places.get(line)
    if (list) list.push(i)
    else places.set(line, [i])
  })
  if (b.length >= 200) {
    const most = Math.floor(b.length / 100) + 1
    for (const [line, list] of places) if (list.length > most) places.delete(line)
  }
  return places
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  aFrom: number,
  aTo: number,
  bFrom: number,
  bTo: number,
): Match {
  let best: Match = { a: aFrom, b: bFrom, size: 0 }
  let lengths = new Map<number, number>()
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>()
    for (const j of places.get(a[i] as string) ?? []) {
      if (j < bFrom) continue
      if (j >= bTo) break
      const size = (lengths.get(j - 1) ?? 0) + 1
      next.set(j, size)
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
    }
    lengths = next
  }
  let { a: i, b: j, size } = best
  while (i > aFrom && j > bFrom && a[i - 1] === b[j - 1]) {
    i--
    j--
    size++
  }
  while (i + size < aTo && j + size < bTo && a[i + size] === b[j + size]) size++
  return { a: i, b: j, size }
}

/** Adjacent matches become one. */
function joined(matches: readonly Match[]): readonly Match[] {
  const out: Match[] = []
  for (const match of matches) {
    const last = out.at(-1)
    if (last && match.size > 0 && last.a + last.size === match.a && last.b + last.size === match.b) {
      out[out.length - 1] = { ...last, size: last.size + match.size }
    } else out.push(match)
  }
  return out
}

interface Opcode {
  readonly tag: 'equal' | 'replace' | 'delete' | 'insert'
  readonly a1: number
  readonly a2: number
  readonly b1: number
  readonly b2: number
}

function opcodes(matches: readonly Match[]): readonly Opcode[] {
  const codes: Opcode[] = []
  let i = 0
  let j = 0
  for (const { a, b, size } of matches) {
    if (i < a || j < b) codes.push({ tag: i < a && j < b ? 'replace' : i < a ? 'delete' : 'insert', a1: i, a2: a, b1: j, b2: b })
    i = a + size
    j = b + size
    if (size > 0) codes.push({ tag: 'equal', a1: a, a2: i, b1: b, b2: j })
  }
  return codes
}

/** Splits at long equal stretches and cuts them down to the context. */
function grouped(codes: readonly Opcode[]): readonly (readonly Opcode[])[] {
  const groups: Opcode[][] = []
  let group: Opcode[] = []
  codes.forEach((code, i) => {
    if (code.tag !== 'equal') {
      group.push(code)
      return
    }
    const isFirst = i === 0
    const isLast = i === codes.length - 1
    const length = code.a2 - code.a1
    if (!isFirst && !isLast && length <= contextLines * 2) {
      group.push(code)
      return
    }
    if (!isFirst) {
      group.push({ ...code, a2: Math.min(code.a2, code.a1 + contextLines), b2: Math.min(code.b2, code.b1 + contextLines) })
      groups.push(group)
      group = []
    }
    if (!isLast) {
      group.push({ ...code, a1: Math.max(code.a1, code.a2 - contextLines), b1: Math.max(code.b1, code.b2 - contextLines) })
    }
  })
  if (group.some((code) => code.tag !== 'equal')) groups.push(group)
  return groups.filter((one) => one.some((code) => code.tag !== 'equal'))
}
