import { appendFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compareGolden } from './golden-compare.ts'
import { golden, goldenNames } from './golden-fixture.ts'
import { knownDifferences } from './golden-known.ts'
import { replayGolden } from './golden-replay.ts'

/** `GOLDEN=name,name` for some of them; `GOLDEN_REPORT=file` collects what is left, to be read. */
const names = process.env.GOLDEN?.split(',') ?? goldenNames()

it.each(names)('retraces %s', (name) => {
  const fixture = golden(name)
  const { cluster, ...replayed } = replayGolden(fixture)
  const faults = cluster.history().filter((record) => record.what === 'program-failed' || record.what === 'fault')
  expect(faults).toEqual([])

  const differences = compareGolden(fixture, { cluster, ...replayed })
  const known = knownDifferences[name] ?? []
  const used = new Set<number>()
  const left = (['states', 'events', 'outputs'] as const).flatMap((where) =>
    differences[where].filter((text) => {
      const index = known.findIndex((one) => one.in === where && text.includes(one.match))
      if (index >= 0) used.add(index)
      return index < 0
    }),
  )
  if (process.env.GOLDEN_REPORT)
    appendFileSync(process.env.GOLDEN_REPORT, `## ${name}\n${left.map((text) => `${text}\n`).join('')}\n`)
  expect(left).toEqual([])
  // a difference that is no more must not stay in the list
  expect(known.filter((_, index) => !used.has(index))).toEqual([])
})
