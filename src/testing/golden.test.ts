import { it } from 'vitest'
import { compareGolden } from './golden-compare.ts'
import { golden } from './golden-fixture.ts'
import { replayGolden } from './golden-replay.ts'

for (const name of (process.env.GOLDEN ?? 'a-bare-busybox').split(','))
  it(name, () => {
    const fixture = golden(name)
    const t = performance.now()
    const differences = compareGolden(fixture, replayGolden(fixture))
    console.log(
      name,
      Math.round(performance.now() - t),
      'ms',
      differences.states.length,
      differences.events.length,
      differences.outputs.length,
    )
    if (process.env.SHOW) console.log([...differences.states, ...differences.events, ...differences.outputs].join('\n'))
  })
