import type { Binding, Pod } from '../../api/generated/types.ts'
import type { AdmissionPlugin } from './context.ts'

const topologyLabels = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/** plugin/pkg/admission/podtopologylabels: a Pod carries its node's zone and region from its binding on. */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  resources: new Set(['pods', 'bindings']),
  mutate(request, object, context) {
    if (request.operation !== 'CREATE') return object
    const isBinding = request.resource === 'bindings' || request.subresource === 'binding'
    if (!isBinding && request.subresource) return object
    // A Pod made with its node (static Pods, tests of learners) is bound already.
    const node = isBinding ? (object as unknown as Binding).target?.name : (object as Pod).spec?.nodeName
    if (!node) return object
    const found = context.get('nodes', undefined, node)?.metadata.labels
    if (!found) return object
    const wanted = topologyLabels.filter((label) => found[label] !== undefined)
    if (wanted.length === 0) return object
    const labels = { ...object.metadata.labels, ...Object.fromEntries(wanted.map((label) => [label, found[label]])) }
    return { ...object, metadata: { ...object.metadata, labels: labels as Record<string, string> } }
  },
}
