import { decode } from '../api/decode.ts'
import type { FieldError } from '../api/field-errors.ts'
import { bodyDefinition, kindInfo } from '../api/kinds.ts'
import type { KubeObject } from '../api/object.ts'
import type { Etcd } from '../etcd/etcd.ts'
import { admit, admitValidating } from './admission/admission.ts'
import type { AdmissionRequest, PolicyContext } from './admission/context.ts'
import { createRbacAuthorizer } from './authorization/rbac.ts'
import type { Authorizer } from './authorizing.ts'
import { checkDefinition, definitionStorage } from './custom/definitions.ts'
import { checkCustom, decodeCustom } from './custom/objects.ts'
import { applyDefaults } from './defaults/defaults.ts'
import type { Operation, Policies } from './policies.ts'
import type { Call } from './registry/call.ts'
import type { Registry } from './registry/registry.ts'
import { apiVersionOf, type Content } from './registry/resource.ts'
import { withStructures } from './requests/go-zero.ts'
import { badRequest, invalid } from './status.ts'
import { validateCreate, validateUpdate } from './validation/validate.ts'
import { warningsFor } from './validation/warnings.ts'

/** How upstream's table of types calls itself in errors. */
const scheme = 'k8s/pkg/api/legacyscheme/scheme.go:30'

/** The kind that a call's bodies have: the resource's own, or the subresource's. */
function bodyKind(call: Call): {
  readonly apiVersion: string
  readonly version: string
  readonly kind: string
  readonly definition: string | undefined
} {
  const { resource } = call
  const sub = call.subresource ? resource.subresources.find((one) => one.name === call.subresource)?.kind : undefined
  if (!sub)
    return { apiVersion: apiVersionOf(resource), version: resource.version, kind: resource.kind, definition: resource.definition }
  const apiVersion = apiVersionOf(sub)
  return { apiVersion, version: sub.version, kind: sub.kind, definition: bodyDefinition(apiVersion, sub.kind) }
}

function admissionRequest(
  call: Call,
  operation: Operation,
  object: KubeObject | undefined,
  oldObject: KubeObject | undefined,
): AdmissionRequest {
  const { group, version, resource, kind } = call.resource
  const name = call.name ?? object?.metadata.name
  const { subresource, namespace } = call
  return { operation, group, version, resource, kind, subresource, namespace, name, object, oldObject }
}

/** What plugins and validation may see and do. */
function policyContext(registry: Registry, call: Call): PolicyContext {
  const { etcd, sim } = registry
  return {
    sim,
    user: call.user,
    dryRun: call.dryRun,
    warn: call.warn,
    get: (resource, namespace, name) => etcd.get(resource, namespace === undefined ? name : `${namespace}/${name}`),
    list: (resource, namespace) => etcd.list(resource, namespace),
    put: call.dryRun ? undefined : (resource, object) => void etcd.put(resource, object, { by: 'kube-apiserver' }),
  }
}

/** Role based access control over what the store holds. */
export function createAuthorizer(etcd: Etcd): Authorizer {
  return createRbacAuthorizer({
    get: (resource, key) => etcd.get(resource, key),
    list: (resource, namespace) => etcd.list(resource, namespace),
  })
}

/** Custom resources and their definitions have no generated schema. */
function checkByDefinition({ resource }: Call, object: Content): readonly FieldError[] {
  if (resource.definition) return []
  return resource.storage === definitionStorage ? checkDefinition(object) : checkCustom(resource, object)
}

/** Decoding, defaults, admission and validation as the server uses them. */
export const policies: Policies = {
  decode(call, body, duplicates) {
    const { apiVersion, version, kind, definition } = bodyKind(call)
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw badRequest(`the object provided is unrecognized (must be of type ${kind})`)
    }
    const given = body as Record<string, unknown>
    if (given.apiVersion !== undefined && given.apiVersion !== apiVersion) {
      const message = `the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`
      throw badRequest(message)
    }
    if (given.kind !== undefined && given.kind !== kind) {
      const known = typeof given.kind === 'string' && kindInfo(apiVersion, given.kind) !== undefined
      const why = known
        ? `converting (${version}.${given.kind}) to (${kind}): unknown conversion`
        : `no kind "${given.kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`
      throw badRequest(`${given.kind} in version "${version}" cannot be handled as a ${kind}: ${why}`)
    }
    if (call.resource.openApiSchema && !call.subresource)
      return decodeCustom(call, { ...given, apiVersion, kind }) as object as Content
    if (!definition) return { metadata: {}, ...given, apiVersion, kind }
    const { object, error, warnings } = decode(definition, body, { fieldValidation: call.fieldValidation, duplicates })
    if (error !== undefined) throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error}`)
    for (const warning of warnings) call.warn(warning)
    return { metadata: {}, ...withStructures(definition, object), apiVersion, kind } satisfies Content
  },
  decodePatched(call, made) {
    const { apiVersion, kind, definition } = bodyKind(call)
    if (call.resource.openApiSchema && call.subresource !== 'scale') {
      return decodeCustom(call, { ...(made as object), apiVersion, kind }) as object as Content
    }
    if (!definition) return { metadata: {}, ...(made as object), apiVersion, kind }
    const { object, error, errors, warnings } = decode(definition, made, { fieldValidation: call.fieldValidation })
    if (error !== undefined) {
      if (error.startsWith('strict decoding error: ')) throw badRequest(error)
      const message = `Invalid value: ${JSON.stringify(JSON.stringify(made))}: ${errors[0] ?? error}`
      throw invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', field: 'patch', message }])
    }
    for (const warning of warnings) call.warn(warning)
    return { metadata: {}, ...withStructures(definition, object), apiVersion, kind } satisfies Content
  },
  decodeApplied(call, config) {
    const { apiVersion, version, kind, definition } = bodyKind(call)
    const { metadata = {}, ...given } = config as Partial<Content>
    if (given.apiVersion !== apiVersion || given.kind !== kind) {
      const [a, b] = [`${given.apiVersion}, Kind=${given.kind}`, `${apiVersion}, Kind=${kind}`]
      throw badRequest(`invalid object type: ${a}, expected ${b}`)
    }
    if (!definition) return { ...given, metadata, apiVersion, kind }
    const { object, error, errors, warnings } = decode(definition, config, { fieldValidation: call.fieldValidation })
    if (error !== undefined && call.fieldValidation === 'Strict' && error.startsWith('strict decoding error: ')) {
      throw badRequest(`error strict decoding YAML: ${errors.join(', ')}`)
    }
    if (error !== undefined) throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error}`)
    for (const warning of warnings) call.warn(warning)
    return { metadata, ...object, apiVersion, kind } satisfies Content
  },
  complete: ({ definition }, object) =>
    definition ? (withStructures(definition, { ...object }) as Record<string, unknown> & Content) : object,
  applyDefaults: (_resource, object) => applyDefaults(object),
  admit: (registry, call, operation, object, old) =>
    admit(admissionRequest(call, operation, object, old), policyContext(registry, call)),
  admitted(registry, call, operation, object, old) {
    admitValidating(admissionRequest(call, operation, object, old), policyContext(registry, call))
  },
  validateCreate: (_registry, call, object) => [...validateCreate(object), ...checkByDefinition(call, object)],
  validateUpdate: (_registry, call, object, old) => {
    const errors = validateUpdate(object, old, call.subresource)
    return call.resource.definition ? errors : [...errors, ...checkByDefinition(call, object)]
  },
  warningsFor: (_call, object, old) => warningsFor(object, old),
}
