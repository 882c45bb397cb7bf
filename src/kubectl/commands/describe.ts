import type { Command } from '../command.ts'
import { describeObject } from '../describe/describers.ts'
import type { DescribeContext } from '../describe/page.ts'
import { isNotFound, KubectlError, throwCollected } from '../errors.ts'
import { allNamespacesFlag, fileFlags, selectorFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { hasFiles } from '../manifests.ts'
import { type Found, findObjects, listFound, parseWanted } from '../resource-arguments.ts'

export const describe: Command = {
  name: 'describe',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]',
  short: 'Show details of a specific resource or group of resources',
  long: `Show details of a specific resource or group of resources, with the events about them.

 If no object has exactly the given name, all whose names begin with it are shown.`,
  examples: `
# Describe a node
kubectl describe nodes node01

# Describe a pod
kubectl describe pods/nginx

# Describe the pods of a file
kubectl describe -f pod.yaml

# Describe all pods with a label
kubectl describe pods -l name=myLabel

# Describe all pods that the replication controller 'frontend' made
kubectl describe pods frontend`,
  flags: [
    ...fileFlags('the resources to describe.'),
    allNamespacesFlag,
    selectorFlag,
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      usage: 'Take long lists in parts of this size; 0 for all at once; has no effect here.',
    },
    {
      name: 'show-events',
      type: 'bool',
      default: 'true',
      usage: 'Show the events about each object. Without it, they are left out where several objects are described.',
    },
  ],
  *run(k) {
    if (k.args.length === 0 && !hasFiles(k)) {
      yield* k.err(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      )
      throw new KubectlError('Required resource not specified.')
    }
    const errors: unknown[] = []
    const prefixed = hasFiles(k) ? undefined : byPrefix(k)
    const found = prefixed ?? (yield* findObjects(k, k.args, errors, { wholeTypes: true }))
    // Several descriptions, or a guess by prefix, come without events unless they are asked for.
    const showEvents = k.flags.changed('show-events') ? k.flags.bool('show-events') : found.length === 1 && prefixed === undefined
    const context: DescribeContext = { connection: k.connection, discovery: k.discovery, now: k.now, showEvents }
    for (const [i, one] of found.entries()) yield* k.out(`${i > 0 ? '\n\n' : ''}${describeObject(one.object, context)}`)
    if (found.length === 0 && errors.length === 0)
      yield* k.err(k.allNamespaces ? 'No resources found\n' : `No resources found in ${k.namespace} namespace.\n`)
    throwCollected(errors)
    return 0
  },
}

/** All objects whose names begin with the one given, if that one does not exist itself. */
function byPrefix(k: Invocation): readonly Found[] | undefined {
  const wanted = parseWanted(k, k.args)
  if (wanted.kind !== 'names' || wanted.names.length !== 1) return undefined
  const [named] = wanted.names
  if (!named) return undefined
  const { type, name } = named
  try {
    k.connection.get(type, type.namespaced ? k.namespace : undefined, name)
    return undefined
  } catch (error) {
    if (!isNotFound(error)) throw error
    const found = listFound(k, type, {}).filter((one) => one.name.startsWith(name))
    if (found.length === 0) throw error
    return found
  }
}
