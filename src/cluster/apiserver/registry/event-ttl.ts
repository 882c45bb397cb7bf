import { keyOf } from '../../api/object.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { Simulation } from '../../sim/simulation.ts'

/** --event-ttl */
const lifetimeMs = 3_600_000

interface Lease {
  readonly key: string
  readonly revision: number
  readonly endsAt: number
}

/** Events live an hour after they were last written: a lease of etcd that each write begins anew. */
export function expireEvents(sim: Simulation, etcd: Etcd): void {
  // in order of ending, since all last equally long
  let leases: Lease[] = []
  let planned = false
  const plan = () => {
    const next = leases[0]
    if (planned || !next) return
    planned = true
    // nobody's doing but time's
    sim.becauseOf(undefined, () => sim.at(next.endsAt, expire))
  }
  const expire = () => {
    planned = false
    let due = 0
    for (const { key, revision, endsAt } of leases) {
      if (endsAt > sim.now) break
      due++
      const event = etcd.get('events', key)
      if (event?.metadata.resourceVersion === String(revision)) etcd.delete('events', event, { by: 'etcd' })
    }
    leases = leases.slice(due)
    plan()
  }
  etcd.onChange('events', ({ type, object, revision }) => {
    if (type === 'delete') return
    leases.push({ key: keyOf(object), revision, endsAt: sim.now + lifetimeMs })
    plan()
  })
}
