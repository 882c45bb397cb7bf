import type { StartFailure } from './status/container-statuses.ts'

/** Why containers could not be started the last time: kubelet/reason_cache.go. Kept by container name, one per Pod. */
export class ReasonCache {
  private readonly failures = new Map<string, StartFailure>()

  get(container: string): StartFailure | undefined {
    return this.failures.get(container)
  }

  /** After a start: the failure, or its forgetting. */
  set(container: string, failure: StartFailure | undefined): void {
    if (failure) this.failures.set(container, failure)
    else this.failures.delete(container)
  }
}
