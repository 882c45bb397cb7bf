import type { Run } from '../../cluster/machine/program.ts'
import { type ApplyTarget, lastAppliedAnnotation } from '../apply-object.ts'
import { apiVersionOf } from '../connection.ts'
import { kindName, type ResourceType } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { stringsAt } from '../json-value.ts'
import { dryRunOf } from '../printers/printer.ts'

const defaults = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/Namespace',
  'core/v1/PersistentVolumeClaim',
  'core/v1/PersistentVolume',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
]

/** `apply --prune`: deletes what was applied before, is selected, and was not among the files this time. */
export function* prune(k: Invocation, applied: readonly ApplyTarget[]): Run<void> {
  const dryRun = dryRunOf(k)
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''
  const kept = new Set(applied.map((one) => `${kindName(one.type)}/${one.namespace ?? ''}/${one.name}`))
  const namespaces = [...new Set([k.namespace, ...applied.flatMap((one) => one.namespace ?? [])])]
  for (const type of typesToPrune(k)) {
    for (const namespace of type.namespaced ? namespaces : [undefined]) {
      const { items } = k.connection.list(type, namespace, { labelSelector: k.flags.string('selector') || undefined })
      for (const object of items) {
        const name = object.metadata.name ?? ''
        if (stringsAt(object, 'metadata', 'annotations')[lastAppliedAnnotation] === undefined) continue
        if (object.metadata.deletionTimestamp || kept.has(`${kindName(type)}/${object.metadata.namespace ?? ''}/${name}`))
          continue
        if (dryRun !== 'client') {
          k.connection.delete(
            type,
            namespace,
            name,
            { propagationPolicy: 'Background' },
            { dryRun: dryRun === 'server' ? 'All' : undefined },
          )
        }
        yield* k.out(`${kindName(type)}/${name} pruned${suffix}\n`)
      }
    }
  }
}

function typesToPrune(k: Invocation): readonly ResourceType[] {
  const given = k.flags.list('prune-allowlist')
  return (given.length > 0 ? given : defaults).flatMap((text) => {
    const parts = text.split('/')
    if (parts.length !== 3) throw new KubectlError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`)
    const [group = '', version = '', kind = ''] = parts
    return k.discovery.forKind(apiVersionOf({ group: group === 'core' ? '' : group, version }), kind) ?? []
  })
}
