import type { KubeObject } from '../../cluster/api/object.ts'
import type { Run } from '../../cluster/machine/program.ts'
import { type ApplyTarget, lastAppliedAnnotation } from '../apply-object.ts'
import { apiVersionOf } from '../connection.ts'
import { deletedUid, type Gone, waitUntilGone } from '../deletion.ts'
import { kindName, type ResourceType } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import type { JsonObject } from '../json-value.ts'
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

/** How `apply` deletes, with --prune and --force. */
export function deleteOptions(k: Invocation): JsonObject {
  const seconds = k.flags.int('grace-period')
  const cascade = k.flags.string('cascade')
  const propagationPolicy = cascade === 'orphan' ? 'Orphan' : cascade === 'foreground' ? 'Foreground' : 'Background'
  return { propagationPolicy, ...(seconds >= 0 ? { gracePeriodSeconds: seconds } : {}) }
}

export interface Prunable {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name: string
  readonly object: KubeObject
}

/** What was applied before, is selected, and is not among the files this time. */
export function prunable(k: Invocation, applied: readonly ApplyTarget[]): readonly Prunable[] {
  const kept = new Set(applied.map((one) => `${kindName(one.type)}/${one.namespace ?? ''}/${one.name}`))
  const namespaces = [...new Set([k.namespace, ...applied.flatMap((one) => one.namespace ?? [])])]
  return typesToPrune(k).flatMap((type) =>
    (type.namespaced ? namespaces : [undefined]).flatMap((namespace) =>
      k.connection
        .list(type, namespace, { labelSelector: k.flags.string('selector') || undefined })
        .items.filter(
          ({ metadata }) =>
            metadata.annotations?.[lastAppliedAnnotation] !== undefined &&
            !metadata.deletionTimestamp &&
            !kept.has(`${kindName(type)}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`),
        )
        .map((object) => ({ type, namespace, name: object.metadata.name ?? '', object })),
    ),
  )
}

/** `apply --prune`: deletes what is prunable; with `--wait`, until it is gone. */
export function* prune(k: Invocation, applied: readonly ApplyTarget[]): Run<void> {
  const dryRun = dryRunOf(k)
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''
  const query = { dryRun: dryRun === 'server' ? 'All' : undefined }
  const gone: Gone[] = []
  for (const one of prunable(k, applied)) {
    if (dryRun !== 'client') {
      const body = k.connection.delete(one.type, one.namespace, one.name, deleteOptions(k), query)
      if (dryRun === 'none') gone.push({ ...one, uid: deletedUid(body) })
    }
    yield* k.out(`${kindName(one.type)}/${one.name} pruned${suffix}\n`)
  }
  if (k.flags.bool('wait')) for (const one of gone) yield* waitUntilGone(k, one, k.flags.duration('timeout'))
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
