import { describe, expect, it } from 'vitest'
import type { Job, Pod } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane } from '../testing/control-plane.ts'

function job(name: string, spec: object, pod: object = {}) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      template: {
        metadata: { labels: { app: name } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }], ...pod },
      },
      ...spec,
    },
  }
}

/** @param exitOf exit code by the number of the pod */
function plane(exitOf: (pod: Pod, count: number) => number) {
  let count = 0
  const end = (pod: Pod) => ({ afterMs: 1000, exitCode: exitOf(pod, count++) })
  return new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 500, goneMs: 300, end } })
}

const conditions = (job: Job) =>
  job.status?.conditions?.map(({ type, status, reason, message }) => `${type} ${status} ${reason}: ${message}`)

describe('the job controller', () => {
  it('runs pods in parallel until enough have succeeded', () => {
    const p = plane(() => 0)
    p.create(resources.jobs, job('ok', { completions: 5, parallelism: 2 }))
    p.run(1000)
    expect(p.get<Job>(resources.jobs, 'ok').status).toMatchObject({ active: 2, terminating: 0, uncountedTerminatedPods: {} })
    p.run(20_000)
    const done = p.get<Job>(resources.jobs, 'ok')
    expect(done.status).toMatchObject({ succeeded: 5, ready: 0, terminating: 0 })
    expect(done.status?.active).toBeUndefined()
    expect(conditions(done)).toEqual([
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
    ])
    expect(p.events('Job').filter((line) => line.startsWith('SuccessfulCreate'))).toHaveLength(5)
    expect(p.events('Job').at(-1)).toBe('Completed Job completed')
    expect(p.pods().every((pod) => !pod.metadata.finalizers?.length)).toBe(true)
  })

  it('waits 10, 20, 40 seconds between failures and then gives up', () => {
    const p = plane(() => 1)
    p.create(resources.jobs, job('fail', { backoffLimit: 3 }))
    p.run(100_000)
    const created = p
      .pods()
      .map((pod) => Date.parse(String(pod.metadata.creationTimestamp)))
      .sort((a, b) => a - b)
    expect(created.map((at) => Math.round((at - Number(created[0])) / 1000))).toEqual([0, 11, 32, 73])
    const done = p.get<Job>(resources.jobs, 'fail')
    expect(done.status?.failed).toBe(4)
    expect(conditions(done)).toEqual([
      'FailureTarget True BackoffLimitExceeded: Job has reached the specified backoff limit',
      'Failed True BackoffLimitExceeded: Job has reached the specified backoff limit',
    ])
    expect(p.events('Job').at(-1)).toBe('BackoffLimitExceeded Job has reached the specified backoff limit')
  })

  it('gives each pod of an indexed job its index', () => {
    const p = plane(() => 0)
    p.create(resources.jobs, job('idx', { completions: 4, parallelism: 4, completionMode: 'Indexed' }))
    p.run(10_000)
    const pod = p.pods()[2]
    expect(pod?.metadata.name).toMatch(/^idx-2-/)
    expect(pod?.metadata.labels).toMatchObject({ 'batch.kubernetes.io/job-completion-index': '2', 'job-name': 'idx' })
    expect(pod?.spec?.hostname).toBe('idx-2')
    expect(p.get<Job>(resources.jobs, 'idx').status).toMatchObject({ completedIndexes: '0-3', succeeded: 4 })
  })

  it('stops at its deadline, and says so when the pods are gone', () => {
    const p = new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 100, goneMs: 2000 } })
    p.create(resources.jobs, job('late', { activeDeadlineSeconds: 10 }))
    p.run(11_000)
    expect(conditions(p.get<Job>(resources.jobs, 'late'))).toEqual([
      'FailureTarget True DeadlineExceeded: Job was active longer than specified deadline',
    ])
    p.run(5000)
    expect(p.get<Job>(resources.jobs, 'late').status).toMatchObject({ failed: 1, terminating: 0 })
    expect(conditions(p.get<Job>(resources.jobs, 'late'))).toHaveLength(2)
    expect(p.pods()).toEqual([])
  })

  it('fails at once where its policy says so', () => {
    const p = plane(() => 42)
    const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }]
    p.create(resources.jobs, job('policy', { podFailurePolicy: { rules } }))
    p.run(10_000)
    const name = p.pods()[0]?.metadata.name
    expect(conditions(p.get<Job>(resources.jobs, 'policy'))?.at(-1)).toBe(
      `Failed True PodFailurePolicy: Container main for pod default/${name} failed with exit code 42 matching FailJob rule at index 0`,
    )
  })

  it('suspends and resumes', () => {
    const p = plane(() => 0)
    p.create(resources.jobs, job('paused', { suspend: true }))
    p.run(3000)
    expect(p.pods()).toEqual([])
    expect(conditions(p.get<Job>(resources.jobs, 'paused'))).toEqual(['Suspended True JobSuspended: Job suspended'])
    const now = p.get<Job>(resources.jobs, 'paused')
    p.client.update(resources.jobs, { ...now, spec: { ...now.spec, suspend: false } as Job['spec'] })
    p.run(5000)
    expect(conditions(p.get<Job>(resources.jobs, 'paused'))?.[0]).toBe('Suspended False JobResumed: Job resumed')
    expect(
      p
        .events('Job')
        .slice(0, 3)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['Suspended', 'SuccessfulCreate', 'Resumed'])
  })

  it('is deleted with its pods when its time to live is over', () => {
    const p = plane(() => 0)
    p.create(resources.jobs, job('brief', { ttlSecondsAfterFinished: 12 }))
    p.run(8000)
    expect(p.list(resources.jobs)).toHaveLength(1)
    p.run(10_000)
    expect(p.list(resources.jobs)).toEqual([])
    expect(p.pods()).toEqual([])
  })
})
