import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { violations } from './rules.ts'

const src = join(import.meta.dirname, '..')

function sources(dir = src): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const at = join(dir, entry.name)
    if (entry.isDirectory()) return entry.name === 'generated' || entry.name === 'golden' ? [] : sources(at)
    return /\.tsx?$/.test(entry.name) ? [at] : []
  })
}

describe('the house rules', () => {
  it('hold in every file', () => {
    const wrong = sources().flatMap((file) => violations(relative(src, file), readFileSync(file, 'utf8')))
    expect(wrong).toEqual([])
  })

  it.each([
    ['a room that reaches past its neighbours', 'cluster/scheduler/queue.ts', "import { x } from '../kubelet/kubelet.ts'"],
    ['a type import counts too', 'cluster/sim/clock.ts', "import type { Pod } from '../api/object.ts'"],
    ['a view that talks to the engine', 'ui/graph/node.tsx', "import { createCluster } from '../../cluster/cluster.ts'"],
    ['a lazy import', 'state/x.ts', "const m = import('../ui/x.ts')"],
    ['a room without a row', 'cluster/cellar/x.ts', ''],
    ['real time', 'cluster/kubelet/x.ts', 'const t = Date.now()'],
    ['real chance', 'cluster/api/x.ts', 'return Math.random()'],
    ['waiting', 'kubectl/x.ts', 'async function f() { await g() }'],
    ['timers', 'laptop/x.ts', 'setTimeout(f, 5)'],
  ])('bite: %s', (_, file, source) => {
    expect(violations(file, source)).toHaveLength(1)
  })

  it('leave comments alone', () => {
    expect(violations('cluster/sim/x.ts', '// never Date.now()\n/* nor Math.random() */')).toEqual([])
  })
})
