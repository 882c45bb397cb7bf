import type { Command } from '../../command.ts'
import { isNotFound, KubectlError, throwCollected } from '../../errors.ts'
import { dryRunFlag, fileFlags, printFlags } from '../../flag-sets.ts'
import { equalJson, listAt } from '../../json-value.ts'
import { readManifests } from '../../manifests.ts'
import { dryRunOf, ResultPrinter } from '../../printers/printer.ts'

export const reconcile: Command = {
  name: 'reconcile',
  use: 'reconcile -f FILENAME [options]',
  short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  long: 'Make roles and bindings of a file, or add to those that exist what they lack.',
  examples: '# Reconcile RBAC resources from a file\nkubectl auth reconcile -f my-rbac-rules.yaml',
  flags: [
    ...printFlags,
    ...fileFlags('the roles and bindings.'),
    dryRunFlag,
    { name: 'remove-extra-permissions', type: 'bool', default: 'false', usage: 'Take away what the file does not grant.' },
    { name: 'remove-extra-subjects', type: 'bool', default: 'false', usage: 'Take away subjects that the file does not name.' },
  ],
  *run(k) {
    const errors: unknown[] = []
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    for (const target of yield* readManifests(k, errors)) {
      const { type, namespace, name, object } = target
      if (type.group !== 'rbac.authorization.k8s.io')
        throw new KubectlError(`only rbac.authorization.k8s.io/v1 is supported: not *${type.version}.${type.kind}`)
      const query = { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-auth-reconcile' }
      try {
        const live = k.connection.get(type, namespace, name)
        const field = type.kind.endsWith('Binding') ? 'subjects' : 'rules'
        const extra = field === 'rules' ? k.flags.bool('remove-extra-permissions') : k.flags.bool('remove-extra-subjects')
        const wanted = listAt(object, field)
        const kept = extra ? [] : listAt(live, field).filter((one) => !wanted.some((other) => equalJson(one, other)))
        const next = { ...live, [field]: [...wanted, ...kept] }
        if (dryRun !== 'client') k.connection.update(type, namespace, name, next, query)
      } catch (error) {
        if (!isNotFound(error)) throw error
        if (dryRun !== 'client') k.connection.create(type, namespace, object, query)
      }
      yield* k.out(printer.print(object, 'reconciled', type))
    }
    throwCollected(errors)
    return 0
  },
}
