import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  PodDisruptionBudget,
  RoleBinding,
} from '../../api/generated/types.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, number, type TableColumns, text, wide } from './table.ts'

export const budgetColumns: TableColumns = {
  columns: [nameColumn, text('Min Available'), text('Max Unavailable'), number('Allowed Disruptions'), ageColumn],
  cells(object, now) {
    const { metadata, spec, status } = object as PodDisruptionBudget
    return [
      metadata.name,
      String(spec?.minAvailable ?? 'N/A'),
      String(spec?.maxUnavailable ?? 'N/A'),
      status?.disruptionsAllowed ?? 0,
      since(metadata.creationTimestamp, now),
    ]
  },
}

/** RoleBindings and ClusterRoleBindings. */
export const bindingColumns: TableColumns = {
  columns: [nameColumn, text('Role'), ageColumn, wide('Users'), wide('Groups'), wide('ServiceAccounts')],
  cells(object, now) {
    const { metadata, roleRef, subjects = [] } = object as RoleBinding
    const named = (kind: string) => subjects.filter((subject) => subject.kind === kind)
    return [
      metadata.name,
      `${roleRef.kind}/${roleRef.name}`,
      since(metadata.creationTimestamp, now),
      named('User')
        .map((subject) => subject.name)
        .join(', '),
      named('Group')
        .map((subject) => subject.name)
        .join(', '),
      named('ServiceAccount')
        .map((subject) => `${subject.namespace}/${subject.name}`)
        .join(', '),
    ]
  },
}

export const autoscalerColumns: TableColumns = {
  columns: [nameColumn, text('Reference'), text('Targets'), text('MinPods'), number('MaxPods'), number('Replicas'), ageColumn],
  cells(object, now) {
    const { metadata, spec, status } = object as HorizontalPodAutoscaler
    return [
      metadata.name,
      `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`,
      targets(spec?.metrics ?? [], status?.currentMetrics ?? []),
      spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
      spec?.maxReplicas,
      status?.currentReplicas ?? 0,
      since(metadata.creationTimestamp, now),
    ]
  },
}

/** formatHPAMetrics: at most two, then how many more. */
function targets(specs: readonly MetricSpec[], statuses: readonly (MetricStatus | undefined)[]): string {
  if (specs.length === 0) return '<none>'
  const all = specs.map((spec, i) => target(spec, statuses[i]))
  if (all.length <= 2) return all.join(', ')
  return `${all.slice(0, 2).join(', ')} + ${all.length - 2} more...`
}

type Value = {
  readonly value?: string | number | undefined
  readonly averageValue?: string | number | undefined
  readonly averageUtilization?: number | undefined
}

function target(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'Resource':
      return resourceTarget(spec.resource?.name, spec.resource?.target, status?.resource?.current)
    case 'ContainerResource':
      return resourceTarget(spec.containerResource?.name, spec.containerResource?.target, status?.containerResource?.current)
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? '<unknown>'}/${spec.pods?.target.averageValue}`
    case 'Object':
      return valueTarget(spec.object?.target, status?.object?.current)
    case 'External':
      return valueTarget(spec.external?.target, status?.external?.current)
    default:
      return '<unknown type>'
  }
}

function resourceTarget(name: string | undefined, wanted: Value | undefined, current: Value | undefined): string {
  if (wanted?.averageValue !== undefined) return `${name}: ${current?.averageValue ?? '<unknown>'}/${wanted.averageValue}`
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}%`
  return `${name}: ${now}/${wanted?.averageUtilization === undefined ? '<auto>' : `${wanted.averageUtilization}%`}`
}

function valueTarget(wanted: Value | undefined, current: Value | undefined): string {
  if (wanted?.averageValue !== undefined) return `${current?.averageValue ?? '<unknown>'}/${wanted.averageValue} (avg)`
  return `${current?.value ?? '<unknown>'}/${wanted?.value}`
}
