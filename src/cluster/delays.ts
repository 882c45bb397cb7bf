/**
 * Every simulated latency, in one place. Milliseconds of virtual time; `jitterMs` is added evenly, 0 to that.
 * Kubernetes' own periods and back-offs (sync loops, grace periods, probes) are not here but with the code that
 * follows them: they are facts, these are guesses about machines.
 */
export interface Delay {
  readonly ms: number
  readonly jitterMs: number
}

export const delays = {
  /** From a commit to the watchers' hearing of it. */
  watchEvent: { ms: 2, jitterMs: 0 },
  /** From a controller's hearing of its Pods to its acting: what else comes meanwhile is dealt with together. */
  controllerSync: { ms: 10, jitterMs: 0 },
  /** One scheduling cycle. */
  schedulingCycle: { ms: 2, jitterMs: 1 },
  /** The binding call. */
  binding: { ms: 3, jitterMs: 2 },
  /** Making a Pod's sandbox, with its network. */
  sandbox: { ms: 250, jitterMs: 150 },
  containerCreate: { ms: 40, jitterMs: 30 },
  containerStart: { ms: 60, jitterMs: 40 },
  /** From the last process's end to the runtime's knowing it. */
  containerExit: { ms: 20, jitterMs: 20 },
  /** From the runtime's knowing it to the answer of the call that asked for the stop. */
  containerStop: { ms: 30, jitterMs: 30 },
  /** Resolving a manifest at the registry: each pull, also of a cached image. */
  registryRoundTrip: { ms: 350, jitterMs: 250 },
  /** Pulling, per megabyte of compressed image. */
  imagePullPerMegabyte: { ms: 25, jitterMs: 10 },
  /** Making a volume for a claim. */
  volumeProvision: { ms: 400, jitterMs: 400 },
  volumeMount: { ms: 20, jitterMs: 20 },
  /** Opening a connection within a node and across nodes. */
  connectSameNode: { ms: 0.1, jitterMs: 0.1 },
  connectOtherNode: { ms: 0.6, jitterMs: 0.4 },
  dnsQuery: { ms: 1, jitterMs: 1 },
  /** Starting an exec session. */
  execStart: { ms: 60, jitterMs: 40 },
} as const satisfies Record<string, Delay>
