/** The word of a list that somebody most likely meant; undefined if none is near enough. */
export function nearestWord(word: string, words: Iterable<string>): string | undefined {
  const lower = word.toLowerCase()
  const most = word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3
  let best: string | undefined
  let bestDistance = most + 1
  for (const one of words) {
    if (one === word || Math.abs(one.length - word.length) > most) continue
    const distance = editDistance(lower, one.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = one
      bestDistance = distance
    }
  }
  return best
}

/** Letters added, dropped, changed or swapped with their neighbour; `limit` ends the count early. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1)
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least >= limit) return limit
    before = last
    last = row
  }
  return last[b.length] as number
}
