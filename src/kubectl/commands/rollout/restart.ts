import { formatTime, type KubeObject } from '../../../cluster/api/object.ts'
import type { Run } from '../../../cluster/machine/program.ts'
import type { Command } from '../../command.ts'
import { resourceName } from '../../discovery.ts'
import { KubectlError, throwCollected } from '../../errors.ts'
import { fieldManagerFlag, fileFlags, printFlags, selectorFlag } from '../../flag-sets.ts'
import type { Invocation } from '../../invocation.ts'
import { at, type JsonObject, stringsAt } from '../../json-value.ts'
import { ResultPrinter } from '../../printers/printer.ts'
import { type Found, findObjects } from '../../resource-arguments.ts'

const flags = (what: string) => [
  ...printFlags,
  ...fileFlags(`the resources to ${what}.`),
  fieldManagerFlag('kubectl-rollout'),
  selectorFlag,
]
const restartedAt = 'kubectl.kubernetes.io/restartedAt'

export const restart: Command = {
  name: 'restart',
  use: 'restart RESOURCE [options]',
  short: 'Restart a resource',
  long: 'Restart a resource: its template gets a note of the time, so that all pods are replaced as in a rollout.',
  examples: '# Restart a deployment\nkubectl rollout restart deployment/nginx',
  flags: flags('restart'),
  run: (k) =>
    changeAll(k, 'restarted', (one) => {
      if (at(one.object, 'spec', 'paused') === true)
        throw new KubectlError("can't restart paused deployment (run rollout resume first)")
      if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(one.object.kind))
        throw new KubectlError('restarting is not supported')
      const now = formatTime(k.now)
      if (stringsAt(one.object, 'spec', 'template', 'metadata', 'annotations')[restartedAt] === now) {
        throw new KubectlError(
          'if restart has already been triggered within the past second, please wait before attempting to trigger another',
        )
      }
      return { spec: { template: { metadata: { annotations: { [restartedAt]: now } } } } }
    }),
}

export const pause: Command = {
  name: 'pause',
  use: 'pause RESOURCE [options]',
  short: 'Mark the provided resource as paused',
  long: 'Mark a resource as paused: changes of its template are not rolled out until it is resumed. Only deployments can be paused.',
  examples: '# Pause a deployment\nkubectl rollout pause deployment/nginx',
  flags: flags('pause'),
  run: (k) =>
    changeAll(k, 'paused', (one) => {
      if (one.object.kind !== 'Deployment') throw new KubectlError('pausing is not supported')
      if (at(one.object, 'spec', 'paused') === true)
        throw new KubectlError(`${resourceName(one.type)} "${one.name}" is already paused`)
      return { spec: { paused: true } }
    }),
}

export const resume: Command = {
  name: 'resume',
  use: 'resume RESOURCE [options]',
  short: 'Resume a paused resource',
  examples: '# Resume a paused deployment\nkubectl rollout resume deployment/nginx',
  flags: flags('resume'),
  run: (k) =>
    changeAll(k, 'resumed', (one) => {
      if (one.object.kind !== 'Deployment') throw new KubectlError('resuming is not supported')
      if (at(one.object, 'spec', 'paused') !== true)
        throw new KubectlError(`${resourceName(one.type)} "${one.name}" is not paused`)
      return { spec: { paused: null } }
    }),
}

function* changeAll(k: Invocation, done: string, patchFor: (one: Found) => JsonObject): Run<number> {
  if (k.args.length === 0 && k.flags.list('filename').length === 0) throw k.usage('required resource not specified')
  const errors: unknown[] = []
  const found = yield* findObjects(k, k.args, errors, { wholeTypes: true })
  const printer = new ResultPrinter(k)
  for (const one of found) {
    try {
      yield* k.out(printer.print(change(k, one, patchFor(one)), done, one.type))
    } catch (error) {
      errors.push(error)
    }
  }
  throwCollected(errors)
  return 0
}

function change(k: Invocation, one: Found, body: JsonObject): KubeObject {
  return k.connection.patch(
    one.type,
    one.namespace,
    one.name,
    { type: 'strategic', body },
    { fieldManager: k.flags.string('field-manager') },
  )
}
