/**
 * The instants of a loop that runs every `periodMs`, without running it: upstream polls, we work out when the poll
 * would have noticed.
 */
export class Grid {
  /** @param phaseMs where in the period the loop happened to start */
  constructor(
    readonly periodMs: number,
    private readonly phaseMs: number,
  ) {}

  /** The first instant at or after `at`. */
  atOrAfter(at: number): number {
    return Math.ceil((at - this.phaseMs) / this.periodMs - 1e-9) * this.periodMs + this.phaseMs
  }

  /** The first instant after `at`. */
  after(at: number): number {
    return (Math.floor((at - this.phaseMs) / this.periodMs + 1e-9) + 1) * this.periodMs + this.phaseMs
  }

  /** The last instant at or before `at`. */
  atOrBefore(at: number): number {
    return Math.floor((at - this.phaseMs) / this.periodMs + 1e-9) * this.periodMs + this.phaseMs
  }
}
