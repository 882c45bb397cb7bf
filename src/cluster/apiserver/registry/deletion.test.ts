import { describe, expect, it } from 'vitest'
import type { Pod } from '../../api/generated/types.ts'
import type { Status } from '../interface.ts'
import { configMaps, deployments, pod, pods, startServer } from '../testing/server.ts'

const deployment = {
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { app: 'd' } },
    template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
}
const job = {
  metadata: { name: 'j' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } } },
}
const jobs = '/apis/batch/v1/namespaces/default/jobs'

describe('deletion', () => {
  it.each([
    {
      what: 'a Deployment in the background',
      path: deployments,
      object: deployment,
      options: { propagationPolicy: 'Background' },
      finalizers: undefined,
    },
    { what: 'a Deployment by default', path: deployments, object: deployment, options: {}, finalizers: undefined },
    {
      what: 'a Deployment in the foreground',
      path: deployments,
      object: deployment,
      options: { propagationPolicy: 'Foreground' },
      finalizers: ['foregroundDeletion'],
    },
    {
      what: 'a Deployment with orphans',
      path: deployments,
      object: deployment,
      options: { propagationPolicy: 'Orphan' },
      finalizers: ['orphan'],
    },
    { what: 'a Job by default, which leaves its Pods', path: jobs, object: job, options: {}, finalizers: ['orphan'] },
    {
      what: 'a Job in the background',
      path: jobs,
      object: job,
      options: { propagationPolicy: 'Background' },
      finalizers: undefined,
    },
    {
      what: 'the older option',
      path: deployments,
      object: deployment,
      options: { orphanDependents: true },
      finalizers: ['orphan'],
    },
  ])('$what', ({ path, object, options, finalizers }) => {
    const { ask } = startServer()
    ask('POST', path, object)
    const answer = ask('DELETE', `${path}/${object.metadata.name}`, options)
    const left = ask('GET', `${path}/${object.metadata.name}`)
    if (finalizers) {
      expect(left.body).toMatchObject({
        metadata: { finalizers, deletionTimestamp: '2026-11-21T09:00:00Z', deletionGracePeriodSeconds: 0 },
      })
      expect(answer.body).toEqual(left.body)
    } else {
      expect(left.status).toBe(404)
      expect(answer.body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: object.metadata.name } })
      expect((answer.body as Status).details?.uid).toBeTruthy()
    }
  })

  it('ends with the update that takes the last finalizer away', () => {
    const { ask, etcd } = startServer()
    ask('POST', configMaps, { metadata: { name: 'c', finalizers: ['example.com/a'] } })
    ask('DELETE', `${configMaps}/c`)
    const held = ask('GET', `${configMaps}/c`).body as Pod
    const changes = etcd.revision
    ask('PUT', `${configMaps}/c`, { ...held, metadata: { ...held.metadata, finalizers: [] } })
    expect(ask('GET', `${configMaps}/c`).status).toBe(404)
    expect(etcd.changesAfter(changes)?.map(({ type }) => type)).toEqual(['delete'])
  })

  it.each([
    { what: 'an unscheduled Pod goes at once', node: undefined, phase: 'Pending', options: {}, grace: undefined },
    { what: 'a running Pod has its own grace', node: 'n', phase: 'Running', options: {}, grace: 30 },
    { what: 'the request may say less', node: 'n', phase: 'Running', options: { gracePeriodSeconds: 5 }, grace: 5 },
    { what: 'a negative grace is a second', node: 'n', phase: 'Running', options: { gracePeriodSeconds: -1 }, grace: 1 },
    { what: 'a finished Pod goes at once', node: 'n', phase: 'Succeeded', options: {}, grace: undefined },
  ])('$what', ({ node, phase, options, grace }) => {
    const { ask } = startServer()
    ask('POST', pods, pod('p', {}, node ? { nodeName: node } : {}))
    const made = ask('GET', `${pods}/p`).body as Pod
    ask('PUT', `${pods}/p/status`, { ...made, status: { ...made.status, phase } })
    ask('DELETE', `${pods}/p`, options)
    const left = ask('GET', `${pods}/p`)
    expect((left.body as Pod).metadata?.deletionGracePeriodSeconds).toBe(grace)
    expect(left.status).toBe(grace === undefined ? 404 : 200)
  })

  it('may be hurried but not slowed down', () => {
    const { ask, sim } = startServer()
    ask('POST', pods, pod('p', {}, { nodeName: 'n' }))
    ask('DELETE', `${pods}/p`)
    sim.runUntil(10_000)
    const slower = ask('DELETE', `${pods}/p`, { gracePeriodSeconds: 60 }).body as Pod
    expect(slower.metadata).toMatchObject({ deletionTimestamp: '2026-11-21T09:00:30Z', deletionGracePeriodSeconds: 30 })
    const sooner = ask('DELETE', `${pods}/p`, { gracePeriodSeconds: 15 }).body as Pod
    expect(sooner.metadata).toMatchObject({ deletionTimestamp: '2026-11-21T09:00:15Z', deletionGracePeriodSeconds: 15 })
    const past = ask('DELETE', `${pods}/p`, { gracePeriodSeconds: 2 }).body as Pod
    expect(past.metadata).toMatchObject({ deletionTimestamp: '2026-11-21T09:00:10Z', deletionGracePeriodSeconds: 1 })
  })

  it.each([
    [
      { preconditions: { uid: 'x' } },
      /^Operation cannot be fulfilled on Pod "p": the UID in the precondition \(x\) does not match the UID in record \([0-9a-f-]+\)\. The object might have been deleted and then recreated$/,
    ],
    [
      { preconditions: { resourceVersion: '1' } },
      /^Operation cannot be fulfilled on Pod "p": the ResourceVersion in the precondition \(1\) does not match the ResourceVersion in record \(\d+\)\. The object might have been modified$/,
    ],
    [
      { propagationPolicy: 'Sometimes' },
      /^DeleteOptions\.meta\.k8s\.io "" is invalid: propagationPolicy: Unsupported value: "Sometimes"/,
    ],
  ])('refuses %j', (options, message) => {
    const { ask, why } = startServer()
    ask('POST', pods, pod('p'))
    expect(why('DELETE', `${pods}/p`, options)).toMatch(message)
    expect(ask('GET', `${pods}/p`).status).toBe(200)
  })

  it('of a namespace only marks it; finalize ends it', () => {
    const { ask, why } = startServer()
    const path = '/api/v1/namespaces/shop'
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } })
    expect(ask('DELETE', path).body).toMatchObject({ status: { phase: 'Terminating' } })
    expect(why('POST', `${path}/configmaps`, { metadata: { name: 'c' } })).toBe(
      'configmaps "c" is forbidden: unable to create new content in namespace shop because it is being terminated',
    )
    const left = ask('GET', path).body as object
    ask('PUT', `${path}/finalize`, { ...left, spec: { finalizers: [] } })
    expect(why('GET', path)).toBe('namespaces "shop" not found')
    expect(why('DELETE', '/api/v1/namespaces/default')).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    )
  })

  it('does nothing in a dry run', () => {
    const { ask, etcd } = startServer()
    ask('POST', pods, pod('p'))
    const { revision } = etcd
    expect(ask('DELETE', `${pods}/p`, undefined, { query: { dryRun: 'All' } }).status).toBe(200)
    expect(ask('DELETE', `${pods}/p`, { dryRun: ['All'] }).status).toBe(200)
    expect(ask('POST', pods, pod('q'), { query: { dryRun: 'All' } }).body).toMatchObject({ metadata: { name: 'q' } })
    expect(etcd.revision).toBe(revision)
  })
})
