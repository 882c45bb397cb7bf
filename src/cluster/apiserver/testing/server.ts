import { Etcd } from '../../etcd/etcd.ts'
import { Simulation } from '../../sim/simulation.ts'
import { createApiServer } from '../api-server.ts'
import type { ApiRequest, ApiResponse, ApiServer, Status } from '../interface.ts'

export interface TestServer {
  readonly sim: Simulation
  readonly etcd: Etcd
  readonly api: ApiServer
  ask(method: ApiRequest['method'], path: string, body?: unknown, more?: Partial<ApiRequest>): ApiResponse
  /** The text of a refusal, or `fine`. */
  why(method: ApiRequest['method'], path: string, body?: unknown, more?: Partial<ApiRequest>): string
}

/** A server with nothing but the namespace `default` and its ServiceAccount, on 2026-11-21 at 9 o'clock. */
export function startServer(options: { readonly logLimit?: number } = {}): TestServer {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  const etcd = new Etcd(sim, options.logLimit)
  const api = createApiServer({ sim, etcd })
  const ask: TestServer['ask'] = (method, path, body, more = {}) => api.handle({ method, path, body, ...more })
  ask('POST', '/api/v1/namespaces', { metadata: { name: 'default' } })
  ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } })
  const why: TestServer['why'] = (...request) => {
    const { status, body } = ask(...request)
    return status < 400 ? 'fine' : String((body as Status).message)
  }
  return { sim, etcd, api, ask, why }
}

export const pods = '/api/v1/namespaces/default/pods'
export const configMaps = '/api/v1/namespaces/default/configmaps'
export const services = '/api/v1/namespaces/default/services'
export const deployments = '/apis/apps/v1/namespaces/default/deployments'

/** A Pod of one busybox container. */
export function pod(name: string, metadata: object = {}, spec: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'main', image: 'busybox' }], ...spec },
  }
}

export const patchHeaders = (type: 'json' | 'merge' | 'strategic' | 'apply') => ({
  'content-type':
    type === 'apply'
      ? 'application/apply-patch+yaml'
      : `application/${type === 'strategic' ? 'strategic-merge' : type}-patch+json`,
})

export const tableHeaders = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }
