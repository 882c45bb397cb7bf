import type { GroupVersionResource } from '../../api/object.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Informers } from '../../client/informer.ts'
import { resources } from '../../client/resources.ts'
import type { Simulation } from '../../sim/simulation.ts'
import type { Plugin } from '../framework.ts'
import { dynamicResources } from './dynamic-resources.ts'
import { imageLocality } from './image-locality.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'
import { nodeAffinity } from './node-affinity.ts'
import { nodeDeclaredFeatures } from './node-declared-features.ts'
import { nodeName } from './node-name.ts'
import { nodePorts } from './node-ports.ts'
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts'
import { nodeResourcesFit } from './node-resources-fit.ts'
import { nodeUnschedulable } from './node-unschedulable.ts'
import { nodeVolumeLimits } from './node-volume-limits.ts'
import { podTopologySpread } from './pod-topology-spread.ts'
import { VolumeListers } from './pod-volumes.ts'
import { schedulingGates } from './scheduling-gates.ts'
import { taintToleration } from './taint-toleration.ts'
import { volumeBinding } from './volume-binding.ts'
import { volumeRestrictions } from './volume-restrictions.ts'
import { volumeZone } from './volume-zone.ts'

/** What plugins may look at beyond nodes and pods. */
export interface PluginSources {
  readonly sim: Simulation
  readonly api: Client
  readonly informers: Informers
  readonly events: EventRecorder
}

/** Resources whose changes may make a pod schedulable, besides nodes and pods. */
export const watchedVolumeResources: readonly GroupVersionResource[] = [
  resources.persistentvolumeclaims,
  resources.persistentvolumes,
  resources.storageclasses,
]

/**
 * The default plugins in upstream's order (apis/config/v1/default_plugins.go); the first refusal of a node counts.
 * PrioritySort is the order of queue.ts, DefaultPreemption preemption.ts, DefaultBinder binding.ts.
 */
export function defaultPlugins(sources: PluginSources): readonly Plugin[] {
  const { informers } = sources
  const listers = new VolumeListers(informers)
  return [
    schedulingGates,
    nodeUnschedulable,
    nodeName,
    taintToleration,
    nodeAffinity,
    nodePorts,
    nodeResourcesFit,
    volumeRestrictions(listers),
    nodeVolumeLimits(informers, listers),
    volumeBinding(sources, listers),
    volumeZone(listers),
    podTopologySpread(informers),
    interPodAffinity,
    dynamicResources,
    nodeResourcesBalancedAllocation,
    imageLocality,
    nodeDeclaredFeatures,
  ]
}
