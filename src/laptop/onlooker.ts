import type { ApiServer } from '../cluster/apiserver/interface.ts'
import { Simulation } from '../cluster/sim/simulation.ts'
import type { CommandResult, Laptop } from './laptop.ts'
import { createLaptop } from './laptop.ts'

/** How long a look may take, in the onlooker's own virtual time, ms. */
const patienceMs = 2000

const refusal = {
  status: 403,
  headers: {},
  warnings: [],
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'Forbidden',
    message: 'who only looks may change nothing',
    code: 403,
  },
} as const

/** The API server as somebody sees it who can read and no more. Watches tell nothing: a look is over at once. */
function readOnly(server: ApiServer): ApiServer {
  return {
    ...server,
    handle: (request) => (request.method === 'GET' ? server.handle(request) : refusal),
    watch: () => () => undefined,
    logs: (request, sink) => server.logs({ ...request, query: { ...request.query, follow: undefined } }, sink),
    session: () => refusal,
    portForward: () => refusal,
  }
}

/** How far its clock may run ahead of the cluster's before a new one takes over, ms. */
const aheadMs = 1000

/**
 * Runs shell lines beside the cluster: on a laptop of their own, with a clock of its own and a server that only
 * reads. The cluster does not change, its time does not pass, and nothing of it gets into its history. The lines see
 * the learner's kubeconfig (and so her namespace), not her files.
 */
export function createOnlooker(sim: Simulation, server: ApiServer, laptop: Laptop, clusterName: string) {
  let clock: Simulation | undefined
  let own: Laptop | undefined
  return (line: string): CommandResult => {
    if (!clock || !own || clock.wallTime > sim.wallTime + aheadMs) {
      clock = new Simulation(1, sim.wallTime)
      own = createLaptop({ sim: clock, server: readOnly(server), clusterName })
    }
    if (clock.wallTime < sim.wallTime) clock.runUntil(clock.now + sim.wallTime - clock.wallTime)
    const kubeconfig = laptop.files.read('.kube/config')
    if (kubeconfig !== undefined) own.files.write('.kube/config', kubeconfig)
    return own.run(line, { timeoutMs: patienceMs })
  }
}
