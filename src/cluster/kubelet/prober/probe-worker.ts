import type { ContainerStatus, Probe } from '../../api/generated/types.ts'
import { parseTime } from '../../api/object.ts'
import { type RunningTask, run, type Task } from '../../runtime/task.ts'
import type { Timer } from '../../sim/simulation.ts'
import { containerRecorder } from '../container-recorder.ts'
import type { KubeletContext } from '../context.ts'
import type { ProbeResult } from '../pod-actions.ts'
import { type AnyContainer, findContainer, isTerminalPhase, specOf } from '../pod-spec.ts'
import { type HandlerResult, runHandler } from './handlers.ts'

export type ProbeType = 'startup' | 'readiness' | 'liveness'

export interface ProbeOutlet {
  set(containerId: string, result: ProbeResult): void
  forget(containerId: string): void
  ended(): void
}

const initialResult: Readonly<Record<ProbeType, ProbeResult>> = {
  startup: 'unknown',
  readiness: 'failure',
  liveness: 'success',
}

const titles: Readonly<Record<ProbeType, string>> = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' }

/** A failing handler is asked again at once, so often. */
const maxProbeTries = 3

/** One probe of one container, with its own clock: kubelet/prober/worker.go. */
export class ProbeWorker {
  private containerId = ''
  private onHold = false
  private lastResult: ProbeResult | undefined
  private runLength = 0
  private timer: Timer | undefined
  private beganAt = 0
  private probing: RunningTask | undefined
  private triggered = false
  private stopped = false
  /** Of the last try, for people to look at. */
  lastTry: { readonly at: number; readonly output: string; readonly result: ProbeResult } | undefined

  constructor(
    private readonly context: KubeletContext,
    private readonly uid: string,
    private readonly container: AnyContainer,
    readonly type: ProbeType,
    private readonly probe: Probe,
    private readonly outlet: ProbeOutlet,
  ) {}

  private get periodMs(): number {
    return (this.probe.periodSeconds ?? 10) * 1000
  }

  /** @param kubeletStartedAt probes of a kubelet that has just started are spread over their period */
  start(kubeletStartedAt: number): void {
    const { sim, random } = this.context
    const fresh = sim.now - kubeletStartedAt < this.periodMs
    this.beganAt = sim.now + (fresh ? random.fraction() * this.periodMs : 0)
    this.timer = sim.at(this.beganAt, () => this.tick())
  }

  stop(): void {
    this.stopped = true
    this.context.sim.cancel(this.timer)
    this.timer = undefined
    this.probing?.cancel()
    this.probing = undefined
  }

  /** Probes now rather than at the next tick (readiness of a container that has just started). */
  trigger(): void {
    if (this.stopped || this.triggered) return
    if (this.probing) return
    this.triggered = true
    this.context.sim.soon(() => {
      this.triggered = false
      if (this.stopped || this.probing) return
      this.context.sim.cancel(this.timer)
      this.tick()
    })
  }

  private tick(): void {
    this.timer = undefined
    let goOn = true
    let done = false
    const task = run(this.context.sim, this.doProbe(), (result) => {
      goOn = result
      done = true
      this.probing = undefined
      if (this.stopped) return
      if (!goOn) {
        this.stop()
        this.outlet.ended()
        return
      }
      const { sim } = this.context
      const turns = Math.floor((sim.now - this.beganAt) / this.periodMs + 1e-9) + 1
      // The clock does not inherit the cause of what it saw last.
      this.timer = sim.becauseOf(undefined, () => sim.at(this.beganAt + turns * this.periodMs, () => this.tick()))
    })
    if (!done) this.probing = task
  }

  /** @returns whether to go on */
  private *doProbe(): Task<boolean> {
    const { context, container } = this
    const pod = context.podOf(this.uid)
    const status = context.statuses.get(this.uid)
    if (!pod) return false
    if (!status) return true
    if (isTerminalPhase(status.phase)) return false
    const seen = findStatus(status.containerStatuses, container.name) ?? findStatus(status.initContainerStatuses, container.name)
    if (!seen?.containerID) return true
    const id = seen.containerID.slice('containerd://'.length)
    if (id !== this.containerId) {
      if (this.containerId !== '') this.outlet.forget(this.containerId)
      this.containerId = id
      this.outlet.set(id, initialResult[this.type])
      this.onHold = false
    }
    if (this.onHold) return true
    if (!seen.state?.running) {
      this.outlet.set(id, 'failure')
      const policy = container.restartPolicy ?? specOf(pod).restartPolicy ?? 'Always'
      return !seen.state?.terminated || policy !== 'Never'
    }
    if (pod.metadata.deletionTimestamp !== undefined && this.type !== 'readiness') {
      this.outlet.set(id, 'success')
      return false
    }
    const runningFor = Math.floor((context.sim.wallTime - parseTime(seen.state.running.startedAt)) / 1000)
    if (runningFor < (this.probe.initialDelaySeconds ?? 0)) return true
    if ((seen.started === true) === (this.type === 'startup')) return true

    const outcome = yield* this.ask(id)
    if (!outcome || this.stopped) return true
    this.judge(id, outcome)
    return true
  }

  /** Tries up to three times where the handler itself fails; what stays an error counts for nothing. */
  private *ask(id: string): Task<HandlerResult | undefined> {
    const { context, container } = this
    const pod = context.podOf(this.uid)
    if (!pod) return undefined
    const role = findContainer(pod, container.name)?.role ?? 'app'
    const recorder = containerRecorder(context.sim, context.events, context.by, pod, container.name, role)
    let result: HandlerResult = { outcome: 'error', output: '' }
    for (let tries = 0; tries < maxProbeTries; tries++) {
      result = yield* runHandler(context, pod, container, id, this.probe)
      if (result.outcome !== 'error') break
    }
    const title = titles[this.type]
    this.lastTry = { at: context.sim.now, output: result.output, result: result.outcome === 'success' ? 'success' : 'failure' }
    if (result.outcome === 'error') {
      recorder.record('probe-errored', { probe: this.type, error: result.output })
      recorder.event('Warning', 'Unhealthy', `${title} probe errored and resulted in unknown state: ${result.output}`)
      return undefined
    }
    if (result.outcome === 'failure') {
      const record = recorder.record('probe-failed', {
        probe: this.type,
        output: result.output,
        run: this.lastResult === 'failure' ? this.runLength + 1 : 1,
        threshold: this.probe.failureThreshold ?? 3,
      })
      context.sim.becauseOf(record, () => recorder.event('Warning', 'Unhealthy', `${title} probe failed: ${result.output}`))
      return { ...result, record }
    }
    if (result.warning !== undefined) recorder.event('Warning', 'ProbeWarning', `${title} probe warning: ${result.warning}`)
    if (this.lastResult === 'success') return result
    return { ...result, record: recorder.record('probe-passed', { probe: this.type }) }
  }

  private judge(id: string, outcome: HandlerResult): void {
    const result: ProbeResult = outcome.outcome === 'success' ? 'success' : 'failure'
    if (result === this.lastResult) this.runLength++
    else {
      this.lastResult = result
      this.runLength = 1
    }
    if (result === 'failure' && this.runLength < (this.probe.failureThreshold ?? 3)) return
    if (result === 'success' && this.runLength < (this.probe.successThreshold ?? 1)) return
    this.context.sim.becauseOf(outcome.record ?? this.context.sim.cause, () => this.outlet.set(id, result))
    if ((this.type === 'liveness' && result === 'failure') || this.type === 'startup') {
      // Nothing more to say about this container.
      this.onHold = true
      this.runLength = 0
      if (this.type === 'startup' && result === 'success') this.lastResult = undefined
    }
  }
}

function findStatus(statuses: readonly ContainerStatus[] | undefined, name: string): ContainerStatus | undefined {
  return statuses?.find((status) => status.name === name)
}
