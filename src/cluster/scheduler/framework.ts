import type { Node, Pod } from '../api/generated/types.ts'
import type { KubeObject } from '../api/object.ts'
import type { SchedulerCache } from './cache.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

/**
 * A plugin's no. `unresolvable` says that removing other pods from the node would not help
 * (framework.UnschedulableAndUnresolvable).
 */
export interface Rejection {
  readonly plugin: string
  readonly reasons: readonly string[]
  readonly unresolvable: boolean
}

/** Filter, bound to one pod by its PreFilter. */
export type Filter = (node: NodeInfo) => Rejection | undefined

/** Score, bound to one pod by its PreScore. */
export interface Score {
  /** What the plugin thinks of a node; 0 to 100 unless `normalise` brings it there. */
  score(node: NodeInfo): number
  /** NormalizeScore: changes `scores` in place; they stand in the order of `nodes`. */
  normalise?(scores: number[], nodes: readonly NodeInfo[]): void
}

/** Something that happened in the cluster and may make a refused pod schedulable (framework.ClusterEvent). */
export type ClusterEvent =
  | { readonly kind: 'Node'; readonly action: 'add' | 'delete'; readonly node: Node }
  | {
      readonly kind: 'Node'
      readonly action: 'update'
      readonly node: Node
      readonly old: Node
      readonly allocatableChanged: boolean
      readonly labelsChanged: boolean
      /** Also true when spec.unschedulable changed, as upstream has it. */
      readonly taintsChanged: boolean
    }
  | { readonly kind: 'AssignedPod'; readonly action: 'add' | 'delete'; readonly pod: Pod }
  | { readonly kind: 'AssignedPod'; readonly action: 'update'; readonly pod: Pod; readonly old: Pod }
  | { readonly kind: 'UnscheduledPod'; readonly action: 'update'; readonly pod: Pod; readonly old: Pod }
  | { readonly kind: 'Volume'; readonly action: 'add' | 'update' | 'delete'; readonly object: KubeObject }

/**
 * A scheduler plugin. PreFilter answers with the Filter for that pod (or nothing, which skips the plugin), PreScore
 * with the Score: so that what was worked out once per pod lives in a closure and nowhere else.
 */
export interface Plugin {
  readonly name: string
  /** Multiplies the score; 1 if absent. */
  readonly weight?: number
  /** Why the pod may not even enter the queue. */
  preEnqueue?(pod: Pod): string | undefined
  preFilter?(pod: PodInfo, cluster: SchedulerCache): Filter | Rejection | undefined
  preScore?(pod: PodInfo, cluster: SchedulerCache, feasible: readonly NodeInfo[]): Score | undefined
  /** QueueingHint: whether `event` may lift this plugin's refusal of `pod`. Absent: nothing ever does. */
  queueingHint?(event: ClusterEvent, pod: PodInfo): boolean
  /** Takes what the pod will use on the node, before binding. Returns an error text if it cannot. */
  reserve?(pod: PodInfo, node: NodeInfo): string | undefined
  /** Gives it back. */
  unreserve?(pod: PodInfo, node: NodeInfo): void
  /** Work before binding that may take time; calls `done` once, with an error text if it failed. */
  preBind?(pod: PodInfo, node: NodeInfo, done: (error?: string) => void): void
}

/** The bounds of a normalised score (framework.MaxNodeScore). */
export const maxNodeScore = 100

/** `helper.DefaultNormalizeScore`: the greatest becomes 100, the others in proportion; `reverse` turns it over. */
export function normaliseByMax(scores: number[], reverse: boolean): void {
  let max = 0
  for (const score of scores) if (score > max) max = score
  if (max === 0) {
    if (reverse) scores.fill(maxNodeScore)
    return
  }
  for (let i = 0; i < scores.length; i++) {
    const scaled = Math.floor((maxNodeScore * (scores[i] as number)) / max)
    scores[i] = reverse ? maxNodeScore - scaled : scaled
  }
}

/** The node appeared, or its taints changed: upstream retries on the latter whoever waits for new nodes. */
export function nodeAddedOrTaintsChanged(event: ClusterEvent): boolean {
  return event.kind === 'Node' && (event.action === 'add' || (event.action === 'update' && event.taintsChanged))
}
