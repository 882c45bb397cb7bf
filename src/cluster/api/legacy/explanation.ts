/** One change to a manifest, told by the path of the field in it. */
export interface FieldEdit {
  /** `spec.volumes[0].source`; empty for the whole document. */
  readonly path: string
  /** A new name for the key. */
  readonly key?: string | undefined
  /** A new value; the old one stays if this is absent. */
  readonly value?: unknown
}

/** What a problem means in plain words, and how it is put right where that is certain. */
export interface Explanation {
  readonly explanation: string
  readonly fix?: { readonly title: string; readonly edits: readonly FieldEdit[] } | undefined
  /** Where it is, if that is known better than the message told. */
  readonly field?: string | undefined
}

export interface Problem {
  /** Name of the kind in the generated schema, if the kind is known. */
  readonly definition?: string | undefined
  /** The document. */
  readonly value: unknown
  readonly field?: string | undefined
  /** The server's or kubectl's words. */
  readonly message: string
}
