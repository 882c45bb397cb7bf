import type { Pod } from '../../cluster/api/generated/types.ts'
import { humanDuration } from '../../cluster/api/human-duration.ts'
import { formatLabelSelector } from '../../cluster/api/label-selector.ts'
import { containerLines } from './containers.ts'
import { eventLines, eventsOf } from './events.ts'
import { annotationLines, type DescribeContext, labelLines, longTime, Page, resourceLines, tolerationLines } from './page.ts'
import { volumeLines } from './volumes.ts'

/** kubectl/pkg/describe describePod */
export function describePod(pod: Pod, context: DescribeContext): string {
  const page = new Page()
  headLines(page, pod, context)
  const { spec, status } = pod
  if (spec?.initContainers?.length)
    containerLines(page, 'Init Containers', spec.initContainers, status?.initContainerStatuses, { pod })
  containerLines(page, 'Containers', spec?.containers, status?.containerStatuses, { pod })
  if (spec?.ephemeralContainers?.length) {
    containerLines(page, 'Ephemeral Containers', spec.ephemeralContainers, status?.ephemeralContainerStatuses, { pod })
  }
  conditionLines(page, pod)
  volumeLines(page, spec?.volumes)
  page.line(0, `QoS Class:\t${status?.qosClass ?? ''}`)
  labelLines(page, 0, 'Node-Selectors', spec?.nodeSelector)
  tolerationLines(page, 'Tolerations', spec?.tolerations)
  spreadLines(page, pod)
  eventLines(page, context, () =>
    eventsOf(context, pod, pod.metadata.annotations?.['kubernetes.io/config.mirror'] ?? pod.metadata.uid),
  )
  return page.toString()
}

function headLines(page: Page, pod: Pod, context: DescribeContext): void {
  const { metadata, spec, status } = pod
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  if (spec?.priority !== undefined) page.line(0, `Priority:\t${spec.priority}`)
  if (spec?.priorityClassName) page.line(0, `Priority Class Name:\t${spec.priorityClassName}`)
  if (spec?.runtimeClassName) page.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`)
  if (spec?.serviceAccountName) page.line(0, `Service Account:\t${spec.serviceAccountName}`)
  page.line(0, `Node:\t${spec?.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>'}`)
  if (status?.startTime) page.line(0, `Start Time:\t${longTime(status.startTime)}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  statusLines(page, pod, context)
  if (status?.reason) page.line(0, `Reason:\t${status.reason}`)
  if (status?.message) page.line(0, `Message:\t${status.message}`)
  const seccomp = spec?.securityContext?.seccompProfile
  if (seccomp) {
    page.line(0, `SeccompProfile:\t${seccomp.type}`)
    if (seccomp.type === 'Localhost') page.line(0, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`)
  }
  page.line(0, `IP:\t${status?.podIP ?? ''}`)
  const ips = status?.podIPs ?? []
  page.line(0, ips.length === 0 ? 'IPs:\t<none>' : 'IPs:')
  for (const { ip } of ips) page.line(1, `IP:\t${ip}`)
  const controller = metadata.ownerReferences?.find((owner) => owner.controller)
  if (controller) page.line(0, `Controlled By:\t${controller.kind}/${controller.name}`)
  if (status?.nominatedNodeName) page.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`)
  if (spec?.resources) {
    page.line(0, 'Resources:')
    resourceLines(page, 1, spec.resources)
  }
}

function statusLines(page: Page, pod: Pod, context: DescribeContext): void {
  const phase = pod.status?.phase ?? ''
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata
  if (deletionTimestamp === undefined || phase === 'Succeeded' || phase === 'Failed') {
    page.line(0, `Status:\t${phase}`)
    return
  }
  page.line(0, `Status:\tTerminating (lasts ${humanDuration(context.now - Date.parse(deletionTimestamp))})`)
  page.line(0, `Termination Grace Period:\t${deletionGracePeriodSeconds ?? 0}s`)
}

function conditionLines(page: Page, pod: Pod): void {
  const conditions = pod.status?.conditions ?? []
  const gates = pod.spec?.readinessGates ?? []
  if (gates.length > 0) {
    page.line(0, 'Readiness Gates:')
    page.line(1, 'Type\tStatus')
    for (const { conditionType } of gates) {
      const status = conditions.find((condition) => condition.type === conditionType)?.status ?? '<none>'
      page.line(1, `${conditionType} \t${status} `)
    }
  }
  if (conditions.length === 0) return
  page.line(0, 'Conditions:')
  page.line(1, 'Type\tStatus')
  for (const condition of conditions) page.line(1, `${condition.type} \t${condition.status} `)
}

function spreadLines(page: Page, pod: Pod): void {
  const constraints = [...(pod.spec?.topologySpreadConstraints ?? [])].sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1))
  constraints.forEach((constraint, i) => {
    const selector = constraint.labelSelector ? ` for selector ${formatLabelSelector(constraint.labelSelector)}` : ''
    const text = `${constraint.topologyKey}:${constraint.whenUnsatisfiable} when max skew ${constraint.maxSkew} is exceeded${selector}`
    page.line(0, `${i === 0 ? 'Topology Spread Constraints:' : ''}\t${text}`)
  })
}
