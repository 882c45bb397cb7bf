import type { Event, Pod, Service } from '../api/generated/types.ts'
import type { Etcd } from '../etcd/etcd.ts'
import type { Simulation } from '../sim/simulation.ts'
import { authenticate } from './authentication/authenticate.ts'
import { impersonated } from './authentication/impersonate.ts'
import { Tokens } from './authentication/tokens.ts'
import { needPathPermission, needPermission, verbOf } from './authorizing.ts'
import { Broadcast } from './broadcast.ts'
import { serveDefinitions } from './custom/definitions.ts'
import { directAccess } from './direct.ts'
import { answerNonResource } from './discovery/non-resource.ts'
import type { ApiRequest, ApiResponse, ApiServer, KubeletServer, UserInfo } from './interface.ts'
import { keepKubernetesService } from './kubernetes-service.ts'
import { serveMetrics } from './metrics.ts'
import type { Call } from './registry/call.ts'
import { expireEvents } from './registry/event-ttl.ts'
import { Registry } from './registry/registry.ts'
import { ResourceSet } from './registry/resource-set.ts'
import { builtInResources } from './registry/resources.ts'
import { parsePath } from './requests/path.ts'
import { flag } from './requests/query.ts'
import { type Answer, answer, callOf } from './requests/rest.ts'
import { startWatch } from './requests/watch.ts'
import type { ServerContext } from './server-context.ts'
import { badRequest, internalError, StatusError, unknownPath } from './status.ts'
import { streamLog } from './subresources/log.ts'
import { openPort, openSession } from './subresources/session.ts'
import { createAuthorizer, policies } from './wiring.ts'

export interface ApiServerOptions {
  readonly sim: Simulation
  readonly etcd: Etcd
}

/** The server: authenticates, authorises and understands requests, and hands them to the registry. */
export function createApiServer({ sim, etcd }: ApiServerOptions): ApiServer {
  const server: ServerContext = {
    sim,
    etcd,
    registry: new Registry(sim, etcd, policies),
    resources: new ResourceSet(builtInResources),
    broadcast: new Broadcast(sim, etcd),
    tokens: new Tokens(sim),
    authorizer: createAuthorizer(etcd),
    metrics: undefined,
    docs: {},
    kubelets: new Map<string, KubeletServer>(),
  }
  addIndexes(etcd)
  expireEvents(sim, etcd)
  serveDefinitions(server)
  const direct = directAccess(server)
  return {
    direct,
    handle(request) {
      const warnings: string[] = []
      try {
        const { code, body, contentType = 'application/json' } = answered(server, request, warnings)
        return { status: code, headers: { 'content-type': contentType }, body, warnings }
      } catch (error) {
        return refused(server, error, warnings)
      }
    },
    watch: (request, onEvent, onEnd) =>
      stream(server, request, 'watch', (call) => startWatch(server, request, call, onEvent, onEnd)),
    logs: (request, sink) => stream(server, request, 'get', (call) => streamLog(server, request, call, sink)),
    // a WebSocket is a GET, but running something is a creation
    session: (request, sink) => stream(server, request, 'create', (call) => openSession(server, request, call, sink)),
    portForward: (request, sink) => stream(server, request, 'create', (call) => openPort(server, request, call, sink)),
    advertise: (address) => keepKubernetesService(server, direct, address),
    setMetrics: (source) => serveMetrics(server, source),
    setDocs(docs) {
      server.docs = docs
    },
    setKubelet(nodeName, kubelet) {
      if (kubelet) server.kubelets.set(nodeName, kubelet)
      else server.kubelets.delete(nodeName)
    },
  }
}

/** Indexes for what is looked up often: Pods of a node, events of an object, the holder of an address. */
function addIndexes(etcd: Etcd): void {
  etcd.addIndex('pods', 'spec.nodeName', (object) => (object as Pod).spec?.nodeName ?? '')
  etcd.addIndex('services', 'spec.clusterIP', (object) => (object as Service).spec?.clusterIP ?? '')
  etcd.addIndex('events', 'involvedObject.uid', (object) => (object as Event).involvedObject?.uid ?? '')
}

function answered(server: ServerContext, request: ApiRequest, warnings: string[]): Answer {
  const user = userOf(server, request)
  const path = parsePath(request.path)
  if (!path) {
    needPathPermission(server.authorizer, user, request.method, request.path)
    return answerNonResource(server, request)
  }
  const call = callOf(server, request, path, user, (text) => {
    if (!warnings.includes(text)) warnings.push(text)
  })
  const watching = flag(request.query, 'watch')
  needPermission(server.authorizer, call, verbOf(request.method, path.name !== undefined, watching))
  if (watching) throw badRequest('a watch is a stream')
  return answer(server, request, call)
}

function stream<T>(server: ServerContext, request: ApiRequest, verb: string, open: (call: Call) => T): T | ApiResponse {
  try {
    const path = parsePath(request.path)
    if (!path) throw unknownPath()
    const call = callOf(server, request, path, userOf(server, request), () => {})
    needPermission(server.authorizer, call, verb)
    return open(call)
  } catch (error) {
    return refused(server, error, [])
  }
}

function userOf(server: ServerContext, request: ApiRequest): UserInfo {
  const user = authenticate(request, server.sim, server.etcd, server.tokens)
  return impersonated(request, user, server.authorizer)
}

/**
 * The answer for what was thrown. A fault of ours is told to the client as the 500 that a panic is upstream, and kept
 * in the history with its stack, so that it is seen.
 */
function refused(server: ServerContext, error: unknown, warnings: readonly string[]): ApiResponse {
  if (!(error instanceof StatusError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    server.sim.record({ by: 'kube-apiserver', what: 'fault', detail: { text } })
    return refused(server, internalError(error instanceof Error ? error.message : String(error)), warnings)
  }
  const { status } = error
  return { status: status.code ?? 500, headers: { 'content-type': 'application/json' }, body: status, warnings }
}
