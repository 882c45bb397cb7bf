import type { Container, Pod, PodCondition, PodSpec } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { qosClassOf } from '../../api/pods.ts'
import type { Content, Strategy, WriteContext } from './resource.ts'

/** pkg/registry/core/pod/strategy.go. */
export const podStrategy: Strategy = {
  prepareForCreate(object: Content, context: WriteContext): Content {
    const pod = object as Pod
    const conditions = pod.spec?.schedulingGates?.length ? [gated(context)] : undefined
    return {
      ...pod,
      status: {
        phase: 'Pending',
        ...(conditions ? { conditions } : {}),
        qosClass: pod.spec ? qosClassOf(pod.spec) : 'BestEffort',
      },
    }
  },
  parts: {
    ephemeralcontainers(object, old) {
      const { ephemeralContainers } = (object as Pod).spec ?? {}
      return { ...old, metadata: object.metadata, spec: { ...(old as Pod).spec, ephemeralContainers } }
    },
    resize: (object, old) => ({ ...old, metadata: object.metadata, spec: resized((object as Pod).spec, (old as Pod).spec) }),
  },
  prepareForStatusUpdate(object, old) {
    const { metadata } = object
    const was = old.metadata
    const status = (object as Pod).status
    const qos = status?.qosClass ?? (old as Pod).status?.qosClass
    return {
      ...object,
      metadata:
        metadata.ownerReferences === was.ownerReferences ? metadata : { ...metadata, ownerReferences: was.ownerReferences },
      status: qos && status?.qosClass !== qos ? { ...status, qosClass: qos } : status,
    }
  },
  gracePeriodSeconds(object, requested) {
    const pod = object as Pod
    // the kubelet has nothing to stop
    if (!pod.spec?.nodeName) return 0
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return 0
    const seconds = requested ?? pod.spec.terminationGracePeriodSeconds ?? 30
    return seconds < 0 ? 1 : seconds
  },
}

/** dropNonResizeUpdates: only the containers' resources and resize policies come from the update. */
function resized(given: PodSpec | undefined, old: PodSpec | undefined): PodSpec | undefined {
  if (!given || !old) return old
  const take = (containers: readonly Container[], from: readonly Container[] | undefined) =>
    containers.map((container, i) => {
      const { resources, resizePolicy } = from?.[i] ?? container
      return { ...container, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) }
    })
  return {
    ...old,
    containers: take(old.containers, given.containers),
    ...(old.initContainers ? { initContainers: take(old.initContainers, given.initContainers) } : {}),
    ...(given.resources ? { resources: given.resources } : {}),
  }
}

function gated({ sim }: WriteContext): PodCondition {
  return {
    type: 'PodScheduled',
    status: 'False',
    lastTransitionTime: formatTime(sim.wallTime),
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  }
}
