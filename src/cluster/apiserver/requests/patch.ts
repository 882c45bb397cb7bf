import { applyJsonPatch } from '../../api/patch/json-patch.ts'
import { applyMergePatch } from '../../api/patch/merge-patch.ts'
import { PatchError } from '../../api/patch/patch-error.ts'
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts'
import { applyPatch } from '../managed-fields/apply.ts'
import { shownWithOwners } from '../managed-fields/ownership.ts'
import type { Call } from '../registry/call.ts'
import type { Registry } from '../registry/registry.ts'
import type { Content } from '../registry/resource.ts'
import { badRequest, entityTooLarge, rejected, unsupportedMediaType } from '../status.ts'

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

const maxOperations = 10_000

/** Applies a patch to a stored object and writes the outcome: apiserver/pkg/endpoints/handlers/patch.go. */
export function patchObject(
  registry: Registry,
  call: Call,
  type: PatchType,
  patch: unknown,
  force: boolean,
): { readonly object: Content; readonly created: boolean } {
  if (type === 'apply') return applyPatch(registry, call, patch, force)
  return registry.update(call, (old) => patched(registry, call, type, old, patch))
}

/** The object that a patch makes of another, decoded again unless it comes from our own components. */
export function patched(registry: Registry, call: Call, type: PatchType, old: Content, patch: unknown): Content {
  const { convert } = call.resource
  const stored = convert?.to(old) ?? old
  // a JSON patch may test or remove any path, managedFields among them
  const shown = type === 'json' && !call.trusted ? shownWithOwners(stored) : stored
  const made = madeBy(call, type, shown, patch)
  if (made === shown) return old
  const decoded = call.trusted ? (made as Content) : registry.policies.decodePatched(call, made)
  return convert?.from(decoded) ?? decoded
}

function madeBy(call: Call, type: PatchType, old: Content, patch: unknown): unknown {
  try {
    switch (type) {
      case 'json':
        if (Array.isArray(patch) && patch.length > maxOperations) {
          const message = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`
          throw entityTooLarge(message)
        }
        return applyJsonPatch(old, patch)
      case 'merge':
        return applyMergePatch(old, needObject(patch))
      default:
        if (!call.resource.definition) throw unsupportedMediaType()
        return applyStrategicMergePatch(call.resource.definition, old, needObject(patch))
    }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    if (error.stage === 'decode') throw badRequest(`error decoding patch: ${error.message}`)
    throw type === 'json' ? rejected() : badRequest(error.message)
  }
}

function needObject(patch: unknown): object {
  if (typeof patch === 'object' && patch !== null && !Array.isArray(patch)) return patch
  const what = Array.isArray(patch) ? 'array' : typeof patch
  throw badRequest(`error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`)
}
