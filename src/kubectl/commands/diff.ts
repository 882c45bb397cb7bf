import { printYaml } from '../../cluster/api/yaml.ts'
import { encode } from '../../cluster/machine/bytes.ts'
import { Errno, type Run } from '../../cluster/machine/program.ts'
import { type ApplyTarget, applyObject, retrieve } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { apiVersionOf } from '../connection.ts'
import { KubectlError, PlainError, throwCollected } from '../errors.ts'
import { fieldManagerFlag, fileFlags, selectorFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { objectAt, stringsAt, withAt } from '../json-value.ts'
import { hasFiles, readManifests } from '../manifests.ts'
import { withoutManagedFields } from '../printers/printer.ts'
import { labelsMatch } from '../selector.ts'
import { prunable } from './apply-prune.ts'

export const diff: Command = {
  name: 'diff',
  use: 'diff -f FILENAME [options]',
  short: 'Diff the live version against a would-be applied version',
  long: `Diff what is there against what would be there after an apply. KUBECTL_EXTERNAL_DIFF names another program than "diff -u -N".

 Exit status: 0 without differences, 1 with differences, more if something failed.`,
  examples: `
# What an apply would change
kubectl diff -f pod.json

# From stdin
cat service.yaml | kubectl diff -f -`,
  flags: [
    ...fileFlags('the configurations to diff.'),
    fieldManagerFlag('kubectl-client-side-apply'),
    selectorFlag,
    { name: 'concurrency', type: 'int', default: '1', usage: 'How many objects to work on at once; has no effect here.' },
    {
      name: 'force-conflicts',
      type: 'bool',
      default: 'false',
      usage: 'With --server-side: take fields over from their other managers.',
    },
    {
      name: 'prune',
      type: 'bool',
      default: 'false',
      usage: 'Also show what apply --prune would delete: all of it is taken away.',
    },
    { name: 'prune-allowlist', type: 'stringArray', usage: 'The kinds that --prune may delete.' },
    { name: 'server-side', type: 'bool', default: 'false', usage: 'Have the server merge.' },
    { name: 'show-managed-fields', type: 'bool', default: 'false', usage: 'Keep metadata.managedFields.' },
  ],
  *run(k) {
    if (!hasFiles(k)) throw new PlainError('error: must specify one of -f and -k')
    const errors: unknown[] = []
    const selector = k.flags.string('selector')
    const stamp = String(Math.floor(k.process.random() * 4e9))
    const live = `/tmp/LIVE-${stamp}`
    const merged = `/tmp/MERGED-${stamp}`
    k.process.mkdir(live)
    k.process.mkdir(merged)
    const targets = yield* readManifests(k, errors)
    for (const target of targets) {
      if (selector !== '' && !labelsMatch(selector, stringsAt(target.object, 'metadata', 'labels'))) continue
      try {
        writeBoth(k, target, live, merged)
      } catch (error) {
        errors.push(error)
      }
    }
    throwCollected(errors)
    if (k.flags.bool('prune')) for (const one of prunable(k, targets)) writeOne(k, live, one, one.object)
    return yield* compare(k, live, merged)
  },
}

function writeBoth(k: Invocation, target: ApplyTarget, live: string, merged: string): void {
  const now = retrieve(k.connection, target)
  const serverSide = k.flags.bool('server-side')
  const { object } = applyObject(k.connection, target, {
    dryRun: 'server',
    fieldManager: k.flags.string('field-manager'),
    validate: 'strict',
    serverSide,
    forceConflicts: k.flags.bool('force-conflicts'),
  })
  if (now) writeOne(k, live, target, now)
  writeOne(k, merged, target, object)
}

function writeOne(
  k: Invocation,
  directory: string,
  one: Pick<ApplyTarget, 'type' | 'namespace' | 'name'>,
  object: unknown,
): void {
  const value = k.flags.bool('show-managed-fields') ? object : withoutManagedFields(object)
  const name = [apiVersionOf(one.type).replace('/', '.'), one.type.kind, one.namespace ?? '', one.name].join('.')
  k.process.writeFile(`${directory}/${name}`, encode(printYaml(one.type.kind === 'Secret' ? masked(value) : value)))
}

/** The values of a secret stay hidden. */
function masked(value: unknown): unknown {
  const data = Object.fromEntries(Object.keys(objectAt(value, 'data')).map((key) => [key, '***']))
  return withAt(value, ['data'], data)
}

function* compare(k: Invocation, live: string, merged: string): Run<number> {
  const external = k.process.env.get('KUBECTL_EXTERNAL_DIFF') || 'diff -u -N'
  const words = external.split(' ')
  let pid: number
  try {
    pid = k.process.spawn({ what: words[0] === 'diff' ? [...words, '-r', live, merged] : [...words, live, merged] })
  } catch (error) {
    if (error instanceof Errno)
      throw new KubectlError(`failed to run "${words[0]}": exec: "${words[0]}": executable file not found in $PATH`, 2)
    throw error
  }
  const status = yield* k.process.wait(pid)
  for (const directory of [live, merged]) {
    for (const name of k.process.readDirectory(directory)) k.process.unlink(`${directory}/${name}`)
    k.process.rmdir(directory)
  }
  return status?.code ?? 2
}
