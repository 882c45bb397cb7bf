import type { Affinity, DaemonSet, Node, NodeSelectorRequirement, Pod, Taint, Toleration } from '../../api/generated/types.ts'
import { matchesRequiredNodes } from '../../api/node-selector.ts'
import { toleratesAny } from '../../api/taints.ts'
import { revisionHashLabel } from '../history/revisions.ts'
import { podFromTemplate } from '../pod-control.ts'

const nameField = 'metadata.name'
const generationLabel = 'pod-template-generation'
const generationAnnotation = 'deprecated.daemonset.template.generation'

const tolerated: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
]
const toleratedOnHostNetwork: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
}

/** Daemon pods run on nodes that others flee (AddOrUpdateDaemonPodTolerations). */
export function daemonTolerations(set: DaemonSet): readonly Toleration[] {
  const spec = set.spec?.template.spec
  const own = spec?.tolerations ?? []
  const added = spec?.hostNetwork ? [...tolerated, toleratedOnHostNetwork] : tolerated
  const kept = own.filter(
    (one) => !added.some((other) => one.key === other.key && one.effect === other.effect && one.operator === other.operator),
  )
  return [...kept, ...added]
}

/** The pod for one node: bound to it by affinity, so that the scheduler places it (CreatePodTemplate, NewPod). */
export function daemonPod(set: DaemonSet, nodeName: string, hash: string): object {
  const pod = podFromTemplate(set.spec?.template, set)
  const generation = set.metadata.annotations?.[generationAnnotation] ?? String(set.metadata.generation ?? 1)
  const spec = set.spec?.template.spec
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [generationLabel]: generation, [revisionHashLabel]: hash } },
    spec: { ...spec, affinity: onlyOn(nodeName, spec?.affinity), tolerations: daemonTolerations(set) },
  }
}

function onlyOn(nodeName: string, affinity: Affinity | undefined): Affinity {
  const field: NodeSelectorRequirement = { key: nameField, operator: 'In', values: [nodeName] }
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const nodeSelectorTerms = required
    ? required.nodeSelectorTerms.map((term) => ({ ...term, matchFields: [field] }))
    : [{ matchFields: [field] }]
  return {
    ...affinity,
    nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  }
}

/** The node that a daemon pod is on or meant for (GetTargetNodeName). */
export function targetNode(pod: Pod): string | undefined {
  if (pod.spec?.nodeName) return pod.spec.nodeName
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  for (const term of required?.nodeSelectorTerms ?? []) {
    for (const { key, operator, values } of term.matchFields ?? []) {
      if (key === nameField && operator === 'In' && values?.length === 1) return values[0]
    }
  }
  return undefined
}

/** Whether a daemon pod belongs on a node, and whether one that is there may stay (NodeShouldRunDaemonPod). */
export function belongsOn(set: DaemonSet, node: Node): { readonly shouldRun: boolean; readonly mayStay: boolean } {
  const spec = set.spec?.template.spec
  const fits =
    (!spec?.nodeName || spec.nodeName === node.metadata.name) &&
    matchesRequiredNodes({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec }, node)
  if (!fits) return { shouldRun: false, mayStay: false }
  const tolerations = daemonTolerations(set)
  const untolerated = (effects: readonly Taint['effect'][]): boolean =>
    (node.spec?.taints ?? []).some((taint) => effects.includes(taint.effect) && !toleratesAny(tolerations, taint))
  if (untolerated(['NoExecute', 'NoSchedule'])) return { shouldRun: false, mayStay: !untolerated(['NoExecute']) }
  return { shouldRun: true, mayStay: true }
}
