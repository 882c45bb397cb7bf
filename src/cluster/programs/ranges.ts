/** `1,3-5,7-` of cut: which positions, from 1. */
export function parseRanges(text: string): readonly (readonly [from: number, to: number])[] | undefined {
  const ranges: [number, number][] = []
  for (const part of text.split(',')) {
    const match = /^(?:(\d+)|(\d+)?-(\d+)?)$/.exec(part.trim())
    if (!match || part === '-') return undefined
    const from = Number(match[1] ?? match[2] ?? 1)
    const to = match[1] !== undefined ? from : Number(match[3] ?? Number.POSITIVE_INFINITY)
    if (from < 1 || to < from) return undefined
    ranges.push([from, to])
  }
  return ranges
}

export function inRanges(ranges: readonly (readonly [number, number])[], position: number): boolean {
  return ranges.some(([from, to]) => position >= from && position <= to)
}
