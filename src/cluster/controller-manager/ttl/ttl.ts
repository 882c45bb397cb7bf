import type { Node } from '../../api/generated/types.ts'
import { keyOf } from '../../api/object.ts'
import type { Controller } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'

const annotation = 'node.alpha.kubernetes.io/ttl'

/** Node counts up to which a kubelet may cache Secrets and ConfigMaps for so many seconds. */
const steps: readonly (readonly [number, number])[] = [
  [100, 0],
  [500, 15],
  [1000, 30],
  [2000, 60],
  [Number.POSITIVE_INFINITY, 300],
]

/** Tells kubelets for how long they may keep Secrets and ConfigMaps (pkg/controller/ttl). */
export const ttlController: Controller = {
  name: 'ttl-controller',
  watches: [{ resource: resources.nodes, keys: (object, _context, old) => (old ? [] : [keyOf(object)]) }],
  reconcile(name, { api, informers }) {
    const nodes = informers.for<Node>(resources.nodes)
    if (!nodes.get(undefined, name)) return
    const seconds = String(steps.find(([most]) => nodes.list().length <= most)?.[1])
    if (nodes.get(undefined, name)?.metadata.annotations?.[annotation] === seconds) return
    api.patch(resources.nodes, undefined, name, { metadata: { annotations: { [annotation]: seconds } } }, { type: 'merge' })
  },
}
