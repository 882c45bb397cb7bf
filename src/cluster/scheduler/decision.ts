import type { PluginScores } from './cycle.ts'
import { reasonHistogram } from './fit-error.ts'
import type { Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'

/** One node in the account of a decision. */
export interface NodeAccount {
  readonly node: string
  /** The plugin that refused it, and its words. */
  readonly refusedBy?: string
  readonly reasons?: readonly string[]
  /** Scores in the order of `plugins`. */
  readonly raw?: readonly number[]
  readonly normalised?: readonly number[]
  readonly total?: number
}

/** Why a pod landed where it did, or nowhere: plain data for the history. Weighted score = weight × normalised. */
export interface Decision extends Readonly<Record<string, unknown>> {
  readonly node?: string
  readonly message?: string
  readonly plugins?: readonly string[]
  readonly weights?: readonly number[]
  readonly nodes: readonly NodeAccount[]
  /** Beyond 20 nodes only the best 10 are listed; this counts the refusals of all. */
  readonly refusals?: readonly string[]
}

const listedNodes = 20
const listedBest = 10

export function account(
  feasible: readonly NodeInfo[],
  rejections: ReadonlyMap<string, Rejection>,
  scores: readonly PluginScores[],
  totals: readonly number[],
): { plugins: readonly string[]; weights: readonly number[]; nodes: readonly NodeAccount[]; refusals?: readonly string[] } {
  const nodes: NodeAccount[] = feasible.map((node, i) =>
    scores.length
      ? {
          node: node.name,
          raw: scores.map((one) => one.raw[i] as number),
          normalised: scores.map((one) => one.normalised[i] as number),
          total: totals[i] as number,
        }
      : { node: node.name },
  )
  if (scores.length) nodes.sort((a, b) => (b.total ?? 0) - (a.total ?? 0))
  for (const [node, { plugin, reasons }] of rejections) nodes.push({ node, refusedBy: plugin, reasons })
  const names = { plugins: scores.map((one) => one.plugin), weights: scores.map((one) => one.weight) }
  if (nodes.length <= listedNodes) return { ...names, nodes }
  return { ...names, nodes: nodes.slice(0, listedBest), refusals: reasonHistogram(rejections.values()) }
}
