import type { Pod } from '../../api/generated/types.ts'
import { parseImageReference } from '../../runtime/image-reference.ts'
import { type ImageStore, RuntimeError, type StoredImage } from '../../runtime/image-store.ts'
import { because, type Task, wait } from '../../runtime/task.ts'
import type { Simulation } from '../../sim/simulation.ts'
import { BackOff, formatGoDuration } from '../back-off.ts'
import type { ContainerRecorder } from '../container-recorder.ts'
import { type AnyContainer, uidOf } from '../pod-spec.ts'

export type ImageOutcome = { readonly image: StoredImage } | { readonly reason: string; readonly message: string }

const backOffInitialMs = 10_000
const backOffMaxMs = 300_000

/**
 * Sees to it that an image is there before its container is made: kubelet/images/image_manager.go. One pull at a
 * time on a node (serializeImagePulls).
 */
export class ImageManager {
  private readonly backOff = new BackOff(backOffInitialMs, backOffMaxMs, 2 * backOffMaxMs)
  private readonly previousErrors = new Map<string, string>()
  private pulling = false
  private readonly queue: (() => void)[] = []

  constructor(
    private readonly sim: Simulation,
    private readonly store: ImageStore,
    /** Whether the Pod brings credentials that exist. */
    private readonly hasPullSecret: (pod: Pod) => boolean,
  ) {}

  /** While an image may not be pulled again: since when and until when, in virtual ms. */
  backOffOf(pod: Pod, image: string): { readonly since: number; readonly until: number; readonly delayMs: number } | undefined {
    const key = keyOf(pod, image)
    const since = this.backOff.lastUpdate(key)
    if (since === undefined || !this.backOff.isInBackOffSinceUpdate(key, this.sim.now)) return undefined
    const delayMs = this.backOff.get(key)
    return { since, until: since + delayMs, delayMs }
  }

  /** EnsureImageExists. */
  *ensure(pod: Pod, image: string, pullPolicy: AnyContainer['imagePullPolicy'], recorder: ContainerRecorder): Task<ImageOutcome> {
    const parsed = parseImageReference(image)
    if ('error' in parsed) {
      const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${parsed.error}`
      recorder.event('Warning', 'InspectFailed', message)
      return { reason: 'InvalidImageName', message }
    }
    const policy = pullPolicy ?? (parsed.digest || (parsed.tag && parsed.tag !== 'latest') ? 'IfNotPresent' : 'Always')
    const present = this.store.get(image)
    if (policy === 'Never' && !present) {
      const message = `Container image "${image}" is not present with pull policy of Never`
      recorder.event('Warning', 'ErrImageNeverPull', message)
      return { reason: 'ErrImageNeverPull', message }
    }
    if (present && policy !== 'Always') {
      recorder.event('Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`)
      return { image: present }
    }
    return yield* this.pull(pod, image, recorder)
  }

  private *pull(pod: Pod, image: string, recorder: ContainerRecorder): Task<ImageOutcome> {
    const { sim } = this
    const key = keyOf(pod, image)
    if (this.backOff.isInBackOffSinceUpdate(key, sim.now)) {
      const summary = `Back-off pulling image "${image}"`
      recorder.event('Normal', 'BackOff', summary)
      const previous = this.previousErrors.get(key)
      return { reason: 'ImagePullBackOff', message: previous === undefined ? summary : `${summary}: ErrImagePull: ${previous}` }
    }
    this.previousErrors.delete(key)
    recorder.event('Normal', 'Pulling', `Pulling image "${image}"`)
    const askedAt = sim.now
    yield* this.turn()
    const beganAt = sim.now
    try {
      const stored = yield* this.store.pull(image, this.hasPullSecret(pod))
      const record = recorder.record('image-pulled', { image, ms: Math.round(sim.now - beganAt), bytes: stored.sizeBytes })
      yield* because(record)
      const took = formatGoDuration(Math.floor(sim.now - beganAt))
      const waited = formatGoDuration(Math.floor(sim.now - askedAt))
      recorder.event(
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${stored.sizeBytes} bytes.`,
      )
      this.backOff.reset(key)
      return { image: stored }
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error
      this.backOff.next(key, sim.now, sim.now)
      const record = recorder.record('image-pull-failed', { image, error: error.message, backOffMs: this.backOff.get(key) })
      yield* because(record)
      recorder.event('Warning', 'Failed', `Failed to pull image "${image}": ${error.message}`)
      this.previousErrors.set(key, error.message)
      return { reason: 'ErrImagePull', message: error.message }
    } finally {
      this.pulling = false
      this.queue.shift()?.()
    }
  }

  /** Waits until no other pull is going on. */
  private *turn(): Task<void> {
    if (this.pulling) {
      yield* wait<void>((done) => {
        const mine = () => {
          this.pulling = true
          done()
        }
        this.queue.push(mine)
        return () => {
          const index = this.queue.indexOf(mine)
          if (index >= 0) this.queue.splice(index, 1)
        }
      })
    }
    this.pulling = true
  }
}

function keyOf(pod: Pod, image: string): string {
  return `${uidOf(pod)}_${image}`
}
