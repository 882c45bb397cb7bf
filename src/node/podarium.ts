import docs from '../cluster/api/generated/docs.json'
import { type Cluster, type ClusterOptions, createCluster as create, type Inputs } from '../cluster/cluster.ts'
import { replay as replayInputs } from '../cluster/replay.ts'

/**
 * The embedding API: a whole cluster in one object, for tests, scripts and other programs. Stable.
 *
 * ```js
 * import { createCluster } from 'podarium'
 * const cluster = createCluster({ seed: 1, workers: 2 })
 * cluster.apply(manifest)
 * cluster.advance(60_000)
 * cluster.terminal.run('kubectl get pods').stdout
 * ```
 */
export type { KubeObject } from '../cluster/api/object.ts'
export type { ApiRequest, ApiResponse, WatchEvent } from '../cluster/apiserver/interface.ts'
export type { Cluster, ClusterOptions, CommandResult, Input, Inputs } from '../cluster/cluster.ts'
export type { HistoryRecord } from '../cluster/sim/history.ts'

function documented(cluster: Cluster): Cluster {
  cluster.setDocs(docs)
  return cluster
}

/** Makes a cluster: settled, its nodes Ready, at virtual time 0. */
export function createCluster(options: ClusterOptions = {}): Cluster {
  return documented(create(options))
}

/** Lives through a session again: the same seed and inputs give the same cluster. @param untilMs where to stop */
export function replay(recording: Inputs, untilMs?: number): Cluster {
  return documented(replayInputs(recording, untilMs))
}
