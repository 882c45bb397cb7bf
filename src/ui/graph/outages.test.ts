import { describe, expect, it } from 'vitest'
import type { HistoryRecord } from '../../bridge/protocol.ts'
import { outagesAfter } from './outages.ts'

let id = 0
const operated = (operation: string, node: string): HistoryRecord => ({
  id: ++id,
  at: id,
  by: 'operator',
  what: 'action',
  because: undefined,
  detail: { operation, node },
})
const none = { cut: new Set<string>(), off: new Set<string>() }

describe('outagesAfter', () => {
  it('knows which nodes are cut off and which are without power', () => {
    const after = outagesAfter(none, [
      operated('cut-network', 'worker-1'),
      operated('power-off', 'worker-2'),
      operated('cut-network', 'worker-2'),
      operated('restore-network', 'worker-1'),
    ])
    expect([...after.cut]).toEqual(['worker-2'])
    expect([...after.off]).toEqual(['worker-2'])
    expect([...outagesAfter(after, [operated('power-on', 'worker-2')]).off]).toEqual([])
  })

  it('stays the same when nothing is told of nodes', () => {
    expect(outagesAfter(none, [{ id: 1, at: 0, by: 'kubelet', what: 'x', because: undefined }])).toBe(none)
  })
})
