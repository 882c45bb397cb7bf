import type { ManagedFieldsEntry, ObjectMeta } from '../../api/generated/types.ts'
import type { Call } from '../registry/call.ts'
import type { Content } from '../registry/resource.ts'

/** One write, with all that managedFields need to know of it. */
export interface TrackedWrite {
  readonly call: Call
  /** Virtual wall time, ms. */
  readonly wallTime: number
  readonly old: Content | undefined
  readonly object: Content
}

/** How many writes may wait to be worked out: each keeps two versions of its object alive. */
const patience = 32

/**
 * Who owns which fields of an object. Most objects die without anybody having asked: so a write is only remembered,
 * and worked out when the entries are wanted.
 */
export class Ownership {
  /** Writes that wait, this one included. */
  private waiting: number
  private write: TrackedWrite | undefined
  private found: readonly ManagedFieldsEntry[] = []
  private shown: { readonly of: Content; readonly as: Content } | undefined

  private constructor(
    write: TrackedWrite | undefined,
    private readonly workOut: ((write: TrackedWrite) => readonly ManagedFieldsEntry[]) | undefined,
  ) {
    this.write = write
    const before = write?.old && ownershipOf(write.old)
    if (before && before.waiting >= patience) before.settle()
    this.waiting = write ? (before?.waiting ?? 0) + 1 : 0
  }

  static of(entries: readonly ManagedFieldsEntry[]): Ownership {
    const ownership = new Ownership(undefined, undefined)
    ownership.found = entries
    return ownership
  }

  static after(write: TrackedWrite, workOut: (write: TrackedWrite) => readonly ManagedFieldsEntry[]): Ownership {
    return new Ownership(write, workOut)
  }

  get entries(): readonly ManagedFieldsEntry[] {
    this.settle()
    return this.found
  }

  private settle(): void {
    if (!this.write || !this.workOut) return
    this.found = this.workOut(this.write)
    this.write = undefined
    this.waiting = 0
  }

  /** The object as clients see it; the entries are found when somebody reads them. */
  show(object: Content): Content {
    if (this.shown?.of === object) return this.shown.as
    const metadata = { ...object.metadata }
    Object.defineProperty(metadata, 'managedFields', {
      enumerable: true,
      configurable: true,
      get: () => (this.entries.length > 0 ? this.entries : undefined),
    })
    const as = { ...object, metadata }
    this.shown = { of: object, as }
    return as
  }
}

/** Where an object keeps its ownership: invisible to JSON and to clones, and carried along by spreads. */
const owners: unique symbol = Symbol('owners')

interface OwnedMeta extends ObjectMeta {
  readonly [owners]?: Ownership | undefined
}

export function ownershipOf(object: Content): Ownership | undefined {
  const metadata: OwnedMeta = object.metadata
  return metadata[owners]
}

/** The object with its owners, and without what a client sent as managedFields. */
export function withOwnership(object: Content, ownership: Ownership | undefined): Content {
  if (object.metadata.managedFields === undefined) {
    const metadata: OwnedMeta = { ...object.metadata, [owners]: ownership }
    return { ...object, metadata }
  }
  const { managedFields: _, ...rest } = object.metadata
  const metadata: OwnedMeta = { ...rest, [owners]: ownership }
  return { ...object, metadata }
}

/** An object of the store as clients see it: with managedFields. */
export function shownWithOwners(object: Content): Content {
  return ownershipOf(object)?.show(object) ?? object
}
