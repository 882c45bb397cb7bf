import { create } from 'zustand'
import type { HistoryRecord } from '../../bridge/protocol.ts'
import { useShown } from '../../state/past.ts'

/** What befell nodes from outside: the API does not tell, the history does. */
export interface Outages {
  readonly cut: ReadonlySet<string>
  readonly off: ReadonlySet<string>
}

const none: Outages = { cut: new Set(), off: new Set() }

export const useOutages = create<{ readonly outages: Outages }>()(() => ({ outages: none }))

/** The outages after some more records; the same if none of them tells of one. Pure. */
export function outagesAfter(before: Outages, records: readonly HistoryRecord[]): Outages {
  const told = records.filter((record) => record.by === 'operator' && record.detail?.operation !== undefined)
  if (told.length === 0) return before
  const cut = new Set(before.cut)
  const off = new Set(before.off)
  for (const { detail } of told) {
    const node = String(detail?.node)
    if (detail?.operation === 'cut-network') cut.add(node)
    else if (detail?.operation === 'restore-network') cut.delete(node)
    else if (detail?.operation === 'power-off') off.add(node)
    else if (detail?.operation === 'power-on') off.delete(node)
  }
  return { cut, off }
}

let lastId = 0
let cluster = -1

function follow(): void {
  const state = useShown.getState()
  const newest = state.records.at(-1)?.id ?? 0
  // another cluster, or a step back in time: told from the beginning
  const again = state.cluster !== cluster || newest < lastId
  if (!again && newest === lastId) return
  const fresh = again ? state.records : state.records.slice(state.records.findLastIndex((record) => record.id <= lastId) + 1)
  const before = again ? none : useOutages.getState().outages
  lastId = newest
  cluster = state.cluster
  const outages = outagesAfter(before, fresh)
  if (outages !== useOutages.getState().outages) useOutages.setState({ outages })
}

follow()
useShown.subscribe(follow)
