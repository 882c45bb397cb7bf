import type { ApiRequest } from '../interface.ts'
import type { Answer } from '../requests/rest.ts'
import type { ServerContext } from '../server-context.ts'
import { methodNotAllowed, unknownPath } from '../status.ts'
import { discover } from './discovery.ts'
import { documentPath, openApiDocument, openApiIndex } from './openapi.ts'

/** What `/version` says. */
export const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-06-10T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
}

const checks = ['ping', 'log', 'etcd', 'poststarthook/start-apiextensions-controllers', 'poststarthook/rbac/bootstrap-roles']

/** Answers a path that names no resource. */
export function answerNonResource(server: ServerContext, request: ApiRequest): Answer {
  if (request.method !== 'GET') throw methodNotAllowed()
  const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path
  switch (path) {
    case '/version':
      return { code: 200, body: version }
    case '/healthz':
    case '/livez':
    case '/readyz':
      return health(path.slice(1), request)
    case '/':
      return { code: 200, body: { paths: rootPaths(server) } }
    case '/openapi/v3':
      return { code: 200, body: openApiIndex(server.resources.simulated()) }
    default:
      if (path.startsWith('/openapi/v3/')) return document(server, path.slice('/openapi/v3/'.length))
      return discover(server, request) ?? notServed()
  }
}

function document(server: ServerContext, path: string): Answer {
  const resources = server.resources.simulated().filter((resource) => documentPath(resource) === path)
  if (resources.length === 0) throw unknownPath()
  return { code: 200, body: openApiDocument(resources, server.docs) }
}

function notServed(): never {
  throw unknownPath()
}

/** A server that answers is well; the list of checks stands in for upstream's longer one. */
function health(name: string, request: ApiRequest): Answer {
  const verbose = request.query?.verbose !== undefined
  const lines = checks.map((check) => `[+]${check} ok\n`).join('')
  return { code: 200, body: verbose ? `${lines}${name} check passed\n` : 'ok', contentType: 'text/plain; charset=utf-8' }
}

function rootPaths(server: ServerContext): readonly string[] {
  const paths = new Set(['/api', '/api/v1', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'])
  for (const { group, version } of server.resources.all()) {
    if (!group) continue
    paths.add(`/apis/${group}`)
    paths.add(`/apis/${group}/${version}`)
  }
  return [...paths].sort()
}
