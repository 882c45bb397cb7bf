import type { Simulation } from '../sim/simulation.ts'
import { ApiError, type Client } from './client.ts'
import type { Controller, ControllerContext } from './controller.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { Informers } from './informer.ts'
import { WorkQueue } from './work-queue.ts'

export interface RunnerOptions {
  readonly sim: Simulation
  readonly informers: Informers
  /** A client and a recorder that speak as the controller. */
  readonly clientFor: (controller: string) => Client
  readonly eventsFor: (controller: string) => EventRecorder
}

/** A controller at work. */
export interface Running {
  /** Ends its watches and forgets its queue, as the process's end would. */
  stop(): void
  /** Begins anew: everything that exists is told again. */
  start(): void
  readonly running: boolean
}

/** Runs a controller: its watches feed its queue, its queue calls `reconcile`, whatever that throws is tried again. */
export function runController(controller: Controller, options: RunnerOptions): Running {
  const { sim, informers } = options
  const context: ControllerContext = {
    sim,
    informers,
    api: options.clientFor(controller.name),
    events: options.eventsFor(controller.name),
    enqueue: (key, delayMs) => queue.add(key, delayMs),
  }
  const queue = new WorkQueue(sim, (key) => controller.reconcile(key, context), onlyRefusals)
  let ends: (() => void)[] = []
  const start = () => {
    queue.start()
    ends = controller.watches.map(({ resource, keys }) => {
      const add = (found: readonly string[]) => {
        for (const key of found) queue.add(key)
      }
      return informers.for(resource).onChange({
        added: (object) => add(keys(object, context)),
        updated: (object, old) => add(keys(object, context, old)),
        deleted: (object) => add(keys(object, context)),
      })
    })
    controller.start?.(context)
  }
  start()
  return {
    get running() {
      return ends.length > 0
    },
    stop() {
      for (const end of ends) end()
      ends = []
      queue.stop()
    },
    start() {
      if (ends.length === 0) start()
    },
  }
}

/** Refusals of the server are a controller's daily bread; anything else is a fault of ours and must be seen. */
function onlyRefusals(_key: string, error: unknown): void {
  if (!(error instanceof ApiError)) throw error
}
