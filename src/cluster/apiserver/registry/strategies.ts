import { definitionStorage, definitionStrategy } from '../custom/definitions.ts'
import { daemonSetStrategy } from './daemon-set.ts'
import { jobStrategy } from './job.ts'
import { namespaceStrategy } from './namespace.ts'
import { podStrategy } from './pod.ts'
import type { Strategy } from './resource.ts'
import { serviceStrategy } from './service.ts'
import { claimStrategy, volumeStrategy } from './volumes.ts'

/** Strategies by place of storage. Kinds that are not here need nothing of their own. */
export const strategies: Readonly<Record<string, Strategy>> = {
  pods: podStrategy,
  namespaces: namespaceStrategy,
  // a kubelet registers its Node with its status
  nodes: { keepsStatusOnCreate: true },
  services: serviceStrategy,
  persistentvolumeclaims: claimStrategy,
  persistentvolumes: volumeStrategy,
  [definitionStorage]: definitionStrategy,
  'daemonsets.apps': daemonSetStrategy,
  'jobs.batch': jobStrategy,
}
