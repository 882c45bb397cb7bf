import type { Lease, Node, Pod, ResourceRequirements } from '../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { parseQuantity } from '../../cluster/api/quantity.ts'
import { isNotFound } from '../errors.ts'
import { byBytes } from '../json-value.ts'
import { isPod } from '../pods.ts'
import { age } from '../printers/age.ts'
import { eventLines, findEvents } from './events.ts'
import { annotationLines, type DescribeContext, labelLines, longTime, Page, underlined } from './page.ts'

const isLease = (object: KubeObject): object is Lease => object.kind === 'Lease'

export function describeNode(node: Node, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = node
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Roles:\t${rolesOf(node)}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
  taintLines(page, node)
  page.line(0, `Unschedulable:\t${spec?.unschedulable ?? false}`)
  leaseLines(page, node, context)
  page.line(0, 'Conditions:')
  for (const line of underlined(['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message']))
    page.line(1, line)
  for (const condition of status?.conditions ?? []) {
    const { type, reason = '', message = '', lastHeartbeatTime, lastTransitionTime } = condition
    page.line(
      1,
      `${type} \t${condition.status} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}`,
    )
  }
  page.line(0, 'Addresses:')
  for (const { type, address } of status?.addresses ?? []) page.line(1, `${type}:\t${address}`)
  amountLines(page, 'Capacity', status?.capacity)
  amountLines(page, 'Allocatable', status?.allocatable)
  const info = status?.nodeInfo
  page.line(0, 'System Info:')
  page.line(1, `Machine ID:\t${info?.machineID ?? ''}`)
  page.line(1, `System UUID:\t${info?.systemUUID ?? ''}`)
  page.line(1, `Boot ID:\t${info?.bootID ?? ''}`)
  page.line(1, `Kernel Version:\t${info?.kernelVersion ?? ''}`)
  page.line(1, `OS Image:\t${info?.osImage ?? ''}`)
  page.line(1, `Operating System:\t${info?.operatingSystem ?? ''}`)
  page.line(1, `Architecture:\t${info?.architecture ?? ''}`)
  page.line(1, `Container Runtime Version:\t${info?.containerRuntimeVersion ?? ''}`)
  page.line(1, `Kubelet Version:\t${info?.kubeletVersion ?? ''}`)
  if (spec?.podCIDR) page.line(0, `PodCIDR:\t${spec.podCIDR}`)
  if (spec?.podCIDRs?.length) page.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`)
  if (spec?.providerID) page.line(0, `ProviderID:\t${spec.providerID}`)
  podLines(page, node, context)
  eventLines(page, context, () => {
    const about = `involvedObject.kind=Node,involvedObject.name=${metadata.name}`
    const byUid = findEvents(context, '', `${about},involvedObject.uid=${metadata.uid}`)
    // the kubelet gives its node's name as uid
    return [...byUid, ...findEvents(context, '', `${about},involvedObject.uid=${metadata.name}`)]
  })
  return page.toString()
}

function rolesOf(node: Node): string {
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith('node-role.kubernetes.io/')) return [key.slice('node-role.kubernetes.io/'.length)]
    return key === 'kubernetes.io/role' && value !== '' ? [value] : []
  })
  return roles.sort(byBytes).join(',') || '<none>'
}

function taintLines(page: Page, node: Node): void {
  const taints = [...(node.spec?.taints ?? [])].sort((a, b) => byBytes(`${a.effect}/${a.key}`, `${b.effect}/${b.key}`))
  if (taints.length === 0) page.line(0, 'Taints:\t<none>')
  taints.forEach(({ key, value, effect }, i) => {
    page.line(0, `${i === 0 ? 'Taints:' : ''}\t${key}${value ? `=${value}` : ''}:${effect}`)
  })
}

function leaseLines(page: Page, node: Node, context: DescribeContext): void {
  page.line(0, 'Lease:')
  const type = context.discovery.forKind('coordination.k8s.io/v1', 'Lease')
  if (!type) return
  try {
    const lease = context.connection.get(type, 'kube-node-lease', String(node.metadata.name))
    const spec = isLease(lease) ? lease.spec : undefined
    page.line(1, `HolderIdentity:\t${spec?.holderIdentity ?? '<unset>'}`)
    page.line(1, `AcquireTime:\t${spec?.acquireTime ? longTime(spec.acquireTime) : '<unset>'}`)
    page.line(1, `RenewTime:\t${spec?.renewTime ? longTime(spec.renewTime) : '<unset>'}`)
  } catch (error) {
    if (!isNotFound(error)) throw error
    page.line(1, `Failed to get lease: ${error.message}`)
  }
}

function amountLines(page: Page, title: string, amounts: Readonly<Record<string, string | number>> | undefined): void {
  page.line(0, `${title}:`)
  for (const name of Object.keys(amounts ?? {}).sort(byBytes)) page.line(1, `${name}:\t${amounts?.[name]}`)
}

type Amount = 'requests' | 'limits'

function podLines(page: Page, node: Node, context: DescribeContext): void {
  const type = context.discovery.forKind('v1', 'Pod')
  const fieldSelector = `spec.nodeName=${node.metadata.name},status.phase!=Failed,status.phase!=Succeeded`
  const pods = type ? context.connection.list(type, undefined, { fieldSelector }).items.filter(isPod) : []
  page.line(0, `Non-terminated Pods:\t(${pods.length} in total)`)
  page.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge')
  page.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---')
  for (const pod of pods) {
    const cells = (['cpu', 'memory'] as const).flatMap((name) =>
      (['requests', 'limits'] as const).map((kind) => share(name, podAmount(pod, kind, name), node)),
    )
    page.line(
      1,
      `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${age(pod.metadata.creationTimestamp ?? '', context.now)}`,
    )
  }
  page.line(0, 'Allocated resources:')
  page.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)')
  page.line(1, 'Resource\tRequests\tLimits')
  page.line(1, '--------\t--------\t------')
  const names = [
    'cpu',
    'memory',
    'ephemeral-storage',
    ...Object.keys(node.status?.allocatable ?? {})
      .filter((name) => name.startsWith('hugepages-'))
      .sort(byBytes),
  ]
  const extended = Object.keys(node.status?.allocatable ?? {})
    .filter((name) => name.includes('/'))
    .sort(byBytes)
  for (const name of [...names, ...extended]) {
    const total = (kind: Amount) => pods.reduce((sum, pod) => sum + podAmount(pod, kind, name), 0)
    const cell = (kind: Amount) => (name.includes('/') ? text(name, total(kind)) : share(name, total(kind), node))
    page.line(1, `${name}\t${cell('requests')}\t${cell('limits')}`)
  }
}

/** In thousandths: what a pod asks for, init containers and overhead included (resourcehelper.PodRequests). */
function podAmount(pod: Pod, kind: Amount, name: string): number {
  const of = (resources: ResourceRequirements | undefined) => parseQuantity(resources?.[kind]?.[name]).milli
  const containers = (pod.spec?.containers ?? []).reduce((sum, container) => sum + of(container.resources), 0)
  let sidecars = 0
  let largestInit = 0
  for (const init of pod.spec?.initContainers ?? []) {
    if (init.restartPolicy === 'Always') sidecars += of(init.resources)
    else largestInit = Math.max(largestInit, sidecars + of(init.resources))
  }
  const podLevel = of(pod.spec?.resources)
  if (podLevel > 0) return podLevel
  return Math.max(containers + sidecars, largestInit) + parseQuantity(pod.spec?.overhead?.[name]).milli
}

function share(name: string, milli: number, node: Node): string {
  const whole = parseQuantity(node.status?.allocatable?.[name]).milli
  return `${text(name, milli)} (${whole === 0 ? 0 : Math.trunc((milli * 100) / whole)}%)`
}

/** CPU in thousandths, the rest in bytes with the largest fitting suffix. */
function text(name: string, milli: number): string {
  if (name === 'cpu') return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`
  const value = milli / 1000
  for (const [suffix, size] of [
    ['Gi', 1024 ** 3],
    ['Mi', 1024 ** 2],
    ['Ki', 1024],
  ] as const) {
    if (value !== 0 && value % size === 0) return `${value / size}${suffix}`
  }
  return String(value)
}
