import type { Namespace, Node, Pod } from '../api/generated/types.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { Informers } from '../client/informer.ts'
import { resources } from '../client/resources.ts'
import { delays } from '../delays.ts'
import type { Simulation, Timer } from '../sim/simulation.ts'
import { bindPod } from './binding.ts'
import { SchedulerCache } from './cache.ts'
import { bestOf, findFeasible, scoreNodes } from './cycle.ts'
import { account, type Decision } from './decision.ts'
import { reportFailure } from './failure.ts'
import { fitErrorMessage } from './fit-error.ts'
import type { Plugin } from './framework.ts'
import { nodeEvent, podUpdateMatters } from './informing.ts'
import { Nominations } from './nominations.ts'
import { defaultPlugins, type PluginSources, watchedVolumeResources } from './plugins/registry.ts'
import { newPodInfo, type PodInfo } from './pod-info.ts'
import { type Preemption, preempt } from './preemption.ts'
import { type QueuedPod, SchedulingQueue } from './queue.ts'

/** What the scheduler stands on. */
export interface SchedulerDependencies {
  readonly sim: Simulation
  readonly api: Client
  readonly informers: Informers
  readonly events: EventRecorder
  /** Takes part for pods with this spec.schedulerName; `default-scheduler` if absent. */
  readonly schedulerName?: string
}

export interface Scheduler {
  start(): void
  /** Stops at once, as the process being killed: pods that wait stay Pending. It may be started again. */
  stop(): void
}

/**
 * kube-scheduler: takes one pod at a time from its queue, filters and scores the nodes, binds (schedule_one.go).
 * The binding of one pod overlaps with the cycle of the next.
 */
export function createScheduler(dependencies: SchedulerDependencies): Scheduler {
  let running: Run | undefined
  return {
    start() {
      running ??= new Run(dependencies)
    },
    stop() {
      running?.stop()
      running = undefined
    },
  }
}

/** One life of the process: all that it knows is lost when it ends. */
class Run {
  private readonly sim: Simulation
  private readonly name: string
  private readonly plugins: readonly Plugin[]
  private readonly cache: SchedulerCache
  private readonly queue: SchedulingQueue
  private readonly nominations = new Nominations()
  /** Pods whose binding is under way. */
  private readonly assumed = new Set<string>()
  private readonly random
  private readonly stops: (() => void)[] = []
  private cycleTimer: Timer | undefined
  private stopped = false

  constructor(private readonly on: SchedulerDependencies) {
    this.sim = on.sim
    this.name = on.schedulerName ?? 'default-scheduler'
    this.random = on.sim.random.stream('scheduler')
    const namespaces = on.informers.for<Namespace>(resources.namespaces)
    this.cache = new SchedulerCache((namespace) => namespaces.get(undefined, namespace)?.metadata.labels ?? {})
    const sources: PluginSources = { sim: on.sim, api: on.api, informers: on.informers, events: on.events }
    this.plugins = defaultPlugins(sources)
    this.queue = new SchedulingQueue(on.sim, this.plugins, () => this.plan())
    this.stops.push(
      on.informers.for<Node>(resources.nodes).onChange({
        added: (node) => {
          this.cache.setNode(node)
          this.queue.move({ kind: 'Node', action: 'add', node })
        },
        updated: (node, old) => {
          this.cache.setNode(node)
          const event = nodeEvent(node, old)
          if (event) this.queue.move(event)
        },
        deleted: (node) => {
          this.cache.removeNode(String(node.metadata.name))
          this.queue.move({ kind: 'Node', action: 'delete', node })
        },
      }),
      on.informers.for<Pod>(resources.pods).onChange({
        added: (pod) => this.podAdded(pod),
        updated: (pod, old) => this.podUpdated(pod, old),
        deleted: (pod) => this.podDeleted(pod),
      }),
    )
    for (const resource of watchedVolumeResources) {
      this.stops.push(
        on.informers.for(resource).onChange({
          added: (object) => this.queue.move({ kind: 'Volume', action: 'add', object }),
          updated: (object) => this.queue.move({ kind: 'Volume', action: 'update', object }),
          deleted: (object) => this.queue.move({ kind: 'Volume', action: 'delete', object }),
        }),
      )
    }
  }

  stop(): void {
    this.stopped = true
    for (const stop of this.stops) stop()
    this.sim.cancel(this.cycleTimer)
  }

  private podAdded(pod: Pod): void {
    if (isTerminal(pod)) return
    if (pod.spec?.nodeName) {
      this.cache.addPod(newPodInfo(pod), pod.spec.nodeName)
      this.queue.move({ kind: 'AssignedPod', action: 'add', pod })
      return
    }
    if ((pod.spec?.schedulerName ?? 'default-scheduler') !== this.name) return
    if (pod.status?.nominatedNodeName) this.nominations.set(newPodInfo(pod), pod.status.nominatedNodeName)
    this.queue.add(pod)
  }

  private podUpdated(pod: Pod, old: Pod): void {
    const uid = String(pod.metadata.uid)
    if (isTerminal(pod)) {
      if (!isTerminal(old)) this.podDeleted(pod)
      return
    }
    if (pod.spec?.nodeName) {
      if (!old.spec?.nodeName) {
        this.assumed.delete(uid)
        this.queue.delete(uid)
        this.nominations.delete(uid)
        this.cache.addPod(newPodInfo(pod), pod.spec.nodeName)
        this.queue.move({ kind: 'AssignedPod', action: 'add', pod })
      } else if (podUpdateMatters(pod, old)) {
        this.cache.addPod(newPodInfo(pod), pod.spec.nodeName)
        this.queue.move({ kind: 'AssignedPod', action: 'update', pod, old })
      }
      return
    }
    if ((pod.spec?.schedulerName ?? 'default-scheduler') !== this.name || this.assumed.has(uid)) return
    this.queue.update(pod, old)
  }

  private podDeleted(pod: Pod): void {
    const uid = String(pod.metadata.uid)
    this.assumed.delete(uid)
    this.queue.delete(uid)
    this.nominations.delete(uid)
    const had = this.cache.removePod(uid)
    if (had) this.queue.move({ kind: 'AssignedPod', action: 'delete', pod })
  }

  /** Makes sure that a cycle is on its way while there is something to schedule. */
  private plan(): void {
    if (this.cycleTimer || this.stopped) return
    const { ms, jitterMs } = delays.schedulingCycle
    this.cycleTimer = this.sim.after(ms + this.random.fraction() * jitterMs, () => {
      this.cycleTimer = undefined
      const queued = this.queue.pop()
      if (queued) this.sim.becauseOf(queued.cause, () => this.schedule(queued))
      if (this.queue.hasReady) this.plan()
    })
  }

  /** One scheduling cycle. */
  private schedule(queued: QueuedPod): void {
    const pod = queued.info
    if (pod.terminating) {
      this.on.events.event(pod.pod, 'Warning', 'FailedScheduling', `skip schedule deleting pod: ${pod.key}`, {
        action: 'Scheduling',
      })
      this.queue.delete(pod.uid)
      return
    }
    if (this.cache.nodes.length === 0) {
      this.refuse(queued, 'no nodes available to schedule pods', new Set(), { nodes: [] })
      return
    }
    const found = findFeasible(this.plugins, pod, this.cache, this.nominations)
    if (found.feasible.length === 0) {
      const rejectedBy = new Set<string>()
      if (found.preFilter) rejectedBy.add(found.preFilter.plugin)
      for (const rejection of found.rejections.values()) rejectedBy.add(rejection.plugin)
      const preemption = preempt(
        { ...this.on, plugins: this.plugins, cache: this.cache, nominations: this.nominations },
        pod,
        found,
      )
      const diagnosis = { nodeCount: this.cache.nodes.length, preFilter: found.preFilter, nodes: found.rejections }
      const message = fitErrorMessage({ ...diagnosis, postFilter: preemption.message })
      const told = account([], found.rejections, [], [])
      const refusal = found.preFilter ? { refusedBy: found.preFilter.plugin, reasons: found.preFilter.reasons } : {}
      this.refuse(queued, message, rejectedBy, { ...told, ...refusal }, preemption)
      return
    }
    let chosen = found.feasible[0] as (typeof found.feasible)[number]
    let told = account(found.feasible, found.rejections, [], [])
    if (found.feasible.length > 1) {
      const { scores, totals } = scoreNodes(this.plugins, pod, this.cache, found.feasible)
      const best = bestOf(totals)
      const index = best.length > 1 ? (best[this.random.below(best.length)] as number) : (best[0] as number)
      chosen = found.feasible[index] as typeof chosen
      told = account(found.feasible, found.rejections, scores, totals)
    }
    this.assume(queued, pod, chosen.name, { node: chosen.name, ...told })
  }

  private refuse(
    queued: QueuedPod,
    message: string,
    rejectedBy: ReadonlySet<string>,
    decision: Decision,
    preemption?: Preemption,
  ): void {
    const { pod } = queued.info
    const victims = preemption?.victims?.length ? { victims: preemption.victims } : {}
    const record = this.sim.record({
      what: 'unschedulable',
      by: this.name,
      subject: subjectOf(pod),
      detail: { message, ...decision, ...victims },
    })
    this.sim.becauseOf(record.id, () => {
      this.queue.refused(queued, rejectedBy)
      if (preemption?.nominatedNodeName) this.nominations.set(queued.info, preemption.nominatedNodeName)
      reportFailure(this.on, pod, 'Unschedulable', message, preemption?.nominatedNodeName)
      preemption?.carryOut?.()
    })
  }

  /** Takes the pod as placed and binds it in the background. */
  private assume(queued: QueuedPod, pod: PodInfo, nodeName: string, decision: Decision): void {
    const node = this.cache.get(nodeName)
    if (!node) return
    const record = this.sim.record({ what: 'scheduled', by: this.name, subject: subjectOf(pod.pod), detail: decision })
    this.sim.becauseOf(record.id, () => {
      this.cache.addPod(pod, nodeName)
      this.assumed.add(pod.uid)
      bindPod({ ...this.on, isStopped: () => this.stopped }, this.plugins, pod, node, this.random, (error) => {
        if (this.stopped) return
        if (error === undefined) return
        // Gone meanwhile, or somebody else placed it: the informer tells of that in its own time.
        if (!this.assumed.delete(pod.uid)) return
        this.cache.removePod(pod.uid)
        this.queue.failed(queued)
        reportFailure(this.on, pod.pod, 'SchedulerError', error)
        this.queue.move({ kind: 'AssignedPod', action: 'delete', pod: pod.pod })
      })
    })
  }
}

function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

function subjectOf({ metadata }: Pod): { kind: string; namespace: string | undefined; name: string; uid: string | undefined } {
  return { kind: 'Pod', namespace: metadata.namespace, name: String(metadata.name), uid: metadata.uid }
}
