import { describe, expect, it } from 'vitest'
import type { CronJob } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane } from '../testing/control-plane.ts'

/** @param runMs how long each job's pod runs */
function started(runMs: number, spec: object = {}) {
  const p = new ControlPlane({
    nodes: ['n1'],
    kubelet: { readyMs: 100, goneMs: 100, end: () => ({ afterMs: runMs, exitCode: 0 }) },
  })
  const container = { name: 'c', image: 'busybox' }
  p.create(resources.cronjobs, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'cron' },
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: 'Allow',
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } },
      ...spec,
    },
  })
  return p
}

const reasons = (p: ControlPlane) => p.events('CronJob').map((line) => line.split(' ')[0])
const jobs = (p: ControlPlane) => p.list(resources.jobs).map((one) => one.metadata.name)

describe('the cronjob controller', () => {
  it('makes a job each minute, named after it, and keeps the last three', () => {
    const p = started(2000)
    p.run(59_950)
    expect(jobs(p)).toEqual([])
    p.run(100)
    const minute = Date.parse('2026-11-21T09:01:00Z') / 60_000
    expect(jobs(p)).toEqual([`cron-${minute}`])
    p.run(30_000)
    expect(p.events('CronJob')).toEqual([
      `SuccessfulCreate Created job cron-${minute}`,
      `SawCompletedJob Saw completed job: cron-${minute}, condition: Complete`,
    ])
    const { status } = p.get<CronJob>(resources.cronjobs, 'cron')
    expect(status).toMatchObject({ lastScheduleTime: '2026-11-21T09:01:00Z' })
    expect(status?.active).toBeUndefined()
    p.run(300_000)
    expect(jobs(p)).toEqual([minute + 3, minute + 4, minute + 5].map((one) => `cron-${one}`))
    expect(reasons(p)).toContain('SuccessfulDelete')
  })

  it('waits for the one before, or takes its place, as it is told', () => {
    const forbid = started(90_000, { concurrencyPolicy: 'Forbid' })
    forbid.run(125_000)
    expect(jobs(forbid)).toHaveLength(1)
    expect(reasons(forbid)).toEqual(['SuccessfulCreate', 'JobAlreadyActive'])
    const replace = started(90_000, { concurrencyPolicy: 'Replace' })
    replace.run(125_000)
    expect(jobs(replace)).toHaveLength(1)
    expect(reasons(replace)).toEqual(['SuccessfulCreate', 'SuccessfulDelete', 'SuccessfulCreate'])
  })

  it('does nothing while it is suspended', () => {
    const p = started(1000, { suspend: true })
    p.run(200_000)
    expect(jobs(p)).toEqual([])
  })
})
