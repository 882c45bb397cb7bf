import type { GroupVersionResource, KubeObject } from '../api/object.ts'
import type { DirectAccess } from '../apiserver/interface.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { Informer, Informers } from './informer.ts'
import { SharedInformer } from './shared-informer.ts'

/** The informers of a cluster, made as they are asked for: client-go's SharedInformerFactory. */
export function createInformers(sim: Simulation, api: { readonly direct: DirectAccess }): Informers {
  const made = new Map<string, Informer>()
  return {
    for<T extends KubeObject>(resource: GroupVersionResource): Informer<T> {
      const key = `${resource.group}/${resource.version}/${resource.resource}`
      let informer = made.get(key)
      if (!informer) {
        informer = new SharedInformer(sim, api.direct, resource)
        made.set(key, informer)
      }
      return informer as Informer<T>
    },
  }
}
