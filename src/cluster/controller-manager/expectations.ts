const timeoutMs = 5 * 60_000

interface Expected {
  readonly creations: Set<string>
  readonly deletions: Set<string>
  at: number
}

/**
 * What a controller has done and not yet seen come back from the watch (controller_utils.go, UIDTrackingExpectations;
 * creations are told by UID as well, since ours return at once). Until then its copy of the world is stale and it
 * must not count on it.
 */
export class Expectations {
  private readonly byKey = new Map<string, Expected>()

  creation(key: string, uid: string, now: number): void {
    this.entry(key, now).creations.add(uid)
  }

  deletion(key: string, uid: string, now: number): void {
    this.entry(key, now).deletions.add(uid)
  }

  /** An object was seen to appear or to be gone. */
  observed(key: string, uid: string): void {
    const expected = this.byKey.get(key)
    if (!expected) return
    expected.creations.delete(uid)
    expected.deletions.delete(uid)
  }

  /** An object was seen to be on its way out. */
  observedDeletion(key: string, uid: string): void {
    this.byKey.get(key)?.deletions.delete(uid)
  }

  /** After five minutes, what was not seen will never be. */
  satisfied(key: string, now: number): boolean {
    const expected = this.byKey.get(key)
    if (!expected) return true
    return (expected.creations.size === 0 && expected.deletions.size === 0) || now - expected.at > timeoutMs
  }

  forget(key: string): void {
    this.byKey.delete(key)
  }

  private entry(key: string, now: number): Expected {
    let expected = this.byKey.get(key)
    if (!expected) {
      expected = { creations: new Set(), deletions: new Set(), at: now }
      this.byKey.set(key, expected)
    }
    expected.at = now
    return expected
  }
}
