import type { KubeObject } from '../../cluster/api/object.ts'
import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { isNotFound, KubectlError, throwCollected } from '../errors.ts'
import { allFlag, allNamespacesFlag, fieldSelectorFlag, fileFlags, localFlag, printFlags, selectorFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { listAt, numberAt, textAt } from '../json-value.ts'
import { hasFiles, readManifests } from '../manifests.ts'
import { waitForObject } from '../pods.ts'
import { JsonPath } from '../printers/jsonpath.ts'
import { relaxed } from '../printers/jsonpath-parser.ts'
import { ResultPrinter } from '../printers/printer.ts'
import { type Found, findObjects, noResources, parseWanted } from '../resource-arguments.ts'

export const wait: Command = {
  name: 'wait',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]",
  short: 'Experimental: Wait for a specific condition on one or many resources',
  long: 'Wait for a condition on one or many resources: a condition of the status, a field (jsonpath), their creation or deletion. Without --timeout, 30 seconds.',
  examples: `
# Wait until a pod is ready
kubectl wait --for=condition=Ready pod/busybox1

# Wait for a condition to be false
kubectl wait --for=condition=Ready=false pod/busybox1

# Wait for a value of a field
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1

# Wait until a field is there at all
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/loadbalancer

# Wait until a pod is gone, a minute at most
kubectl wait --for=delete pod/busybox1 --timeout=60s`,
  flags: [
    ...printFlags,
    ...fileFlags('the resources to wait for.'),
    allFlag('Select all resources of the types in the namespace.'),
    allNamespacesFlag,
    fieldSelectorFlag,
    selectorFlag,
    { ...localFlag, usage: 'Do not ask the API server; has no effect here.' },
    {
      name: 'for',
      type: 'string',
      usage:
        "What to wait for: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The value of a condition is true if not given.",
    },
    {
      name: 'timeout',
      type: 'duration',
      default: '30s',
      usage: 'How long to wait before giving up. Zero looks once, negative waits a week.',
    },
  ],
  *run(k) {
    const condition = parseCondition(k.flags.string('for'))
    const given = k.flags.duration('timeout')
    const timeout = given < 0 ? 7 * 24 * 3_600_000 : given
    if (condition.kind === 'create') yield* waitForCreation(k, timeout)
    const errors: unknown[] = []
    const found = yield* findAll(k, errors, condition)
    if (condition.kind !== 'delete') throwCollected(errors)
    const told = errors.filter((error) => !isNotFound(error))
    throwCollected(told)
    if (found.length === 0 && condition.kind !== 'delete') throw new KubectlError('no matching resources found')
    const printer = new ResultPrinter(k)
    const until = k.now + timeout
    for (const one of found) {
      try {
        yield* waitForOne(k, one, condition, timeout === 0 ? 0 : Math.max(1, until - k.now))
        yield* k.out(printer.print(one.object, 'condition met', one.type))
      } catch (error) {
        told.push(error)
      }
    }
    throwCollected(told)
    return 0
  },
}

type Condition =
  | { readonly kind: 'create' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'condition'; readonly name: string; readonly value: string }
  | { readonly kind: 'jsonpath'; readonly path: JsonPath; readonly value: string | undefined }

function parseCondition(text: string): Condition {
  const lower = text.toLowerCase()
  if (lower === 'delete' || lower === 'create') return { kind: lower }
  if (text.startsWith('condition=')) {
    const [name = '', value = 'true'] = text.slice(10).split('=')
    return { kind: 'condition', name, value }
  }
  if (text.startsWith('jsonpath=')) {
    const parts = /^(\{[^}]*(?:\{[^}]*\}[^}]*)*\}|[^=]*)(?:={1,2}(.*))?$/s.exec(text.slice(9))
    const expression = parts?.[1] ?? ''
    if (expression === '')
      throw new KubectlError(
        "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
      )
    if (parts?.[2] === '') throw new KubectlError('jsonpath wait has to have a value after equal sign')
    return {
      kind: 'jsonpath',
      path: new JsonPath(expression.startsWith('{') && expression.includes('[') ? expression : relaxed(expression)),
      value: parts?.[2],
    }
  }
  throw new KubectlError(`unrecognized condition: "${text}"`)
}

function* findAll(k: Invocation, errors: unknown[], condition: Condition): Run<readonly Found[]> {
  if (k.args.length === 0 && !hasFiles(k)) throw new KubectlError(noResources)
  if (condition.kind === 'delete' && hasFiles(k)) {
    const manifests = yield* readManifests(k, errors)
    return manifests
  }
  return yield* findObjects(k, k.args, errors)
}

/** Asks again and again until everything that is named is there. */
function* waitForCreation(k: Invocation, timeout: number): Run<void> {
  const until = k.now + timeout
  for (;;) {
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors)
    const missing = errors.filter((error) => !isNotFound(error))
    throwCollected(missing)
    if (found.length > 0 && errors.length === 0) return
    if (k.now >= until) {
      const wanted = hasFiles(k) ? undefined : parseWanted(k, k.args)
      const names =
        wanted?.kind === 'names' ? wanted.names.map((one) => `${one.type.resource}/${one.name}`).join(', ') : k.args.join(' ')
      throw new KubectlError(`timed out waiting for the condition on ${names}`)
    }
    yield* k.process.sleep(500)
  }
}

function* waitForOne(k: Invocation, one: Found, condition: Condition, timeout: number): Run<void> {
  if (condition.kind === 'create') return
  const uid = one.object.metadata.uid
  const met = (object: KubeObject | undefined) => {
    if (condition.kind === 'delete') return object === undefined || (uid !== undefined && object.metadata.uid !== uid)
    return object !== undefined && holds(condition, object)
  }
  if (timeout === 0) {
    if (met(one.object)) return
    throw new KubectlError(`condition not met for ${one.type.resource}/${one.name}`)
  }
  const end = yield* waitForObject(k, one, timeout, (object) => object === undefined || met(object))
  if (end === undefined) throw new KubectlError(`timed out waiting for the condition on ${one.type.resource}/${one.name}`)
  if (end === 'gone' && condition.kind !== 'delete') {
    throw new KubectlError(`${one.type.resource} "${one.name}" not found`)
  }
}

function holds(condition: Exclude<Condition, { kind: 'create' } | { kind: 'delete' }>, object: KubeObject): boolean {
  if (condition.kind === 'condition') {
    const generation = numberAt(object, 'metadata', 'generation')
    return listAt(object, 'status', 'conditions').some((one) => {
      if (textAt(one, 'type').toLowerCase() !== condition.name.toLowerCase()) return false
      const observed = numberAt(one, 'observedGeneration') ?? numberAt(object, 'status', 'observedGeneration')
      // What was observed of an older spec says nothing about this one.
      if (generation !== undefined && observed !== undefined && observed < generation) return false
      return textAt(one, 'status').toLowerCase() === condition.value.toLowerCase()
    })
  }
  const [found = []] = condition.path.find(object)
  if (condition.value === undefined) return found.length > 0
  return found.length === 1 && String(found[0]) === condition.value
}
