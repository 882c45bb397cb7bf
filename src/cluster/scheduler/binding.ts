import { ApiError, type Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import { resources } from '../client/resources.ts'
import { delays } from '../delays.ts'
import type { Random } from '../sim/random.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { Plugin } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

interface BindingDependencies {
  readonly sim: Simulation
  readonly api: Client
  readonly events: EventRecorder
  /** The process has ended: what was on its way is not carried out. */
  readonly isStopped: () => boolean
}

/**
 * The binding cycle: Reserve, PreBind, and DefaultBinder's POST to pods/binding. `done` is called once, with the
 * error if the pod could not be bound; what was reserved has been given back by then.
 */
export function bindPod(
  { sim, api, events, isStopped }: BindingDependencies,
  plugins: readonly Plugin[],
  pod: PodInfo,
  node: NodeInfo,
  random: Random,
  done: (error?: string) => void,
): void {
  const giveUp = (error: string): void => {
    for (const plugin of plugins) plugin.unreserve?.(pod, node)
    done(error)
  }
  for (const plugin of plugins) {
    const error = plugin.reserve?.(pod, node)
    if (error !== undefined) {
      giveUp(`running Reserve plugin "${plugin.name}": ${error}`)
      return
    }
  }
  const preBinds = plugins.filter((plugin) => plugin.preBind)
  const bind = (): void => {
    if (isStopped()) return
    try {
      api.create(
        resources.pods,
        {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { namespace: pod.namespace, name: pod.pod.metadata.name, uid: pod.uid },
          target: { kind: 'Node', name: node.name },
        },
        { subresource: 'binding', name: String(pod.pod.metadata.name) },
      )
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      giveUp(`binding rejected: ${error.message}`)
      return
    }
    events.event(pod.pod, 'Normal', 'Scheduled', `Successfully assigned ${pod.key} to ${node.name}`, { action: 'Binding' })
    done()
  }
  const preBind = (from: number): void => {
    const plugin = preBinds[from]
    if (!plugin?.preBind) {
      const { ms, jitterMs } = delays.binding
      sim.after(ms + random.fraction() * jitterMs, bind)
      return
    }
    plugin.preBind(pod, node, (error) => {
      if (error === undefined) preBind(from + 1)
      else giveUp(`running PreBind plugin "${plugin.name}": ${error}`)
    })
  }
  preBind(0)
}
