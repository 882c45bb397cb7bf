import type { Pod } from '../../api/generated/types.ts'
import type { ApiServer } from '../../apiserver/interface.ts'
import { resources } from '../../client/resources.ts'
import { createRegistry } from '../../images/registry.ts'
import { createMachine } from '../../machine/kernel.ts'
import type { Machine } from '../../machine/machine.ts'
import { ClusterNetwork } from '../../network/cluster-network.ts'
import { type Containerd, createRuntime } from '../../runtime/containerd.ts'
import type { HistoryRecord } from '../../sim/history.ts'
import { Simulation } from '../../sim/simulation.ts'
import { bootstrap, createControlPlane } from '../../wiring/control-plane.ts'
import { createKubelet, type Kubelet } from '../kubelet.ts'

/** One node with a real API server, scheduler and controllers: where the kubelet's tests play. */
export class TestNode {
  readonly sim: Simulation
  readonly server: ApiServer
  readonly kubelets: Kubelet[] = []
  readonly machines: Machine[] = []
  readonly runtimes: Containerd[] = []
  readonly network: ClusterNetwork
  readonly registry = createRegistry()
  readonly plane: ReturnType<typeof createControlPlane>

  constructor(options: { readonly seed?: number; readonly nodes?: number } = {}) {
    this.sim = new Simulation(options.seed ?? 1, Date.parse('2026-11-21T09:00:00Z'))
    this.plane = createControlPlane(this.sim)
    this.server = this.plane.server
    bootstrap(this.server)
    this.plane.scheduler.start()
    this.plane.controllerManager.start()
    this.network = new ClusterNetwork(this.sim)
    this.network.start(this.plane.informers)
    for (let i = 0; i < (options.nodes ?? 1); i++) this.addNode(`node${String(i + 1).padStart(2, '0')}`, `10.99.0.${i + 1}`)
    this.advance(1000)
  }

  addNode(name: string, address: string): Kubelet {
    const machine = createMachine(this.sim, name, { network: this.network, addresses: [address] })
    this.machines.push(machine)
    this.network.addNode(name, address, machine.network)
    const runtime = createRuntime({ sim: this.sim, machine, network: this.network, registry: this.registry })
    this.runtimes.push(runtime)
    const kubelet = createKubelet({
      sim: this.sim,
      nodeName: name,
      api: this.plane.clientFor(`kubelet/${name}`),
      informers: this.plane.informers,
      events: this.plane.eventsFor('kubelet', name),
      machine,
      runtime,
      network: this.network,
      nodeIP: address,
      node: {},
    })
    this.server.setKubelet(name, kubelet.server)
    kubelet.start()
    this.kubelets.push(kubelet)
    return kubelet
  }

  advance(ms: number): void {
    this.sim.runUntil(this.sim.now + ms)
  }

  create(spec: unknown, name = 'p', metadata: Readonly<Record<string, unknown>> = {}): Pod {
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec }
    return this.post('/api/v1/namespaces/default/pods', body) as Pod
  }

  post(path: string, body: unknown): unknown {
    const answer = this.server.handle({ method: 'POST', path, body })
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }

  pod(name = 'p'): Pod | undefined {
    const answer = this.server.handle({ method: 'GET', path: `/api/v1/namespaces/default/pods/${name}` })
    return answer.status === 200 ? (answer.body as Pod) : undefined
  }

  delete(name = 'p', gracePeriodSeconds?: number): void {
    const body = gracePeriodSeconds === undefined ? undefined : { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds }
    this.server.handle({ method: 'DELETE', path: `/api/v1/namespaces/default/pods/${name}`, body })
  }

  /** Rows of `kubectl get pods -w`, with the second at which each appeared: `1.2 p 0/1 Completed 0`. */
  watch(): string[] {
    const rows: string[] = []
    this.server.watch(
      {
        method: 'GET',
        path: '/api/v1/namespaces/default/pods',
        query: { watch: 'true' },
        headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
      },
      (event) => {
        const table = event.object as { rows?: { cells: unknown[] }[] }
        for (const row of table.rows ?? []) {
          const text = `${row.cells.slice(0, 4).join(' ')}`.replace(/ \(.*/, '')
          if (!rows.at(-1)?.endsWith(` ${text}`)) rows.push(`${(this.sim.now / 1000).toFixed(1)} ${text}`)
        }
      },
    )
    return rows
  }

  /** `reason message (count)` of the events about a Pod, in order of their making. */
  events(name = 'p'): string[] {
    const answer = this.server.handle({ method: 'GET', path: '/api/v1/namespaces/default/events' })
    const { items } = answer.body as {
      items: { involvedObject: { name: string }; reason: string; message: string; count?: number; metadata: { name: string } }[]
    }
    return items
      .filter((event) => event.involvedObject.name === name)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      .map((event) => `${event.reason} ${event.message}${(event.count ?? 1) > 1 ? ` x${event.count}` : ''}`)
  }

  logs(name = 'p', query: Readonly<Record<string, string>> = {}): string {
    let out = ''
    const answer = this.server.logs(
      { method: 'GET', path: `/api/v1/namespaces/default/pods/${name}/log`, query },
      {
        write: (chunk) => {
          out += chunk
        },
        end: () => {},
      },
    )
    return typeof answer === 'object' ? JSON.stringify(answer.body) : out
  }

  /** Runs a command in a container to its end. */
  exec(command: readonly string[], name = 'p', container = 'main'): { output: string; ended: unknown } {
    const result = { output: '', ended: undefined as unknown }
    this.server.session(
      {
        method: 'POST',
        path: `/api/v1/namespaces/default/pods/${name}/exec`,
        query: { container, command, stdout: 'true', stderr: 'true' },
      },
      {
        stdout: (chunk) => {
          result.output += chunk
        },
        stderr: (chunk) => {
          result.output += chunk
        },
        end: (status) => {
          result.ended = status
        },
      },
    )
    this.advance(1000)
    return result
  }

  records(what: string): readonly HistoryRecord[] {
    return this.sim.history.all().filter((record) => record.what === what)
  }

  readonly resources = resources
}
