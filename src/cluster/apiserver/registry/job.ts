import type { Job } from '../../api/generated/types.ts'
import type { Content, Strategy } from './resource.ts'

const prefix = 'batch.kubernetes.io/'

/** pkg/registry/batch/job/strategy.go: a Job's Pods are told by its uid, unless the user selects by hand. */
export const jobStrategy: Strategy = {
  prepareForCreate(object: Content): Content {
    const job = object as Job
    const { spec, metadata } = job
    if (!spec || spec.manualSelector) return withLabels(job)
    const { uid = '', name = '' } = metadata
    const own = {
      [`${prefix}controller-uid`]: uid,
      [`${prefix}job-name`]: name,
      'controller-uid': uid,
      'job-name': name,
    }
    const { template } = spec
    const labels = { ...template.metadata?.labels, ...own }
    const selector = {
      ...spec.selector,
      matchLabels: { ...spec.selector?.matchLabels, [`${prefix}controller-uid`]: uid },
    }
    return withLabels({
      ...job,
      spec: { ...spec, selector, template: { ...template, metadata: { ...template.metadata, labels } } },
    })
  },
}

/** A Job without labels has those of its template: the defaulting sees the generated ones when it reads the Job back. */
function withLabels(job: Job): Job {
  if (Object.keys(job.metadata.labels ?? {}).length > 0) return job
  const labels = job.spec?.template.metadata?.labels
  return labels ? { ...job, metadata: { ...job.metadata, labels } } : job
}
