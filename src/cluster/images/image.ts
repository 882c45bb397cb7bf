import type { Bytes, Program, Signal } from '../machine/program.ts'

/** A file of an image. Directories above it are made by themselves. */
export type ImageFile =
  | Bytes
  | { readonly content: Bytes; readonly mode?: number; readonly uid?: number; readonly gid?: number }
  | { readonly symlink: string }
  | { readonly directory: true; readonly mode?: number; readonly uid?: number; readonly gid?: number }

/** One tag of an image in the pretend registry: its configuration as OCI has it, and what is in it. */
export interface Image {
  /** Canonical name without the tag: `docker.io/library/nginx`. */
  readonly repository: string
  readonly tag: string
  /** `sha256:…`, of the content: tags that name the same version share it. */
  readonly digest: string
  /** Compressed size, as the kubelet's event tells it. */
  readonly sizeBytes: number
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** `''` is root; else a name, number, or `user:group`. */
  readonly user: string
  readonly workingDir: string
  readonly exposedPorts: readonly number[]
  readonly stopSignal: Signal
  /** By absolute path. Shared by many images: the same object means the same files. */
  readonly files: Readonly<Record<string, ImageFile>>
  /** Executables by absolute path: `/bin/sleep`. */
  readonly programs: Readonly<Record<string, Program>>
  /**
   * Set where the simulated image only stands in for a real one it knows nothing of; says so in plain words. The
   * runtime then writes the container's declared ports to `/etc/podarium/ports`, one on a line, and runs the image's
   * own entrypoint instead of a command that such an image cannot have.
   */
  readonly standIn?: string | undefined
  /** Multiplies the pull time and may fail it, for lessons. */
  readonly trouble?: { readonly slow?: number; readonly error?: string } | undefined
}

/** Looks images up by reference. Rooms above change it: push a tag, break one, make pulls slow. */
export interface Registry {
  /**
   * @param reference as a manifest writes it: `nginx`, `busybox:1.36`, `registry.k8s.io/pause:3.10`, `x@sha256:…`
   * @param authenticated the Pod has a pull secret for that registry
   * @returns the image (its `trouble.error`, if set, is how its pull fails), or the runtime's error text for a tag or
   * repository that does not exist
   */
  resolve(reference: string, authenticated?: boolean): { readonly image: Image } | { readonly error: string }
  /**
   * The whole name: `nginx` → `docker.io/library/nginx:latest`; or what is wrong with it, in the words of
   * distribution/reference: `invalid reference format`.
   */
  parse(reference: string): { readonly name: string } | { readonly error: string }
  /** Does what a change says, from now on, and remembers it. Throws an Error in plain words for one that cannot be done. */
  change(change: RegistryChange): void
  /** All changes so far, in order: with them another registry becomes the same. */
  readonly changes: readonly RegistryChange[]
  /** Known tags of a repository, the newest first; empty for one that is not known. */
  tags(repository: string): readonly string[]
  /** Known repositories by their short names: for completion and pickers. */
  readonly repositories: readonly string[]
}

/** Plain data. `reference` may end in `*`: everything that begins so; `*` alone is everything. */
export type RegistryChange =
  /** A new tag with the content of another: what `docker push` leaves behind. */
  | { readonly kind: 'push'; readonly reference: string; readonly like: string }
  | { readonly kind: 'remove'; readonly reference: string }
  /** Its pull fails with this text, or the registry's own `500 Internal Server Error`. */
  | { readonly kind: 'break'; readonly reference: string; readonly error?: string | undefined }
  /** Pulls take `factor` times as long. */
  | { readonly kind: 'slow'; readonly reference: string; readonly factor: number }
  /** The registry answers no more: connection refused. */
  | { readonly kind: 'refuse'; readonly reference: string }
  /** Takes back break, slow, refuse and remove. */
  | { readonly kind: 'mend'; readonly reference: string }
