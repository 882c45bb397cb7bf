/** Defaults of the kinds that make Pods: pkg/apis/{apps,batch}/v1/defaults.go. */
import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  JobSpec,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../api/generated/types.ts'
import { fill, mapSame, within } from './edit.ts'
import { defaultPodTemplate } from './pod.ts'
import { defaultClaim } from './volumes.ts'

const quarter = '25%'

export function defaultDeployment(deployment: Deployment): Deployment {
  return within(deployment, 'spec', (given) => {
    const spec = fill(within(given, 'template', defaultPodTemplate), {
      replicas: 1,
      strategy: {},
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    })
    return within(spec, 'strategy', (one) => {
      const strategy = fill(one, { type: 'RollingUpdate' })
      if (strategy.type !== 'RollingUpdate') return strategy
      return within(fill(strategy, { rollingUpdate: {} }), 'rollingUpdate', (rolling) =>
        fill(rolling, { maxUnavailable: quarter, maxSurge: quarter }),
      )
    })
  })
}

export function defaultReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  return within(replicaSet, 'spec', (spec) => fill(within(spec, 'template', defaultPodTemplate), { replicas: 1 }))
}

/** The one kind that takes selector and labels from its template. */
export function defaultReplicationController(controller: ReplicationController): ReplicationController {
  const labels = controller.spec?.template?.metadata?.labels
  let result = controller
  if (labels && Object.keys(labels).length > 0) {
    if (!Object.keys(controller.metadata.labels ?? {}).length) {
      result = { ...result, metadata: { ...result.metadata, labels } }
    }
    if (result.spec && !Object.keys(result.spec.selector ?? {}).length) {
      result = { ...result, spec: { ...result.spec, selector: labels } }
    }
  }
  return within(result, 'spec', (spec) => fill(within(spec, 'template', defaultPodTemplate), { replicas: 1 }))
}

export function defaultStatefulSet(set: StatefulSet): StatefulSet {
  return within(set, 'spec', (given) => {
    let spec = fill(within(given, 'template', defaultPodTemplate), {
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {},
      persistentVolumeClaimRetentionPolicy: {},
      replicas: 1,
      revisionHistoryLimit: 10,
    })
    spec = within(spec, 'updateStrategy', (one) => {
      const strategy = fill(one, { type: 'RollingUpdate' })
      if (strategy.type !== 'RollingUpdate') return strategy
      return within(fill(strategy, { rollingUpdate: {} }), 'rollingUpdate', (rolling) => fill(rolling, { partition: 0 }))
    })
    spec = within(spec, 'persistentVolumeClaimRetentionPolicy', (policy) =>
      fill(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
    )
    return within(spec, 'volumeClaimTemplates', (list) =>
      mapSame(list, (claim) => fill(defaultClaim(claim), { apiVersion: 'v1', kind: 'PersistentVolumeClaim' })),
    )
  })
}

export function defaultDaemonSet(set: DaemonSet): DaemonSet {
  return within(set, 'spec', (given) => {
    const spec = fill(within(given, 'template', defaultPodTemplate), { updateStrategy: {}, revisionHistoryLimit: 10 })
    return within(spec, 'updateStrategy', (one) => {
      const strategy = fill(one, { type: 'RollingUpdate' })
      if (strategy.type !== 'RollingUpdate') return strategy
      return within(fill(strategy, { rollingUpdate: {} }), 'rollingUpdate', (rolling) =>
        fill(rolling, { maxUnavailable: 1, maxSurge: 0 }),
      )
    })
  })
}

export function defaultJob(job: Job): Job {
  let result = within(job, 'spec', defaultJobSpec)
  const labels = result.spec?.template?.metadata?.labels
  if (labels && Object.keys(labels).length > 0 && !Object.keys(result.metadata.labels ?? {}).length) {
    result = { ...result, metadata: { ...result.metadata, labels } }
  }
  return result
}

const unlimited = 2_147_483_647

function defaultJobSpec(given: JobSpec): JobSpec {
  let spec = within(given, 'template', defaultPodTemplate)
  if (spec.completions === undefined && spec.parallelism === undefined) spec = { ...spec, completions: 1, parallelism: 1 }
  return fill(spec, {
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : unlimited,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
  })
}

/** The Job template of a CronJob gets the defaults of its Pod template only; the Jobs get theirs when they are made. */
export function defaultCronJob(cronJob: CronJob): CronJob {
  return within(cronJob, 'spec', (given) => {
    const spec = fill(given, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    })
    return within(spec, 'jobTemplate', (template) =>
      within(template, 'spec', (job) => within(job, 'template', defaultPodTemplate)),
    )
  })
}
