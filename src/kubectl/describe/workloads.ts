import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  Pod,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../cluster/api/generated/types.ts'
import { humanDuration } from '../../cluster/api/human-duration.ts'
import { formatLabelSelector, formatSelector, selectorFromMap } from '../../cluster/api/label-selector.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { isPod } from '../pods.ts'
import { eventLines, eventsOf } from './events.ts'
import {
  annotationLines,
  capitalBool,
  type DescribeContext,
  labelLines,
  longTime,
  mapText,
  Page,
  selectorText,
  underlined,
} from './page.ts'
import { describeTemplate } from './template.ts'

export function describeDeployment(deployment: Deployment, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = deployment
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.line(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  const count = (value: number | undefined) => value ?? 0
  page.line(
    0,
    `Replicas:\t${spec?.replicas ?? 0} desired | ${count(status?.updatedReplicas)} updated | ${count(status?.replicas)} total | ${count(status?.availableReplicas)} available | ${count(status?.unavailableReplicas)} unavailable`,
  )
  page.line(0, `StrategyType:\t${spec?.strategy?.type ?? ''}`)
  page.line(0, `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`)
  const rolling = spec?.strategy?.rollingUpdate
  if (rolling) page.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`)
  describeTemplate(page, spec?.template)
  conditionTable(page, status?.conditions)
  const { old, current } = replicaSetsOf(deployment, context)
  page.line(0, `OldReplicaSets:\t${replicaSetTexts(old)}`)
  page.line(0, `NewReplicaSet:\t${replicaSetTexts(current)}`)
  eventLines(page, context, () => eventsOf(context, deployment))
  return page.toString()
}

interface ConditionRow {
  readonly type: string
  readonly status: string
  readonly reason?: string | undefined
}

function conditionTable(page: Page, conditions: readonly ConditionRow[] | undefined): void {
  if (!conditions || conditions.length === 0) return
  page.line(0, 'Conditions:')
  for (const line of underlined(['Type', 'Status', 'Reason'])) page.line(1, line)
  for (const { type, status, reason = '' } of conditions) page.line(1, `${type} \t${status}\t${reason}`)
}

const isReplicaSet = (object: KubeObject): object is ReplicaSet => object.kind === 'ReplicaSet'

/** The set of the newest revision, and those of others that still have pods. */
function replicaSetsOf(deployment: Deployment, context: DescribeContext) {
  const owned = owningList(context, deployment, 'ReplicaSet', 'apps/v1', selectorText(deployment.spec?.selector)).filter(
    isReplicaSet,
  )
  const revision = deployment.metadata.annotations?.['deployment.kubernetes.io/revision']
  const current = owned.filter((set) => set.metadata.annotations?.['deployment.kubernetes.io/revision'] === revision)
  const old = owned.filter((set) => !current.includes(set))
  return { old, current }
}

function replicaSetTexts(sets: readonly ReplicaSet[]): string {
  const texts = sets.map(
    (set) => `${set.metadata.name} (${set.status?.replicas ?? 0}/${set.spec?.replicas ?? 0} replicas created)`,
  )
  return texts.join(', ') || '<none>'
}

/** Objects of a kind that this one controls. */
function owningList(
  context: DescribeContext,
  owner: KubeObject,
  kind: string,
  apiVersion: string,
  labelSelector: string,
): readonly KubeObject[] {
  const type = context.discovery.forKind(apiVersion, kind)
  if (!type) return []
  const { items } = context.connection.list(type, owner.metadata.namespace, {
    labelSelector: labelSelector.startsWith('<') ? undefined : labelSelector,
  })
  return items.filter((item) =>
    item.metadata.ownerReferences?.some((reference) => reference.controller && reference.uid === owner.metadata.uid),
  )
}

function podStates(context: DescribeContext, owner: KubeObject, labelSelector: string): string {
  const pods: readonly Pod[] = owningList(context, owner, 'Pod', 'v1', labelSelector).filter(isPod)
  const count = (phase: string) => pods.filter((pod) => pod.status?.phase === phase).length
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`
}

function controlledBy(page: Page, object: KubeObject): void {
  const controller = object.metadata.ownerReferences?.find((owner) => owner.controller)
  if (controller) page.line(0, `Controlled By:\t${controller.kind}/${controller.name}`)
}

export function describeReplicaSet(set: ReplicaSet | ReplicationController, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = set
  const selector =
    set.kind === 'ReplicaSet' ? selectorText(set.spec?.selector) : formatSelector(selectorFromMap(set.spec?.selector ?? {}))
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.line(0, `Selector:\t${selector}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  controlledBy(page, set)
  page.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
  page.line(0, `Pods Status:\t${podStates(context, set, selector)}`)
  describeTemplate(page, spec?.template)
  conditionTable(page, status?.conditions)
  eventLines(page, context, () => eventsOf(context, set))
  return page.toString()
}

export function describeStatefulSet(set: StatefulSet, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = set
  const selector = selectorText(spec?.selector)
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.line(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
  page.line(0, `Selector:\t${selector}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`)
  page.line(0, `Update Strategy:\t${spec?.updateStrategy?.type ?? ''}`)
  const partition = spec?.updateStrategy?.rollingUpdate?.partition
  if (partition !== undefined) page.line(1, `Partition:\t${partition}`)
  page.line(0, `Pods Status:\t${podStates(context, set, selector)}`)
  describeTemplate(page, spec?.template)
  const claims = spec?.volumeClaimTemplates ?? []
  page.line(0, `Volume Claims:${claims.length === 0 ? '\t<none>' : ''}`)
  for (const claim of claims) {
    page.line(1, `Name:\t${claim.metadata?.name ?? ''}`)
    page.line(1, `StorageClass:\t${claim.spec?.storageClassName ?? ''}`)
    labelLines(page, 1, 'Labels', claim.metadata?.labels)
    annotationLines(page, 'Annotations', claim.metadata?.annotations, 1)
    page.line(1, `Capacity:\t${claim.spec?.resources?.requests?.storage ?? '<default>'}`)
    page.line(1, `Access Modes:\t[${(claim.spec?.accessModes ?? []).join(' ')}]`)
  }
  eventLines(page, context, () => eventsOf(context, set))
  return page.toString()
}

export function describeDaemonSet(set: DaemonSet, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = set
  const selector = selectorText(spec?.selector)
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.line(0, `Selector:\t${selector}`)
  page.line(0, `Node-Selector:\t${mapText(spec?.template?.spec?.nodeSelector)}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`)
  page.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`)
  page.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`)
  page.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`)
  page.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`)
  page.line(0, `Pods Status:\t${podStates(context, set, selector)}`)
  describeTemplate(page, spec?.template)
  eventLines(page, context, () => eventsOf(context, set))
  return page.toString()
}

export function describeJob(job: Job, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = job
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  if (spec?.selector) page.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  controlledBy(page, job)
  page.line(0, `Parallelism:\t${spec?.parallelism ?? '<unset>'}`)
  page.line(0, `Completions:\t${spec?.completions ?? '<unset>'}`)
  if (spec?.completionMode) page.line(0, `Completion Mode:\t${spec.completionMode}`)
  if (spec?.suspend !== undefined) page.line(0, `Suspend:\t${spec.suspend}`)
  if (spec?.backoffLimit !== undefined) page.line(0, `Backoff Limit:\t${spec.backoffLimit}`)
  if (spec?.ttlSecondsAfterFinished !== undefined) page.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`)
  if (status?.startTime) page.line(0, `Start Time:\t${longTime(status.startTime)}`)
  if (status?.completionTime) page.line(0, `Completed At:\t${longTime(status.completionTime)}`)
  if (status?.startTime && status.completionTime) {
    page.line(0, `Duration:\t${humanDuration(Date.parse(status.completionTime) - Date.parse(status.startTime))}`)
  }
  if (spec?.activeDeadlineSeconds !== undefined) page.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`)
  const ready = status?.ready === undefined ? '' : ` (${status.ready} Ready)`
  page.line(
    0,
    `Pods Statuses:\t${status?.active ?? 0} Active${ready} / ${status?.succeeded ?? 0} Succeeded / ${status?.failed ?? 0} Failed`,
  )
  if (spec?.completionMode === 'Indexed') page.line(0, `Completed Indexes:\t${status?.completedIndexes || '<none>'}`)
  describeTemplate(page, spec?.template)
  eventLines(page, context, () => eventsOf(context, job))
  return page.toString()
}

export function describeCronJob(cron: CronJob, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = cron
  const job = spec?.jobTemplate?.spec
  const orUnset = (value: number | string | undefined) => value ?? '<unset>'
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Schedule:\t${spec?.schedule ?? ''}`)
  if (spec?.timeZone) page.line(0, `Time Zone:\t${spec.timeZone}`)
  page.line(0, `Concurrency Policy:\t${spec?.concurrencyPolicy ?? ''}`)
  page.line(0, `Suspend:\t${spec?.suspend === undefined ? '<unset>' : capitalBool(spec.suspend)}`)
  page.line(0, `Successful Job History Limit:\t${orUnset(spec?.successfulJobsHistoryLimit)}`)
  page.line(0, `Failed Job History Limit:\t${orUnset(spec?.failedJobsHistoryLimit)}`)
  const deadline = spec?.startingDeadlineSeconds
  page.line(0, `Starting Deadline Seconds:\t${deadline === undefined ? '<unset>' : `${deadline}s`}`)
  page.line(0, `Selector:\t${job?.selector ? formatLabelSelector(job.selector) : '<unset>'}`)
  page.line(0, `Parallelism:\t${orUnset(job?.parallelism)}`)
  page.line(0, `Completions:\t${orUnset(job?.completions)}`)
  if (job?.activeDeadlineSeconds !== undefined) page.line(0, `Active Deadline Seconds:\t${job.activeDeadlineSeconds}s`)
  describeTemplate(page, job?.template)
  page.line(0, `Last Schedule Time:\t${status?.lastScheduleTime ? longTime(status.lastScheduleTime) : '<unset>'}`)
  page.line(0, `Active Jobs:\t${(status?.active ?? []).map((reference) => reference.name).join(', ') || '<none>'}`)
  eventLines(page, context, () => eventsOf(context, cron))
  return page.toString()
}
