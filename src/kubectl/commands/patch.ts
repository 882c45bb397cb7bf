import { kindInfo } from '../../cluster/api/kinds.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { applyJsonPatch } from '../../cluster/api/patch/json-patch.ts'
import { applyMergePatch } from '../../cluster/api/patch/merge-patch.ts'
import { PatchError } from '../../cluster/api/patch/patch-error.ts'
import { applyStrategicMergePatch } from '../../cluster/api/patch/strategic-merge.ts'
import { parseYaml } from '../../cluster/api/yaml.ts'
import type { Command } from '../command.ts'
import { isKubeObject } from '../connection.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { dryRunFlag, fieldManagerFlag, fileFlags, localFlag, printFlags } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { equalJson } from '../json-value.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { type Found, findObjects } from '../resource-arguments.ts'

export const patch: Command = {
  name: 'patch',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]',
  short: 'Update fields of a resource',
  long: 'Update fields of a resource with a strategic merge patch, a JSON merge patch, or a JSON patch. JSON and YAML are accepted.',
  examples: `
# Mark a node as unschedulable
kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'

# Another image; the container is found by its name
kubectl patch pod valid-pod -p '{"spec":{"containers":[{"name":"web","image":"new image"}]}}'

# The same with a JSON patch, by position
kubectl patch pod valid-pod --type='json' -p='[{"op":"replace","path":"/spec/containers/0/image","value":"new image"}]'

# The replicas of a deployment, through its scale subresource
kubectl patch deployment nginx --subresource='scale' --type='merge' -p '{"spec":{"replicas":2}}'`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to change.'),
    dryRunFlag,
    fieldManagerFlag('kubectl-patch'),
    localFlag,
    { name: 'patch', shorthand: 'p', type: 'string', usage: 'The patch.' },
    { name: 'patch-file', type: 'string', usage: 'A file with the patch.' },
    { name: 'subresource', type: 'string', usage: 'Work on a subresource of the object: status, scale, resize.' },
    { name: 'type', type: 'string', default: 'strategic', usage: 'The type of the patch; one of [json merge strategic]' },
  ],
  *run(k) {
    const type = typeOf(k)
    const given = k.flags.string('patch') || (k.flags.string('patch-file') === '' ? '' : k.readFile(k.flags.string('patch-file')))
    if (given === '') throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch')
    const body = parsePatch(given)
    const errors: unknown[] = []
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    for (const one of yield* findObjects(k, k.args, errors, { local: k.flags.bool('local') })) {
      try {
        const object = k.flags.bool('local') || dryRun === 'client' ? patchHere(one, type, body) : patchThere(k, one, type, body)
        const unchanged = equalJson(object, one.object)
        yield* k.out(printer.print(object, unchanged && dryRun === 'none' ? 'patched (no change)' : 'patched', one.type))
      } catch (error) {
        errors.push(error)
      }
    }
    throwCollected(errors)
    return 0
  },
}

type PatchType = 'json' | 'merge' | 'strategic'

function typeOf(k: Invocation): PatchType {
  const type = k.flags.string('type').toLowerCase()
  if (type === 'json' || type === 'merge' || type === 'strategic') return type
  throw new KubectlError(`--type must be one of [json merge strategic], not "${k.flags.string('type')}"`)
}

function parsePatch(text: string): unknown {
  // JSON is sent as it is, so that the server's complaint is about what was typed; YAML is turned into JSON first.
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text)
    } catch {
      try {
        return parseYaml(text)
      } catch {
        return text
      }
    }
  }
  try {
    return parseYaml(text)
  } catch (error) {
    throw new KubectlError(`unable to parse "${text}": ${error instanceof Error ? error.message.split('\n')[0] : ''}`)
  }
}

function patchThere(k: Invocation, one: Found, type: PatchType, body: unknown): KubeObject {
  const query = { dryRun: dryRunOf(k) === 'server' ? 'All' : undefined, fieldManager: k.flags.string('field-manager') }
  const subresource = k.flags.string('subresource') || undefined
  return k.connection.patch(one.type, one.namespace, one.name, { type, body, subresource }, query)
}

function patchHere(one: Found, type: PatchType, body: unknown): KubeObject {
  try {
    const patched =
      type === 'json'
        ? applyJsonPatch(one.object, body)
        : type === 'merge'
          ? applyMergePatch(one.object, body)
          : applyStrategicMergePatch(kindInfo(one.object.apiVersion, one.object.kind)?.definition, one.object, body)
    if (isKubeObject(patched)) return patched
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    throw new KubectlError(error.message)
  }
  throw new KubectlError('the patch leaves no object')
}
