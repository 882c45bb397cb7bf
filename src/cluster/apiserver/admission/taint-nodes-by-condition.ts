import type { Node } from '../../api/generated/types.ts'
import type { AdmissionPlugin } from './context.ts'

const key = 'node.kubernetes.io/not-ready'

/** plugin/pkg/admission/nodetaint: a new node takes no Pods until it has said that it is ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  resources: new Set(['nodes']),
  mutate(request, object) {
    if (request.operation !== 'CREATE' || request.subresource) return object
    const node = object as Node
    const taints = node.spec?.taints ?? []
    if (taints.some((taint) => taint.key === key && taint.effect === 'NoSchedule')) return object
    return { ...node, spec: { ...node.spec, taints: [...taints, { key, effect: 'NoSchedule' }] } } as Node
  },
}
