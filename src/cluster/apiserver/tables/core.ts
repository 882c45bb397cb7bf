import type { ConfigMap, Event, Lease, Namespace, Node, PriorityClass, ResourceQuota, Secret } from '../../api/generated/types.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, number, type TableColumns, text, wide } from './table.ts'

const roleLabel = 'node-role.kubernetes.io/'

export const nodeColumns: TableColumns = {
  columns: [
    nameColumn,
    text('Status'),
    text('Roles'),
    ageColumn,
    text('Version'),
    wide('Internal-IP'),
    wide('External-IP'),
    wide('OS-Image'),
    wide('Kernel-Version'),
    wide('Container-Runtime'),
  ],
  cells(object, now) {
    const node = object as Node
    const { metadata, status } = node
    const info = status?.nodeInfo
    const address = (type: string) => status?.addresses?.find((one) => one.type === type)?.address || '<none>'
    const kernel = info?.kernelVersion
      ? `${info.kernelVersion}${info.architecture ? ` (${info.architecture})` : ''}`
      : '<unknown>'
    return [
      metadata.name,
      nodeStatus(node),
      nodeRoles(node),
      since(metadata.creationTimestamp, now),
      info?.kubeletVersion,
      address('InternalIP'),
      address('ExternalIP'),
      info?.osImage || '<unknown>',
      kernel,
      info?.containerRuntimeVersion || '<unknown>',
    ]
  },
}

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find((condition) => condition.type === 'Ready')
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'
  return spec?.unschedulable ? `${word},SchedulingDisabled` : word
}

function nodeRoles({ metadata }: Node): string {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(roleLabel) && key.length > roleLabel.length) roles.add(key.slice(roleLabel.length))
    else if (key === 'kubernetes.io/role' && value) roles.add(value)
  }
  return [...roles].sort().join(',') || '<none>'
}

export const namespaceColumns: TableColumns = {
  columns: [nameColumn, text('Status'), ageColumn],
  cells(object, now) {
    const { metadata, status } = object as Namespace
    return [metadata.name, status?.phase, since(metadata.creationTimestamp, now)]
  },
}

export const configMapColumns: TableColumns = {
  columns: [nameColumn, number('Data'), ageColumn],
  cells(object, now) {
    const { metadata, data, binaryData } = object as ConfigMap
    const count = Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length
    return [metadata.name, count, since(metadata.creationTimestamp, now)]
  },
}

export const secretColumns: TableColumns = {
  columns: [nameColumn, text('Type'), number('Data'), ageColumn],
  cells(object, now) {
    const { metadata, type, data } = object as Secret
    return [metadata.name, type, Object.keys(data ?? {}).length, since(metadata.creationTimestamp, now)]
  },
}

export const eventColumns: TableColumns = {
  columns: [
    text('Last Seen'),
    text('Type'),
    text('Reason'),
    text('Object'),
    wide('Subobject'),
    wide('Source'),
    text('Message'),
    wide('First Seen'),
    wide('Count'),
    { ...nameColumn, priority: 1 },
  ],
  cells(object, now) {
    const event = object as Event
    const { involvedObject = {}, source, series } = event
    const first = event.firstTimestamp ?? event.eventTime
    const last = series?.lastObservedTime ?? event.lastTimestamp ?? first
    const component = source?.component || event.reportingComponent || ''
    const host = source?.host || event.reportingInstance
    return [
      since(last, now),
      event.type,
      event.reason,
      involvedObject.name ? `${involvedObject.kind?.toLowerCase()}/${involvedObject.name}` : involvedObject.kind?.toLowerCase(),
      involvedObject.fieldPath ?? '',
      host ? `${component}, ${host}` : component,
      event.message?.trim(),
      since(first, now),
      series?.count ?? (event.count || 1),
      event.metadata.name,
    ]
  },
}

export const quotaColumns: TableColumns = {
  columns: [nameColumn, text('Request'), text('Limit'), ageColumn],
  cells(object, now) {
    const { metadata, status } = object as ResourceQuota
    const { hard = {}, used = {} } = status ?? {}
    const texts = (limits: boolean) =>
      Object.keys(hard)
        .filter((name) => name.startsWith('limits.') === limits)
        .sort()
        .map((name) => `${name}: ${used[name] ?? 0}/${hard[name]}`)
        .join(', ')
    return [metadata.name, texts(false), texts(true), since(metadata.creationTimestamp, now)]
  },
}

export const priorityClassColumns: TableColumns = {
  columns: [nameColumn, number('Value'), text('Global-Default'), ageColumn, text('PreemptionPolicy')],
  cells(object, now) {
    const { metadata, value, globalDefault, preemptionPolicy } = object as PriorityClass
    const age = since(metadata.creationTimestamp, now)
    return [metadata.name, value, globalDefault ?? false, age, preemptionPolicy ?? '']
  },
}

export const leaseColumns: TableColumns = {
  columns: [nameColumn, text('Holder'), ageColumn],
  cells(object, now) {
    const { metadata, spec } = object as Lease
    return [metadata.name, spec?.holderIdentity ?? '', since(metadata.creationTimestamp, now)]
  },
}
