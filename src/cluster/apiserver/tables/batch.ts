import type { CronJob, Job } from '../../api/generated/types.ts'
import { humanDuration } from '../../api/human-duration.ts'
import { formatLabelSelector } from '../../api/label-selector.ts'
import { parseTime } from '../../api/object.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, number, type TableColumns, text, wide } from './table.ts'
import { containersAndImages } from './workloads.ts'

const podColumns = [wide('Containers'), wide('Images'), wide('Selector')]

export const jobColumns: TableColumns = {
  columns: [nameColumn, text('Status'), text('Completions'), text('Duration'), ageColumn, ...podColumns],
  cells(object, now) {
    const job = object as Job
    const { metadata, spec } = job
    return [
      metadata.name,
      jobStatus(job),
      completions(job),
      duration(job, now),
      since(metadata.creationTimestamp, now),
      ...containersAndImages(spec?.template.spec),
      formatLabelSelector(spec?.selector),
    ]
  },
}

/** printJob: the first of these that holds. */
function jobStatus({ metadata, status }: Job): string {
  const holds = (type: string) => status?.conditions?.some((c) => c.type === type && c.status === 'True')
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (metadata.deletionTimestamp) return 'Terminating'
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet']) if (holds(type)) return type
  return 'Running'
}

function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec?.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function duration({ status }: Job, now: number): string {
  if (!status?.startTime) return ''
  return humanDuration((status.completionTime ? parseTime(status.completionTime) : now) - parseTime(status.startTime))
}

export const cronJobColumns: TableColumns = {
  columns: [
    nameColumn,
    text('Schedule'),
    text('Timezone'),
    text('Suspend'),
    number('Active'),
    text('Last Schedule'),
    ageColumn,
    ...podColumns,
  ],
  cells(object, now) {
    const { metadata, spec, status } = object as CronJob
    const suspend = spec?.suspend
    return [
      metadata.name,
      spec?.schedule,
      spec?.timeZone ?? '<none>',
      suspend === undefined ? '<unset>' : suspend ? 'True' : 'False',
      status?.active?.length ?? 0,
      status?.lastScheduleTime ? since(status.lastScheduleTime, now) : '<none>',
      since(metadata.creationTimestamp, now),
      ...containersAndImages(spec?.jobTemplate.spec?.template.spec),
      formatLabelSelector(spec?.jobTemplate.spec?.selector),
    ]
  },
}
