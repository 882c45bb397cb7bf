import type { Event, Pod, Service } from '../api/generated/types.ts'
import type { Etcd } from '../etcd/etcd.ts'
import type { Simulation } from '../sim/simulation.ts'
import { Broadcast } from './broadcast.ts'
import { directAccess } from './direct.ts'
import { answerNonResource } from './discovery/non-resource.ts'
import type { ApiRequest, ApiResponse, ApiServer, KubeletServer, UserInfo } from './interface.ts'
import type { Call } from './registry/call.ts'
import { Registry } from './registry/registry.ts'
import { ResourceSet } from './registry/resource-set.ts'
import { builtInResources } from './registry/resources.ts'
import { parsePath } from './requests/path.ts'
import { answer, callOf } from './requests/rest.ts'
import { startWatch } from './requests/watch.ts'
import type { ServerContext } from './server-context.ts'
import { StatusError, unknownPath } from './status.ts'
import { streamLog } from './subresources/log.ts'
import { openPort, openSession } from './subresources/session.ts'
import { policies } from './wiring.ts'

export interface ApiServerOptions {
  readonly sim: Simulation
  readonly etcd: Etcd
}

/** Who asks if a request does not say. */
export const admin: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }

/** The server: parses and authorises requests, and hands them to the registry. */
export function createApiServer({ sim, etcd }: ApiServerOptions): ApiServer {
  const server: ServerContext = {
    sim,
    etcd,
    registry: new Registry(sim, etcd, policies),
    resources: new ResourceSet(builtInResources),
    broadcast: new Broadcast(sim, etcd),
    kubelets: new Map<string, KubeletServer>(),
  }
  const understand = (request: ApiRequest, warnings: string[]) => {
    const path = parsePath(request.path)
    if (!path) return undefined
    return callOf(server, request, path, request.user ?? admin, (text) => {
      if (!warnings.includes(text)) warnings.push(text)
    })
  }
  const stream = <T>(request: ApiRequest, open: (call: Call) => T): T | ApiResponse => {
    try {
      const call = understand(request, [])
      if (!call) throw unknownPath()
      return open(call)
    } catch (error) {
      return refused(error, [])
    }
  }
  etcd.addIndex('pods', 'spec.nodeName', (object) => (object as Pod).spec?.nodeName ?? '')
  etcd.addIndex('services', 'spec.clusterIP', (object) => (object as Service).spec?.clusterIP ?? '')
  etcd.addIndex('events', 'involvedObject.uid', (object) => (object as Event).involvedObject.uid ?? '')
  return {
    direct: directAccess(server),
    handle(request) {
      const warnings: string[] = []
      try {
        const call = understand(request, warnings)
        const {
          code,
          body,
          contentType = 'application/json',
        } = call ? answer(server, request, call) : answerNonResource(server, request)
        return { status: code, headers: { 'content-type': contentType }, body, warnings }
      } catch (error) {
        return refused(error, warnings)
      }
    },
    watch: (request, onEvent, onEnd) => stream(request, (call) => startWatch(server, request, call, onEvent, onEnd)),
    logs: (request, sink) => stream(request, (call) => streamLog(server, request, call, sink)),
    session: (request, sink) => stream(request, (call) => openSession(server, request, call, sink)),
    portForward: (request, sink) => stream(request, (call) => openPort(server, request, call, sink)),
    setKubelet(nodeName, kubelet) {
      if (kubelet) server.kubelets.set(nodeName, kubelet)
      else server.kubelets.delete(nodeName)
    },
  }
}

/** The answer for what was thrown; faults of ours go on. */
function refused(error: unknown, warnings: readonly string[]): ApiResponse {
  if (!(error instanceof StatusError)) throw error
  const { status } = error
  return { status: status.code ?? 500, headers: { 'content-type': 'application/json' }, body: status, warnings }
}
