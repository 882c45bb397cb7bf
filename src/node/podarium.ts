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
export {
  type Cluster,
  type ClusterOptions,
  type CommandResult,
  createCluster,
  type Input,
  type Inputs,
} from '../cluster/cluster.ts'
export { replay } from '../cluster/replay.ts'
export type { HistoryRecord } from '../cluster/sim/history.ts'
