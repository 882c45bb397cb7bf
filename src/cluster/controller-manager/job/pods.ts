import type { Container, EnvVar, Job, Pod } from '../../api/generated/types.ts'
import { parseTime } from '../../api/object.ts'
import { podFromTemplate } from '../pod-control.ts'
import { indexKey } from './indexes.ts'

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'
export const indexFailureCount = 'batch.kubernetes.io/job-index-failure-count'

export function isIndexed(job: Job): boolean {
  return job.spec?.completionMode === 'Indexed'
}

export function hasTrackingFinalizer(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) === true
}

/** A pod of the job, held by a finalizer until it has been counted (manageJob). @param failures of its index so far */
export function jobPod(job: Job, index: number | undefined, failures: number): object {
  const { name, uid } = job.metadata
  const pod = podFromTemplate(job.spec?.template, job, index === undefined ? undefined : `${name}-${index}-`)
  const labels: Record<string, string> = {
    'batch.kubernetes.io/controller-uid': String(uid),
    'batch.kubernetes.io/job-name': String(name),
    'controller-uid': String(uid),
    'job-name': String(name),
    ...pod.metadata.labels,
  }
  const annotations: Record<string, string> = { ...pod.metadata.annotations }
  let spec = job.spec?.template.spec
  if (index !== undefined) {
    labels[indexKey] = String(index)
    annotations[indexKey] = String(index)
    if (job.spec?.backoffLimitPerIndex !== undefined) annotations[indexFailureCount] = String(failures)
    const env: EnvVar = {
      name: 'JOB_COMPLETION_INDEX',
      valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${indexKey}']` } },
    }
    spec = spec && {
      ...spec,
      hostname: spec.hostname ?? `${name}-${index}`,
      containers: withEnv(spec.containers, env),
      ...(spec.initContainers ? { initContainers: withEnv(spec.initContainers, env) } : {}),
    }
  }
  const finalizers = [...(pod.metadata.finalizers ?? []).filter((one) => one !== trackingFinalizer), trackingFinalizer]
  return {
    ...pod,
    metadata: { ...pod.metadata, labels, finalizers, ...(Object.keys(annotations).length ? { annotations } : {}) },
    spec,
  }
}

function withEnv(containers: readonly Container[], env: EnvVar): readonly Container[] {
  return containers.map((one) =>
    one.env?.some(({ name }) => name === env.name) ? one : { ...one, env: [...(one.env ?? []), env] },
  )
}

/** When a pod's last container ended, in ms since the epoch (getFinishedTime). */
export function finishedAt(pod: Pod, wallTime: number): number {
  let latest = 0
  for (const { state } of pod.status?.containerStatuses ?? []) {
    latest = Math.max(latest, parseTime(state?.terminated?.finishedAt) || 0)
  }
  if (latest) return latest
  return (
    parseTime(pod.metadata.deletionTimestamp) ||
    parseTime(pod.status?.conditions?.find((one) => one.type === 'Ready')?.lastTransitionTime) ||
    wallTime
  )
}
