import type { SchedulerCache } from './cache.ts'
import type { Filter, Plugin, Rejection, Score } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { Nominations } from './nominations.ts'
import type { PodInfo } from './pod-info.ts'

/** What one plugin said about the feasible nodes, in their order. */
export interface PluginScores {
  readonly plugin: string
  readonly weight: number
  readonly raw: readonly number[]
  readonly normalised: readonly number[]
}

export interface Feasibility {
  readonly feasible: readonly NodeInfo[]
  readonly preFilter?: Rejection | undefined
  readonly rejections: ReadonlyMap<string, Rejection>
}

/** PreFilter of all plugins: the filters that have something to say about this pod, or the first refusal of it. */
export function preFilter(plugins: readonly Plugin[], pod: PodInfo, cluster: SchedulerCache): readonly Filter[] | Rejection {
  const filters: Filter[] = []
  for (const plugin of plugins) {
    const result = plugin.preFilter?.(pod, cluster)
    if (typeof result === 'function') filters.push(result)
    else if (result) return result
  }
  return filters
}

/** The first refusal of a node, in the order of the plugins. */
export function refusalOf(filters: readonly Filter[], node: NodeInfo): Rejection | undefined {
  for (const filter of filters) {
    const rejection = filter(node)
    if (rejection) return rejection
  }
  return undefined
}

/**
 * Which nodes would do (findNodesThatFitPod). All nodes are looked at: sampling begins beyond 100 nodes upstream and
 * is not simulated.
 */
export function findFeasible(
  plugins: readonly Plugin[],
  pod: PodInfo,
  cluster: SchedulerCache,
  nominations: Nominations,
): Feasibility {
  const rejections = new Map<string, Rejection>()
  const filters = preFilter(plugins, pod, cluster)
  if (!isFilters(filters)) return { feasible: [], preFilter: filters, rejections }
  const feasible: NodeInfo[] = []
  for (const node of cluster.nodes) {
    const rejection = nominations.refusalWith(plugins, pod, cluster, node) ?? refusalOf(filters, node)
    if (rejection) rejections.set(node.name, rejection)
    else feasible.push(node)
  }
  return { feasible, rejections }
}

/** Scores of the feasible nodes (prioritizeNodes): per plugin raw and normalised; totals are weighted sums. */
export function scoreNodes(
  plugins: readonly Plugin[],
  pod: PodInfo,
  cluster: SchedulerCache,
  feasible: readonly NodeInfo[],
): { readonly scores: readonly PluginScores[]; readonly totals: readonly number[] } {
  const scores: PluginScores[] = []
  const totals = feasible.map(() => 0)
  for (const plugin of plugins) {
    const score: Score | undefined = plugin.preScore?.(pod, cluster, feasible)
    if (!score) continue
    const weight = plugin.weight ?? 1
    const raw = feasible.map((node) => score.score(node))
    let normalised = raw
    if (score.normalise) {
      normalised = raw.slice()
      score.normalise(normalised, feasible)
    }
    for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] as number) + weight * (normalised[i] as number)
    scores.push({ plugin: plugin.name, weight, raw, normalised })
  }
  return { scores, totals }
}

/** Indices of the greatest total; a tie is broken by chance. */
export function bestOf(totals: readonly number[]): readonly number[] {
  let best: number[] = []
  let max = Number.NEGATIVE_INFINITY
  totals.forEach((total, i) => {
    if (total > max) {
      max = total
      best = [i]
    } else if (total === max) best.push(i)
  })
  return best
}

export function isFilters(result: readonly Filter[] | Rejection): result is readonly Filter[] {
  return Array.isArray(result)
}
