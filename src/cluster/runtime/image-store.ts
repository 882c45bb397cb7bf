import { type Delay, delays } from '../delays.ts'
import type { Image, Registry } from '../images/image.ts'
import type { Random } from '../sim/random.ts'
import type { Simulation } from '../sim/simulation.ts'
import { canonicalName, parseImageReference } from './image-reference.ts'
import { pause, type Task } from './task.ts'

/** An image that lies on a node. */
export interface StoredImage {
  readonly image: Image
  /** `docker.io/library/nginx:latest` */
  readonly name: string
  /** `docker.io/library/nginx@sha256:…`: what a container's imageID says. */
  readonly id: string
  readonly sizeBytes: number
  /** Milliseconds since the epoch. */
  readonly pulledAt: number
}

/** What containerd says when it refuses. */
export class RuntimeError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RuntimeError'
  }
}

export function drawDelay(random: Random, delay: Delay): number {
  return delay.jitterMs === 0 ? delay.ms : delay.ms + random.fraction() * delay.jitterMs
}

/** The images of one node, and the pulling of them. */
export class ImageStore {
  private readonly stored = new Map<string, StoredImage>()
  private readonly random: Random

  constructor(
    private readonly sim: Simulation,
    nodeName: string,
    private readonly registry: Registry,
  ) {
    this.random = sim.random.stream(`runtime/images/${nodeName}`)
  }

  /** Undefined if it has not been pulled to this node, or the reference is none. */
  get(reference: string): StoredImage | undefined {
    const parsed = parseImageReference(reference)
    return 'error' in parsed ? undefined : this.stored.get(canonicalName(parsed))
  }

  list(): readonly StoredImage[] {
    return [...this.stored.values()]
  }

  /** Puts an image there without a pull, as the node's own images are. */
  preload(reference: string): StoredImage {
    const resolved = this.registry.resolve(reference, true)
    if ('error' in resolved) throw new RuntimeError(resolved.error)
    return this.store(reference, resolved.image)
  }

  remove(reference: string): void {
    const parsed = parseImageReference(reference)
    if (!('error' in parsed)) this.stored.delete(canonicalName(parsed))
  }

  /**
   * CRI PullImage. Throws {@link RuntimeError} with containerd's text.
   * @param authenticated with credentials for the registry
   */
  *pull(reference: string, authenticated = false): Task<StoredImage> {
    const before = this.get(reference)
    // One question where the image is here already: whether the tag still means the same.
    const questions = before ? 0.4 : 1
    yield* pause(this.sim, drawDelay(this.random, delays.registryRoundTrip) * questions)
    const resolved = this.registry.resolve(reference, authenticated)
    if ('error' in resolved) throw new RuntimeError(resolved.error)
    const { image } = resolved
    const upToDate = before !== undefined && before.image.digest === image.digest
    if (!upToDate) {
      const perMegabyte = drawDelay(this.random, delays.imagePullPerMegabyte)
      yield* pause(this.sim, (image.sizeBytes / 1e6) * perMegabyte * (image.trouble?.slow ?? 1))
    }
    if (image.trouble?.error !== undefined) throw new RuntimeError(image.trouble.error)
    return upToDate && before ? before : this.store(reference, image)
  }

  private store(reference: string, image: Image): StoredImage {
    const parsed = parseImageReference(reference)
    if ('error' in parsed) throw new RuntimeError(parsed.error)
    const name = canonicalName(parsed)
    const stored: StoredImage = {
      image,
      name,
      id: `${parsed.repository}@${image.digest}`,
      sizeBytes: image.sizeBytes,
      pulledAt: this.sim.wallTime,
    }
    this.stored.set(name, stored)
    return stored
  }
}
