import type { Rejection } from './framework.ts'

/** Why no node would do (framework.FitError). */
export interface Diagnosis {
  readonly nodeCount: number
  /** A refusal of the pod as such, before any node was looked at. */
  readonly preFilter?: Rejection | undefined
  /** node name → the first refusal there */
  readonly nodes: ReadonlyMap<string, Rejection>
  /** What PostFilter had to say. */
  readonly postFilter?: string | undefined
}

/** The text of a FailedScheduling event, to the letter of `FitError.Error`. */
export function fitErrorMessage(diagnosis: Diagnosis): string {
  let text = `0/${diagnosis.nodeCount} nodes are available:`
  if (diagnosis.preFilter) {
    text += ` ${diagnosis.preFilter.reasons.join(', ')}.`
  } else {
    const histogram = reasonHistogram(diagnosis.nodes.values())
    if (histogram.length) text += ` ${histogram.join(', ')}.`
  }
  if (diagnosis.postFilter) text += ` ${diagnosis.postFilter}`
  return text
}

/** `2 Insufficient cpu`, sorted as strings. */
export function reasonHistogram(rejections: Iterable<Rejection>): readonly string[] {
  const counts = new Map<string, number>()
  for (const { reasons } of rejections) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
}

/** Event messages end at 1024 bytes. */
export function truncatedMessage(message: string): string {
  const limit = 1024
  const suffix = ' ...'
  return message.length > limit ? message.slice(0, limit - suffix.length) + suffix : message
}
