import type { Bytes, Program } from './program.ts'

/** A file of a layer; see Image in images/image.ts. */
export type LayerFile =
  | Bytes
  | {
      readonly content: Bytes
      readonly mode?: number | undefined
      readonly uid?: number | undefined
      readonly gid?: number | undefined
    }
  | { readonly symlink: string }
  | {
      readonly directory: true
      readonly mode?: number | undefined
      readonly uid?: number | undefined
      readonly gid?: number | undefined
    }

/**
 * The read-only files of an image, shared by all containers made from it. Keep one for each image: file systems
 * that are made from the same layer share its memory.
 */
export interface Layer {
  /** By absolute path; directories above are made by themselves. */
  readonly files: Readonly<Record<string, LayerFile>>
  readonly programs: Readonly<Record<string, Program>>
}
