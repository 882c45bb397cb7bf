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
  /** By absolute path. */
  readonly files: Readonly<Record<string, ImageFile>>
  /** Executables by absolute path: `/bin/sleep`. */
  readonly programs: Readonly<Record<string, Program>>
  /** Set where the simulated image only stands in for a real one it knows nothing of; says so in plain words. */
  readonly standIn?: string | undefined
  /** Multiplies the pull time and may fail it, for lessons. */
  readonly trouble?: { readonly slow?: number; readonly error?: string } | undefined
}

/** Looks images up by reference. Rooms above change it: push a tag, break one, make pulls slow. */
export interface Registry {
  /**
   * @param reference as a manifest writes it: `nginx`, `busybox:1.36`, `registry.k8s.io/pause:3.10`, `x@sha256:…`
   * @returns the image, or the runtime's error text for a tag or repository that does not exist
   */
  resolve(reference: string): { readonly image: Image } | { readonly error: string }
}
