import type { Command } from '../../command.ts'
import { pathOf } from '../../connection.ts'
import { KubectlError } from '../../errors.ts'
import { printFlags } from '../../flag-sets.ts'
import { textAt } from '../../json-value.ts'
import { printerFor } from '../../printers/printer.ts'
import { nameArgument } from './generator.ts'

export const token: Command = {
  name: 'token',
  use: 'token SERVICE_ACCOUNT_NAME [options]',
  short: 'Request a service account token',
  examples: `
# A token for the service account myapp
kubectl create token myapp

# One that holds for ten minutes
kubectl create token myapp --duration 10m`,
  flags: [
    ...printFlags,
    { name: 'audience', type: 'stringArray', usage: 'Whom the token is for.' },
    { name: 'bound-object-kind', type: 'string', usage: 'Kind of an object to bind the token to: Node, Pod, Secret.' },
    { name: 'bound-object-name', type: 'string', usage: 'Name of that object.' },
    { name: 'bound-object-uid', type: 'string', usage: 'UID of that object.' },
    { name: 'duration', type: 'duration', default: '0s', usage: 'How long the token is to hold.' },
  ],
  *run(k) {
    const name = nameArgument(k)
    const duration = k.flags.duration('duration')
    if (duration < 0) throw new KubectlError('--duration must be greater than or equal to 0')
    const kind = k.flags.string('bound-object-kind')
    const spec = {
      audiences: k.flags.list('audience'),
      ...(duration > 0 ? { expirationSeconds: Math.round(duration / 1000) } : {}),
      ...(kind === ''
        ? {}
        : {
            boundObjectRef: {
              apiVersion: 'v1',
              kind,
              name: k.flags.string('bound-object-name'),
              uid: k.flags.string('bound-object-uid') || undefined,
            },
          }),
    }
    const path = pathOf(k.discovery.forWord('serviceaccounts'), k.namespace, name, 'token')
    const { body } = k.connection.request({
      method: 'POST',
      path,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec },
    })
    const printer = printerFor(k)
    yield* k.out(printer ? printer.print(body) : `${textAt(body, 'status', 'token')}\n`)
    return 0
  },
}
