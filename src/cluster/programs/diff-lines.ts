/** Which lines differ: Myers' algorithm, with the trace kept for walking back. */
export type Edit = readonly [kind: ' ' | '-' | '+', line: string]

export function diffLines(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const middle = shortest(a.slice(start, endA), b.slice(start, endB))
  const same = (line: string): Edit => [' ', line]
  return [...a.slice(0, start).map(same), ...middle, ...a.slice(endA).map(same)]
}

function shortest(a: readonly string[], b: readonly string[]): Edit[] {
  const n = a.length
  const m = b.length
  const max = n + m
  const reach: number[] = new Array(2 * max + 2).fill(0)
  const trace: number[][] = []
  let distance = 0
  search: for (; distance <= max; distance++) {
    trace.push([...reach])
    for (let k = -distance; k <= distance; k += 2) {
      const down = k === -distance || (k !== distance && Number(reach[k - 1 + max]) < Number(reach[k + 1 + max]))
      let x = down ? Number(reach[k + 1 + max]) : Number(reach[k - 1 + max]) + 1
      while (x < n && x - k < m && a[x] === b[x - k]) x++
      reach[k + max] = x
      if (x >= n && x - k >= m) break search
    }
  }
  const edits: Edit[] = []
  let x = n
  let y = m
  for (let d = distance; d > 0; d--) {
    const before = trace[d] ?? []
    const k = x - y
    const down = k === -d || (k !== d && Number(before[k - 1 + max]) < Number(before[k + 1 + max]))
    const previousK = down ? k + 1 : k - 1
    const previousX = Number(before[previousK + max])
    const previousY = previousX - previousK
    while (x > previousX && y > previousY) {
      edits.push([' ', String(a[--x])])
      y--
    }
    if (down) edits.push(['+', String(b[--y])])
    else edits.push(['-', String(a[--x])])
  }
  while (x > 0 && y > 0) {
    edits.push([' ', String(a[--x])])
    y--
  }
  return edits.reverse()
}

/** Hunks of a unified diff, without the file names. */
export function unifiedHunks(a: readonly string[], b: readonly string[], context = 3): string {
  const edits = diffLines(a, b)
  let out = ''
  let i = 0
  let lineA = 0
  let lineB = 0
  while (i < edits.length) {
    if (edits[i]?.[0] === ' ') {
      i++
      lineA++
      lineB++
      continue
    }
    const begin = Math.max(0, i - context)
    let end = i
    for (let j = i; j < edits.length && j <= end + 2 * context; j++) if (edits[j]?.[0] !== ' ') end = j
    const stop = Math.min(edits.length, end + context + 1)
    const hunk = edits.slice(begin, stop)
    const startA = lineA - (i - begin)
    const startB = lineB - (i - begin)
    const countA = hunk.filter(([kind]) => kind !== '+').length
    const countB = hunk.filter(([kind]) => kind !== '-').length
    const range = (first: number, count: number) =>
      count === 1 ? String(first + 1) : `${count === 0 ? first : first + 1},${count}`
    out += `@@ -${range(startA, countA)} +${range(startB, countB)} @@\n${hunk.map(([kind, line]) => `${kind}${line}\n`).join('')}`
    for (const [kind] of edits.slice(i, stop)) {
      if (kind !== '+') lineA++
      if (kind !== '-') lineB++
    }
    i = stop
  }
  return out
}
