import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  LabelSelector,
  PodSpec,
  PodTemplate,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../api/generated/types.ts'
import { formatLabelSelector, formatSelector, selectorFromMap } from '../../api/label-selector.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, number, type TableColumns, text, wide } from './table.ts'

const podColumns = [wide('Containers'), wide('Images')]
const withSelector = [...podColumns, wide('Selector')]

/** Names and images of the app containers, joined. */
export function containersAndImages(spec: PodSpec | undefined): readonly [string, string] {
  const containers = spec?.containers ?? []
  return [containers.map((one) => one.name).join(','), containers.map((one) => one.image ?? '').join(',')]
}

/** `a=b,c=d`, or `<none>`. */
export function mapText(labels: Readonly<Record<string, string>> | undefined): string {
  return labels && Object.keys(labels).length > 0 ? formatSelector(selectorFromMap(labels)) : '<none>'
}

const selectorText = (selector: LabelSelector | undefined) => formatLabelSelector(selector)

export const deploymentColumns: TableColumns = {
  columns: [nameColumn, text('Ready'), number('Up-to-date'), number('Available'), ageColumn, ...withSelector],
  cells(object, now) {
    const { metadata, spec, status } = object as Deployment
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      since(metadata.creationTimestamp, now),
      ...containersAndImages(spec?.template.spec),
      selectorText(spec?.selector),
    ]
  },
}

export const replicaSetColumns: TableColumns = {
  columns: [nameColumn, number('Desired'), number('Current'), number('Ready'), ageColumn, ...withSelector],
  cells(object, now) {
    const { metadata, spec, status } = object as ReplicaSet
    return [
      metadata.name,
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      since(metadata.creationTimestamp, now),
      ...containersAndImages(spec?.template?.spec),
      selectorText(spec?.selector),
    ]
  },
}

export const replicationControllerColumns: TableColumns = {
  columns: replicaSetColumns.columns,
  cells(object, now) {
    const { metadata, spec, status } = object as ReplicationController
    return [
      metadata.name,
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      since(metadata.creationTimestamp, now),
      ...containersAndImages(spec?.template?.spec),
      mapText(spec?.selector),
    ]
  },
}

export const statefulSetColumns: TableColumns = {
  columns: [nameColumn, text('Ready'), ageColumn, ...podColumns],
  cells(object, now) {
    const { metadata, spec, status } = object as StatefulSet
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      since(metadata.creationTimestamp, now),
      ...containersAndImages(spec?.template.spec),
    ]
  },
}

export const daemonSetColumns: TableColumns = {
  columns: [
    nameColumn,
    number('Desired'),
    number('Current'),
    number('Ready'),
    number('Up-to-date'),
    number('Available'),
    text('Node Selector'),
    ageColumn,
    ...withSelector,
  ],
  cells(object, now) {
    const { metadata, spec, status } = object as DaemonSet
    return [
      metadata.name,
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      mapText(spec?.template.spec?.nodeSelector),
      since(metadata.creationTimestamp, now),
      ...containersAndImages(spec?.template.spec),
      selectorText(spec?.selector),
    ]
  },
}

export const podTemplateColumns: TableColumns = {
  columns: [nameColumn, text('Containers'), text('Images'), text('Pod Labels')],
  cells(object) {
    const { metadata, template } = object as PodTemplate
    return [metadata.name, ...containersAndImages(template?.spec), mapText(template?.metadata?.labels)]
  },
}

export const controllerRevisionColumns: TableColumns = {
  columns: [nameColumn, text('Controller'), text('Revision'), ageColumn],
  cells(object, now) {
    const { metadata, revision } = object as ControllerRevision
    const owner = metadata.ownerReferences?.find((reference) => reference.controller)
    const version = owner?.apiVersion ?? ''
    const group = version.includes('/') ? `.${version.split('/')[0]}` : ''
    const controller = owner ? `${owner.kind?.toLowerCase()}${group}/${owner.name}` : '<none>'
    return [metadata.name, controller, revision, since(metadata.creationTimestamp, now)]
  },
}
