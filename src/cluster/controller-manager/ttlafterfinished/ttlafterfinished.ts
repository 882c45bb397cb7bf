import type { Job } from '../../api/generated/types.ts'
import { keyOf, parseTime, splitKey } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'

/** Deletes jobs some time after they finished, if they ask for it (pkg/controller/ttlafterfinished). */
export const ttlAfterFinishedController: Controller = {
  name: 'ttl-after-finished-controller',
  watches: [{ resource: resources.jobs, keys: (object) => [keyOf(object)] }],
  reconcile(key, { informers, api, sim, enqueue }) {
    const { namespace, name } = splitKey(key)
    const job = informers.for<Job>(resources.jobs).get(namespace, name)
    const ttl = job?.spec?.ttlSecondsAfterFinished
    if (!job || ttl === undefined || job.metadata.deletionTimestamp !== undefined) return
    const end = job.status?.conditions?.find((one) => (one.type === 'Complete' || one.type === 'Failed') && one.status === 'True')
    if (!end) return
    const leftMs = parseTime(end.lastTransitionTime) + ttl * 1000 - sim.wallTime
    if (leftMs > 0) {
      enqueue(key, leftMs)
      return
    }
    try {
      api.delete(resources.jobs, namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid } })
    } catch (error) {
      if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
    }
  },
}
