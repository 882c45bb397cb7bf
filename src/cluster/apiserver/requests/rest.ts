import type { ApiRequest, UserInfo } from '../interface.ts'
import { getObject, measured } from '../metrics.ts'
import type { Call } from '../registry/call.ts'
import { deleteObject } from '../registry/deletion.ts'
import { type Content, groupResource, type Resource } from '../registry/resource.ts'
import { reviews } from '../reviews.ts'
import type { ServerContext } from '../server-context.ts'
import {
  badRequest,
  methodNotAllowed,
  methodNotSupported,
  notSimulated,
  success,
  unknownPath,
  unsupportedMediaType,
} from '../status.ts'
import { wholeLog } from '../subresources/log.ts'
import { createSubresource, getSubresource, updateSubresource } from '../subresources/subresources.ts'
import { bodyOf, readBody } from './body.ts'
import { listChunk } from './chunks.ts'
import { deleteOptions } from './delete-options.ts'
import { select } from './list.ts'
import { listOptions } from './list-options.ts'
import { type PatchType, patched, patchObject } from './patch.ts'
import type { ResourcePath } from './path.ts'
import { param } from './query.ts'
import { renderList, renderObject, shapeOf } from './render.ts'
import { selectionOf } from './selection.ts'
import { checkWriteOptions } from './write-options.ts'

/** What a request to a resource is answered with. */
export interface Answer {
  readonly code: number
  readonly body: unknown
  /** JSON if absent. */
  readonly contentType?: string | undefined
}

const podResource = { group: '', version: 'v1', resource: 'pods' }

/** Finds the resource behind a path and understands the request's options. */
export function callOf(
  server: ServerContext,
  request: ApiRequest,
  path: ResourcePath,
  user: UserInfo,
  warn: (text: string) => void,
): Call {
  const resource = server.resources.find(path)
  if (!resource) throw unknownPath()
  if (resource.namespaced ? path.name && !path.namespace : path.namespace) throw unknownPath()
  if (path.subresource && !resource.subresources.some((sub) => sub.name === path.subresource)) throw unknownPath()
  if (resource.warning) warn(resource.warning)
  const agent = request.headers?.['user-agent']?.split('/')[0]
  const validation = param(request.query, 'fieldValidation')
  return {
    resource,
    subresource: path.subresource,
    namespace: path.namespace,
    name: path.name,
    user,
    by: agent || user.name,
    trusted: false,
    dryRun: param(request.query, 'dryRun') === 'All',
    fieldManager: param(request.query, 'fieldManager') || agent || 'unknown',
    explicitManager: Boolean(param(request.query, 'fieldManager')),
    fieldValidation: validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
    warn,
  }
}

/** Answers a request to a resource, a list or a subresource; streams are not for here. */
export function answer(server: ServerContext, request: ApiRequest, call: Call): Answer {
  if (call.resource.unsimulated) throw notSimulated(groupResource(call.resource))
  checkWriteOptions(request, String(request.headers?.['content-type']).startsWith('application/apply-patch'))
  if (call.name === undefined) return answerCollection(server, request, call)
  if (call.subresource) return answerSubresource(server, request, call)
  const { resource } = call
  const show = (object: Content, code = 200) => ({ code, body: shown(server, request, resource, object) })
  switch (request.method) {
    case 'GET':
      need(call, 'get')
      return show(getObject(server, call))
    case 'PUT': {
      need(call, 'update')
      const given = decodedBody(server, request, call)
      const { object, created } = server.registry.update(call, () => given)
      return show(object, created ? 201 : 200)
    }
    case 'PATCH': {
      need(call, 'patch')
      const force = param(request.query, 'force') === 'true'
      const { object, created } = patchObject(server.registry, call, patchType(request), bodyOf(request), force)
      return show(object, created ? 201 : 200)
    }
    case 'DELETE':
      need(call, 'delete')
      return answerDelete(server, request, call)
    default:
      throw methodNotAllowed()
  }
}

function answerCollection(server: ServerContext, request: ApiRequest, call: Call): Answer {
  const { resource, namespace } = call
  const { registry, etcd, sim } = server
  switch (request.method) {
    case 'GET': {
      need(call, 'list')
      if (resource.measured) return answerMeasured(server, request, call)
      const { items: stored, meta } = listChunk(etcd, resource, namespace, listOptions(request, false))
      const items = resource.convert ? stored.map(resource.convert.to) : stored
      const shape = shapeOf(request.headers?.accept, param(request.query, 'includeObject'))
      return { code: 200, body: renderList(resource, shape, items, meta, sim.wallTime) }
    }
    case 'POST': {
      need(call, 'create')
      if (resource.namespaced && !namespace) throw methodNotAllowed()
      const given = decodedBody(server, request, call)
      const review = reviews[resource.storage]
      if (review) return { code: 201, body: review(server, call, given) }
      // the older way to bind a Pod: POST …/bindings
      if (resource.storage === 'bindings') {
        const pod: Call = {
          ...call,
          resource: server.resources.get(podResource),
          name: given.metadata.name,
          subresource: 'binding',
        }
        return { code: 201, body: createSubresource(server, pod, given) }
      }
      return { code: 201, body: shown(server, request, resource, registry.create(call, given)) }
    }
    case 'DELETE': {
      need(call, 'deletecollection')
      const selection = selectionOf(resource, param(request.query, 'labelSelector'), param(request.query, 'fieldSelector'))
      const items = select(etcd, resource, namespace, selection)
      const { dryRun, ...options } = deleteOptions(request)
      for (const item of items) {
        const { name, namespace: itsNamespace } = item.metadata
        deleteObject(registry, { ...call, name, namespace: itsNamespace, dryRun }, options)
      }
      const shape = shapeOf(request.headers?.accept, param(request.query, 'includeObject'))
      const meta = { resourceVersion: String(etcd.revision) }
      return { code: 200, body: renderList(resource, shape, items, meta, sim.wallTime) }
    }
    default:
      throw methodNotAllowed()
  }
}

/** Subresources that are connections, for `session` and `portForward`. */
const streams = new Set(['attach', 'exec', 'portforward'])

function answerSubresource(server: ServerContext, request: ApiRequest, call: Call): Answer {
  const { registry } = server
  const { policies } = registry
  if (streams.has(String(call.subresource))) throw badRequest('Upgrade request required')
  const answered = (object: Content, code = 200): Answer => {
    const body = call.subresource === 'scale' ? object : shown(server, request, call.resource, object)
    return { code, body }
  }
  switch (request.method) {
    case 'GET':
      need(call, 'get')
      if (call.subresource === 'log') return { code: 200, body: wholeLog(server, request, call), contentType: 'text/plain' }
      return answered(getSubresource(server, call))
    case 'POST':
      need(call, 'create')
      return { code: 201, body: createSubresource(server, call, policies.decode(call, bodyOf(request) ?? {})) }
    case 'PUT': {
      need(call, 'update')
      const given = policies.decode(call, bodyOf(request))
      return answered(updateSubresource(server, call, () => given))
    }
    case 'PATCH': {
      need(call, 'patch')
      const type = patchType(request)
      const patch = bodyOf(request)
      if (type === 'apply' && call.subresource !== 'scale') {
        return answered(patchObject(registry, call, type, patch, param(request.query, 'force') === 'true').object)
      }
      return answered(updateSubresource(server, call, (old) => patched(registry, call, type, old, patch)))
    }
    default:
      throw methodNotAllowed()
  }
}

function answerMeasured(server: ServerContext, request: ApiRequest, call: Call): Answer {
  const { labelSelector, fieldSelector } = listOptions(request, false)
  const { filter } = selectionOf(call.resource, labelSelector, fieldSelector)
  const all = measured(server, call.resource, call.namespace)
  const shape = shapeOf(request.headers?.accept, param(request.query, 'includeObject'))
  const items = filter ? all.filter(filter) : all
  return { code: 200, body: renderList(call.resource, shape, items, { resourceVersion: '' }, server.sim.wallTime) }
}

/** The body as an object of the version that is stored. */
function decodedBody(server: ServerContext, request: ApiRequest, call: Call): Content {
  const { resource } = call
  const { value, duplicates } = readBody(request)
  const given = server.registry.policies.decode(call, value, duplicates)
  return resource.convert?.from(given) ?? given
}

function answerDelete(server: ServerContext, request: ApiRequest, call: Call): Answer {
  const { resource } = call
  const { dryRun, ...options } = deleteOptions(request)
  const { object, gone } = deleteObject(server.registry, { ...call, dryRun }, options)
  const code = !gone && options.orphanDependents === false ? 202 : 200
  if (!gone || resource.returnsDeleted) return { code, body: shown(server, request, resource, object) }
  const { name, uid } = object.metadata
  return { code, body: success({ name, ...(resource.group ? { group: resource.group } : {}), kind: resource.resource, uid }) }
}

function shown(server: ServerContext, request: ApiRequest, resource: Resource, stored: Content): unknown {
  const object = resource.convert?.to(stored) ?? stored
  const shape = shapeOf(request.headers?.accept, param(request.query, 'includeObject'))
  return renderObject(resource, shape, object, server.sim.wallTime)
}

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

function patchType(request: ApiRequest): PatchType {
  const type = patchTypes[String(request.headers?.['content-type'] ?? '').split(';')[0] as string]
  if (!type) throw unsupportedMediaType()
  return type
}

function need(call: Call, verb: string): void {
  const { resource } = call
  if (call.subresource) {
    const sub = resource.subresources.find((one) => one.name === call.subresource)
    if (!sub?.verbs.some((one) => one === verb)) throw methodNotAllowed()
    return
  }
  if (!resource.verbs.includes(verb)) throw methodNotSupported(groupResource(resource), verb)
}
