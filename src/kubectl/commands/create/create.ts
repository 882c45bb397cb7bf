import type { KubeObject } from '../../../cluster/api/object.ts'
import type { Run } from '../../../cluster/machine/program.ts'
import { fieldValidation, withLastApplied } from '../../apply-object.ts'
import type { Command } from '../../command.ts'
import { isKubeObject } from '../../connection.ts'
import { editValue } from '../../editor.ts'
import { addSource, KubectlError, PlainError, throwCollected } from '../../errors.ts'
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags, selectorFlag, validateFlag } from '../../flag-sets.ts'
import type { Invocation } from '../../invocation.ts'
import { stringsAt } from '../../json-value.ts'
import { hasFiles, type ManifestObject, readManifests } from '../../manifests.ts'
import { dryRunOf, ResultPrinter } from '../../printers/printer.ts'
import { sendRaw } from '../../raw.ts'
import { noResources } from '../../resource-arguments.ts'
import { labelsMatch } from '../../selector.ts'
import { clusterRole, clusterRoleBinding, role, roleBinding } from './access.ts'
import { configMap } from './config-map.ts'
import { ingress } from './ingress.ts'
import { namespace, podDisruptionBudget, priorityClass, quota, serviceAccount } from './plain.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { token } from './token.ts'
import { cronJob, deployment, job } from './workloads.ts'

export const create: Command = {
  name: 'create',
  use: 'create -f FILENAME [options]',
  short: 'Create a resource from a file or from stdin',
  long: 'Create a resource from a file or from stdin. JSON and YAML are accepted. What exists already is refused: to change it, use kubectl apply.',
  examples: `
# Create a pod from a file
kubectl create -f ./pod.yaml

# Create a pod from stdin
cat pod.yaml | kubectl create -f -

# Create a deployment without a file
kubectl create deployment web --image=nginx`,
  flags: [
    ...printFlags,
    ...fileFlags('the resources to create.'),
    dryRunFlag,
    fieldManagerFlag('kubectl-create'),
    selectorFlag,
    validateFlag,
    { name: 'edit', type: 'bool', default: 'false', usage: 'Edit the objects before they are created.' },
    { name: 'windows-line-endings', type: 'bool', default: 'false', usage: 'With --edit: use line endings of Windows.' },
    { name: 'raw', type: 'string', usage: 'A path to POST the file to, as it is.' },
    {
      name: 'save-config',
      type: 'bool',
      default: 'false',
      usage: 'Note what was made in an annotation, for a later kubectl apply.',
    },
  ],
  subcommands: [
    clusterRole,
    clusterRoleBinding,
    configMap,
    cronJob,
    deployment,
    ingress,
    job,
    namespace,
    podDisruptionBudget,
    priorityClass,
    quota,
    role,
    roleBinding,
    secret,
    service,
    serviceAccount,
    token,
  ],
  *run(k) {
    if (!hasFiles(k)) {
      if (k.args.length > 0) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`)
      yield* k.err(`error: must specify one of -f and -k\n\n`)
      throw new PlainError(noResources.length > 0 ? "See 'kubectl create -h' for help and examples" : '')
    }
    if (k.args.length > 0) throw k.usage(`Unexpected args: [${k.args.join(' ')}]`)
    if (k.flags.string('raw') !== '') return yield* sendRaw(k, 'POST')
    const errors: unknown[] = []
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    const selector = k.flags.string('selector')
    const query = {
      dryRun: dryRun === 'server' ? 'All' : undefined,
      fieldManager: k.flags.string('field-manager'),
      fieldValidation: fieldValidation(k.flags.string('validate')),
    }
    let count = 0
    for (const target of yield* readManifests(k, errors)) {
      if (selector !== '' && !labelsMatch(selector, stringsAt(target.object, 'metadata', 'labels'))) continue
      count++
      try {
        const send = (given: KubeObject) => {
          const object = k.flags.bool('save-config') ? withLastApplied(given) : given
          return dryRun === 'client' ? object : k.connection.create(target.type, target.namespace, object, query)
        }
        const created = k.flags.bool('edit') ? yield* editAndSend(k, target, send) : send(target.object)
        if (created) yield* k.out(printer.print(created, 'created', target.type))
      } catch (error) {
        errors.push(addSource('creating', target.source, error))
      }
    }
    throwCollected(errors)
    if (count === 0) throw new KubectlError('no objects passed to create')
    return 0
  },
}

/** `--edit`: sends what the editor leaves; nothing if the file was emptied. */
function* editAndSend(
  k: Invocation,
  target: ManifestObject,
  send: (object: KubeObject) => KubeObject,
): Run<KubeObject | undefined> {
  let created: KubeObject | undefined
  yield* editValue(k, {
    value: target.object,
    called: `${target.type.resource} "${target.name}"`,
    cancelUnchanged: false,
    save(edited) {
      if (!isKubeObject(edited)) throw new KubectlError('The edited file had a syntax error: it holds no object')
      created = send(edited)
    },
  })
  return created
}
