import { kindInfo } from '../cluster/api/kinds.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import { applyJsonPatch } from '../cluster/api/patch/json-patch.ts'
import { applyMergePatch } from '../cluster/api/patch/merge-patch.ts'
import { applyStrategicMergePatch } from '../cluster/api/patch/strategic-merge.ts'
import { parseYaml } from '../cluster/api/yaml.ts'
import { isKubeObject } from './connection.ts'
import { KubectlError } from './errors.ts'
import type { Flag } from './flags.ts'
import type { Invocation } from './invocation.ts'

/** The flags of what generates an object that may be changed before it is sent. */
export const overrideFlags: readonly Flag[] = [
  {
    name: 'override-type',
    type: 'string',
    default: 'merge',
    usage: 'How --overrides is applied: json, merge, or strategic.',
  },
  { name: 'overrides', type: 'string', usage: 'JSON that is laid over the generated object; it must have an apiVersion.' },
]

/** The generated object with `--overrides` laid over it, as `--override-type` says (cmdutil's NewOverrideOptions). */
export function overridden(k: Invocation, object: KubeObject): KubeObject {
  const text = k.flags.string('overrides')
  if (text === '') return object
  const type = k.flags.string('override-type')
  if (!['json', 'merge', 'strategic'].includes(type))
    throw new KubectlError(`invalid override type: ${type}, must be one of [json merge strategic]`)
  const patch = parseYaml(text)
  const definition = kindInfo(object.apiVersion, object.kind)?.definition
  const patched =
    type === 'json'
      ? applyJsonPatch(object, patch)
      : type === 'strategic'
        ? applyStrategicMergePatch(definition, object, patch)
        : applyMergePatch(object, patch)
  if (!isKubeObject(patched)) throw new KubectlError('the overrides leave no object')
  return patched
}
