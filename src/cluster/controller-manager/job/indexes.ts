import type { Pod } from '../../api/generated/types.ts'

export const indexKey = 'batch.kubernetes.io/job-completion-index'

/** The completion index of a pod of an Indexed job. */
export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[indexKey] ?? pod.metadata.labels?.[indexKey]
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

/** `0,2-4` as numbers below `completions` (parseIndexesFromString). */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>()
  for (const part of (text ?? '').split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part)
    if (!match) continue
    const last = Math.min(Number(match[2] ?? match[1]), completions - 1)
    for (let index = Number(match[1]); index <= last; index++) indexes.add(index)
  }
  return indexes
}

/** Numbers as `0,2-4`: runs of three and more with a dash, two with a comma (orderedIntervals.String). */
export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b)
  const parts: string[] = []
  for (let i = 0; i < sorted.length; ) {
    const first = sorted[i] as number
    let last = first
    while (sorted[i + 1] === last + 1) {
      last++
      i++
    }
    i++
    if (last === first) parts.push(String(first))
    else parts.push(last === first + 1 ? `${first},${last}` : `${first}-${last}`)
  }
  return parts.join(',')
}
