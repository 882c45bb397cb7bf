/** Which pod goes first: the higher priority, then the longer wait (plugins/queuesort). */
export function goesBefore(a: QueuePlace, b: QueuePlace): boolean {
  return (
    a.priority > b.priority ||
    (a.priority === b.priority && (a.queuedAt < b.queuedAt || (a.queuedAt === b.queuedAt && a.order < b.order)))
  )
}

export interface QueuePlace {
  readonly priority: number
  /** Virtual milliseconds. */
  readonly queuedAt: number
  /** Decides between pods queued at one instant. */
  readonly order: number
}
