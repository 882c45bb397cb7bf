import { decode } from '../../../cluster/machine/bytes.ts'
import type { Run } from '../../../cluster/machine/program.ts'
import type { Command } from '../../command.ts'
import { KubectlError, throwCollected } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { isObject, type JsonObject, listAt, stringsAt, textAt } from '../../json-value.ts'
import { nested, podSpecOf, podSpecPath, selectContainers } from '../../pod-template.ts'
import { type Found, findObjects } from '../../resource-arguments.ts'
import { setFlags, updateObjects } from './update.ts'

export const setEnv: Command = {
  name: 'env',
  use: 'env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]',
  short: 'Update environment variables on a pod template',
  long: 'List, set or remove environment variables of the containers of a pod template. KEY- removes one.',
  examples: `
# Set a variable
kubectl set env deployment/registry STORAGE_DIR=/local

# List the variables of a deployment
kubectl set env deployment/sample-build --list

# Take all keys of a config map, with a prefix
kubectl set env --from=configmap/myconfigmap --prefix=MYSQL_ deployment/myapp

# Remove a variable from the container 'c1'
kubectl set env deployment/web -c c1 ENV-`,
  flags: [
    ...setFlags,
    {
      name: 'containers',
      shorthand: 'c',
      type: 'string',
      default: '*',
      usage: 'The containers, by name or pattern; all if not given.',
    },
    { name: 'env', shorthand: 'e', type: 'stringArray', usage: 'A variable to set.' },
    { name: 'from', type: 'string', usage: 'A config map or secret to take variables from.' },
    { name: 'keys', type: 'stringSlice', usage: 'The keys to take with --from; all if not given.' },
    { name: 'list', type: 'bool', default: 'false', usage: 'Show the variables.' },
    { name: 'overwrite', type: 'bool', default: 'true', usage: 'Allow variables to get another value.' },
    { name: 'prefix', type: 'string', usage: 'What to put before the names with --from.' },
    { name: 'resolve', type: 'bool', default: 'false', usage: 'With --list, look up what references stand for.' },
  ],
  *run(k) {
    const isChange = (arg: string) => arg.includes('=') || (arg.endsWith('-') && arg.length > 1)
    const resources = k.args.filter((arg) => !isChange(arg))
    const changes = [...k.args.filter(isChange), ...k.flags.list('env')]
    if (resources.length === 0 && k.flags.list('filename').length === 0) {
      throw k.usage('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    }
    if (k.flags.bool('list')) return yield* list(k, resources)
    const set = changes
      .filter((arg) => arg.includes('='))
      .map((arg) => {
        const equals = arg.indexOf('=')
        return { name: arg.slice(0, equals), value: arg.slice(equals + 1) }
      })
    const all = [...set, ...fromSource(k)]
    const remove = changes.filter((arg) => !arg.includes('=')).map((arg) => arg.slice(0, -1))
    if (all.length + remove.length === 0) throw k.usage('at least one environment variable must be provided')
    return yield* updateObjects(k, resources, 'env updated', ({ object }) => {
      const spec = podSpecOf(object)
      const chosen = selectContainers(spec, k.flags.string('containers'))
      if (chosen.length === 0)
        throw new KubectlError(
          `${object.kind}/${object.metadata.name} has no container matching "${k.flags.string('containers')}"`,
        )
      if (!k.flags.bool('overwrite')) refuseOverwriting(chosen, set)
      return nested(podSpecPath(object), {
        '$setElementOrder/containers': listAt(spec, 'containers').map((container) => ({ name: textAt(container, 'name') })),
        containers: chosen.map((container) => change(container, all, remove)),
      })
    })
  },
}

type Variable = { readonly name: string } & JsonObject

function change(container: JsonObject, set: readonly Variable[], remove: readonly string[]): JsonObject {
  const names = listAt(container, 'env').map((one) => textAt(one, 'name'))
  const kept = [...new Set([...names, ...set.map((one) => one.name)])].filter((name) => !remove.includes(name))
  const removed = remove.filter((name) => names.includes(name)).map((name) => ({ $patch: 'delete', name }))
  const changed = set.map((one) => ({ valueFrom: null, value: null, ...one }))
  return {
    name: textAt(container, 'name'),
    '$setElementOrder/env': kept.map((name) => ({ name })),
    env: [...changed, ...removed],
  }
}

function refuseOverwriting(
  containers: readonly JsonObject[],
  set: readonly { readonly name: string; readonly value: string }[],
): void {
  for (const container of containers) {
    for (const one of listAt(container, 'env')) {
      const name = textAt(one, 'name')
      if (set.some((other) => other.name === name))
        throw new KubectlError(`'${name}' already has a value (${textAt(one, 'value')}), and --overwrite is false`)
    }
  }
}

/** A reference for each key of the config map or secret of `--from`. */
function fromSource(k: Invocation): readonly Variable[] {
  const from = k.flags.string('from')
  if (from === '') return []
  const [word = '', name = ''] = from.split('/')
  const type = k.discovery.forWord(word)
  if (type.kind !== 'ConfigMap' && type.kind !== 'Secret') throw new KubectlError(`unsupported resource specified in --from`)
  const object = k.connection.get(type, k.namespace, name)
  const keys = Object.keys(stringsAt(object, 'data')).filter(
    (key) => k.flags.list('keys').length === 0 || k.flags.list('keys').includes(key),
  )
  const reference = type.kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef'
  return keys.sort().map((key) => ({
    name: `${k.flags.string('prefix')}${key.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
    valueFrom: { [reference]: { key, name } },
  }))
}

function* list(k: Invocation, resources: readonly string[]): Run<number> {
  const errors: unknown[] = []
  const found = yield* findObjects(k, resources, errors)
  throwCollected(errors)
  for (const one of found) {
    for (const container of selectContainers(podSpecOf(one.object), k.flags.string('containers'))) {
      yield* k.out(`# ${one.object.kind} ${one.name}, container ${textAt(container, 'name')}\n`)
      for (const variable of listAt(container, 'env').filter(isObject)) yield* k.out(`${variableText(k, one, variable)}\n`)
    }
  }
  return 0
}

function variableText(k: Invocation, one: Found, variable: JsonObject): string {
  const name = textAt(variable, 'name')
  if (!isObject(variable.valueFrom)) return `${name}=${textAt(variable, 'value')}`
  const from = variable.valueFrom
  if (from.fieldRef) return `# ${name} from field path ${textAt(from, 'fieldRef', 'fieldPath')}`
  if (from.resourceFieldRef) {
    const container = textAt(from, 'resourceFieldRef', 'containerName')
    return `# ${name} from resource field ${textAt(from, 'resourceFieldRef', 'resource')}${container === '' ? '' : ` of container ${container}`}`
  }
  const [word, reference] = from.secretKeyRef
    ? (['secret', 'secretKeyRef'] as const)
    : (['configmap', 'configMapKeyRef'] as const)
  const source = textAt(from, reference, 'name')
  const key = textAt(from, reference, 'key')
  if (!k.flags.bool('resolve')) return `# ${name} from ${word} ${source}, key ${key}`
  const value = stringsAt(k.connection.get(k.discovery.forWord(word), one.namespace, source), 'data')[key] ?? ''
  return `${name}=${word === 'secret' ? decode(atob(value)) : value}`
}
