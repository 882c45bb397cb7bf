import type { Volume } from '../../api/generated/types.ts'
import type { FileSystem } from '../../machine/machine.ts'

/** A volume that is set up for one Pod. */
export interface MountedVolume {
  readonly name: string
  /** The field of its source: `emptyDir`, `configMap`… */
  readonly type: string
  readonly fileSystem: FileSystem
  readonly path: string
  /** What `mount` and `df` in a container show as the source. */
  readonly source: string
  readonly readOnly: boolean
  /** Brings its files up to date; says whether anything changed. Absent where nothing ever does. */
  readonly refresh?: (() => boolean) | undefined
  /** Frees what must not outlive the Pod. */
  readonly tearDown?: (() => void) | undefined
  /** Of an emptyDir: what eviction watches. */
  readonly sizeLimitBytes?: number | undefined
}

/** A volume that cannot be mounted (yet): the text of the FailedMount event after `volume "x" : `. */
export class VolumeError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'VolumeError'
  }
}

/** Which source a volume has: the one field besides its name. */
export function volumeType(volume: Volume): string {
  for (const key in volume) if (key !== 'name' && volume[key as keyof Volume] !== undefined) return key
  // As upstream: a volume that says nothing is an empty directory.
  return 'emptyDir'
}
