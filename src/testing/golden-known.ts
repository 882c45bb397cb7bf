import { knownOnControlPlane } from './golden-known-control-plane.ts'
import { knownOnNodes } from './golden-known-nodes.ts'

/** Why a replay differs from its recording, where it does. Whatever is not in here must match. */
export interface KnownDifference {
  readonly in: 'states' | 'events' | 'outputs'
  /** A part of the difference's text. */
  readonly match: string
  readonly why: string
}

export const knownDifferences: Readonly<Record<string, readonly KnownDifference[]>> = {
  ...knownOnControlPlane,
  ...knownOnNodes,
}
