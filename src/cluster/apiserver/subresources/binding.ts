import type { Binding, Pod, PodCondition } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import type { Status } from '../interface.ts'
import type { Call } from '../registry/call.ts'
import type { Content } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { conflict, invalid, success } from '../status.ts'

/** Puts a Pod on a node: BindingREST of pkg/registry/core/pod/storage/storage.go. */
export function bindPod(server: ServerContext, call: Call, body: unknown): Status {
  const target = (body as Partial<Binding>).target
  const name = String(call.name)
  if (target?.kind && target.kind !== 'Node') {
    const message = `Unsupported value: "${target.kind}": supported values: "Node", "<empty>"`
    throw invalid({ group: '', kind: 'Binding' }, name, [{ reason: 'FieldValueNotSupported', field: 'target.kind', message }])
  }
  if (!target?.name) {
    throw invalid({ group: '', kind: 'Binding' }, name, [
      { reason: 'FieldValueRequired', field: 'target.name', message: 'Required value' },
    ])
  }
  const { registry, sim } = server
  const old = registry.get(call) as Pod
  const refuse = (why: string) => conflict({ group: '', resource: 'pods/binding' }, name, why)
  if (old.metadata.deletionTimestamp) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`)
  if (old.spec?.nodeName) throw refuse(`pod ${name} is already assigned to node "${old.spec.nodeName}"`)
  if (old.spec?.schedulingGates?.length) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`)
  const scheduled: PodCondition = {
    type: 'PodScheduled',
    status: 'True',
    // written out as Go does; the kubelet adds the generation
    lastProbeTime: null as unknown as undefined,
    lastTransitionTime: formatTime(sim.wallTime),
  }
  const others = (old.status?.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled')
  const binding = registry.policies.admit(registry, call, 'CREATE', body as Content, undefined)
  const { annotations, labels } = binding.metadata ?? {}
  const pod = {
    ...old,
    metadata: {
      ...old.metadata,
      ...(annotations ? { annotations: { ...old.metadata.annotations, ...annotations } } : {}),
      ...(labels ? { labels: { ...old.metadata.labels, ...labels } } : {}),
    },
    spec: { ...old.spec, containers: old.spec?.containers ?? [], nodeName: target.name },
    status: { ...old.status, conditions: [...others, scheduled] },
  }
  if (!call.dryRun) registry.etcd.put('pods', pod, { by: call.by })
  return success(undefined, 201)
}
