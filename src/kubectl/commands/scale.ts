import type { Command } from '../command.ts'
import { pathOf } from '../connection.ts'
import { isNotFound, KubectlError, PlainError, throwCollected } from '../errors.ts'
import { allFlag, dryRunFlag, fileFlags, printFlags, selectorFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { numberAt } from '../json-value.ts'
import { waitForObject } from '../pods.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { type Found, findObjects } from '../resource-arguments.ts'

export const scale: Command = {
  name: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  long: 'Set a new size for a deployment, replica set, replication controller, or stateful set. With --current-replicas or --resource-version it is done only if that still holds.',
  examples: `
# Scale a deployment to 3
kubectl scale --replicas=3 deployment/web

# Scale what a file describes
kubectl scale --replicas=3 -f foo.yaml

# Only if there are 2 now
kubectl scale --current-replicas=2 --replicas=3 deployment/mysql`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to scale.'),
    allFlag('Select all resources of the types in the namespace.'),
    dryRunFlag,
    selectorFlag,
    { name: 'current-replicas', type: 'int', default: '-1', usage: 'Only scale if this is the size now; -1 is any.' },
    { name: 'replicas', type: 'int', default: '0', usage: 'The new number of replicas.', required: true },
    { name: 'resource-version', type: 'string', usage: 'Only scale if the object has this version.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'How long to wait for the new size; zero does not wait.' },
  ],
  *run(k) {
    const replicas = k.flags.int('replicas')
    if (replicas < 0)
      throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors)
    const [first] = errors
    if (found.length === 0)
      throw isNotFound(first)
        ? new KubectlError(`no objects passed to scale ${first.message}`)
        : (first ?? new KubectlError('no objects passed to scale'))
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    for (const one of found) {
      try {
        if (dryRun !== 'client') scaleOne(k, one, replicas)
        yield* k.out(printer.print(one.object, 'scaled', one.type))
      } catch (error) {
        errors.push(error)
      }
    }
    throwCollected(errors)
    if (k.flags.duration('timeout') > 0) for (const one of found) yield* waitForSize(k, one, replicas)
    return 0
  },
}

function scaleOne(k: Invocation, one: Found, replicas: number): void {
  if (!one.type.subresources.includes('scale'))
    throw new PlainError('Error from server (NotFound): the server could not find the requested resource')
  const query = { dryRun: dryRunOf(k) === 'server' ? 'All' : undefined }
  const current = k.flags.int('current-replicas')
  const version = k.flags.string('resource-version')
  if (current < 0 && version === '') {
    k.connection.patch(
      one.type,
      one.namespace,
      one.name,
      { type: 'merge', body: { spec: { replicas } }, subresource: 'scale' },
      query,
    )
    return
  }
  const now = k.connection.get(one.type, one.namespace, one.name, 'scale')
  const size = numberAt(now, 'spec', 'replicas') ?? 0
  if (current >= 0 && size !== current) throw new KubectlError(`Expected replicas to be ${current}, was ${size}`)
  if (version !== '' && now.metadata.resourceVersion !== version) {
    throw new KubectlError(`Expected resource version to be ${version}, was ${now.metadata.resourceVersion}`)
  }
  const path = pathOf(one.type, one.namespace, one.name, 'scale')
  k.connection.request({ method: 'PUT', path, query, body: { ...now, spec: { replicas } } })
}

function* waitForSize(k: Invocation, one: Found, replicas: number) {
  const reached = yield* waitForObject(
    k,
    one,
    k.flags.duration('timeout'),
    (object) => object === undefined || (numberAt(object, 'status', 'replicas') ?? 0) === replicas,
  )
  if (reached === undefined) throw new KubectlError('timed out waiting for the condition')
}
