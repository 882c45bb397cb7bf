import { createApiServer } from '../apiserver/api-server.ts'
import { storeBootstrapPolicy } from '../apiserver/authorization/bootstrap.ts'
import type { ApiServer, UserInfo } from '../apiserver/interface.ts'
import { addons } from '../bootstrap/addons.ts'
import { namespaces, priorityClasses } from '../bootstrap/namespaces.ts'
import type { Client } from '../client/client.ts'
import { type Running, runController } from '../client/controller-runner.ts'
import { createClient } from '../client/direct-client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { Informers } from '../client/informer.ts'
import { createRecorder, createSeriesRecorder } from '../client/recorder.ts'
import { createInformers } from '../client/shared-informers.ts'
import { controllers } from '../controller-manager/controllers.ts'
import { Etcd } from '../etcd/etcd.ts'
import { createScheduler } from '../scheduler/scheduler.ts'
import type { Simulation } from '../sim/simulation.ts'

/** A component that can be stopped and started, as its static Pod can. */
export interface Component {
  start(): void
  stop(): void
}

/** Everything that runs on the control plane, and what the nodes need of it. */
export interface ControlPlane {
  readonly etcd: Etcd
  readonly server: ApiServer
  readonly informers: Informers
  readonly scheduler: Component
  readonly controllerManager: Component
  clientFor(component: string, user?: UserInfo): Client
  /** A recorder of a component's events; `host` for a kubelet's. */
  eventsFor(component: string, host?: string): EventRecorder
}

/** Makes the store, the server and the components; nothing runs before they are started. */
export function createControlPlane(sim: Simulation): ControlPlane {
  const etcd = new Etcd(sim)
  const server = createApiServer({ sim, etcd })
  storeBootstrapPolicy(sim, etcd)
  const informers = createInformers(sim, server)
  const clientFor = (component: string, user?: UserInfo) => createClient(server, component, user)
  const eventsFor = (component: string, host?: string) =>
    createRecorder({ sim, client: clientFor(host === undefined ? component : `${component}/${host}`), component, host })

  const schedulerClient = clientFor('default-scheduler')
  const scheduler = createScheduler({
    sim,
    api: schedulerClient,
    informers,
    events: createSeriesRecorder({ sim, client: schedulerClient, component: 'default-scheduler', action: 'Binding' }),
  })

  let running: Running[] | undefined
  const controllerManager: Component = {
    start() {
      if (running) for (const controller of running) controller.start()
      running ??= controllers.map((controller) => runController(controller, { sim, informers, clientFor, eventsFor }))
    },
    stop() {
      for (const controller of running ?? []) controller.stop()
    },
  }
  return { etcd, server, informers, scheduler, controllerManager, clientFor, eventsFor }
}

/** Writes what kubeadm leaves behind, as it would: through the server. @param kubeSystem with DNS, proxy and storage class */
export function bootstrap(server: ApiServer, kubeSystem = true): void {
  const services = kubeSystem ? addons : addons.slice(0, 1)
  for (const object of [...namespaces, ...priorityClasses, ...services]) {
    const { apiVersion, kind, metadata } = object
    const api = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    const scope = metadata.namespace ? `/namespaces/${metadata.namespace}` : ''
    const answer = server.handle({ method: 'POST', path: `${api}${scope}/${pluralOf(kind)}`, body: object })
    if (answer.status >= 300) throw new Error(`bootstrap: ${kind} ${metadata.name}: ${JSON.stringify(answer.body)}`)
  }
}

/** Only for the kinds of bootstrap/. */
function pluralOf(kind: string): string {
  return kind.endsWith('s') ? `${kind.toLowerCase()}es` : `${kind.toLowerCase()}s`
}
