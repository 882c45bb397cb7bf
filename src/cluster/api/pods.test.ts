import { describe, expect, it } from 'vitest'
import { type AnyCondition, findCondition, setCondition } from './conditions.ts'
import type { Container, PodSpec } from './generated/types.ts'
import { podLimits, podRequests, qosClassOf } from './pods.ts'

type Amounts = Readonly<Record<string, string>>
const container = (requests?: Amounts, limits?: Amounts, more: Partial<Container> = {}): Container => ({
  name: 'c',
  image: 'x',
  resources: { ...(requests ? { requests } : {}), ...(limits ? { limits } : {}) },
  ...more,
})
const sidecar = (requests: Amounts) => container(requests, undefined, { restartPolicy: 'Always' })

describe('quality of service', () => {
  it.each<{ spec: PodSpec; is: string }>([
    { spec: { containers: [container()] }, is: 'BestEffort' },
    { spec: { containers: [container({ cpu: '1' })] }, is: 'Burstable' },
    { spec: { containers: [container({ cpu: '0' })] }, is: 'BestEffort' },
    { spec: { containers: [container(undefined, { cpu: '1', memory: '1Gi' })] }, is: 'Guaranteed' },
    { spec: { containers: [container({ cpu: '1', memory: '1024Mi' }, { cpu: '1000m', memory: '1Gi' })] }, is: 'Guaranteed' },
    { spec: { containers: [container({ cpu: '1', memory: '1Gi' }, { cpu: '2', memory: '1Gi' })] }, is: 'Burstable' },
    { spec: { containers: [container(undefined, { cpu: '1', memory: '1Gi' }), container()] }, is: 'Burstable' },
    {
      spec: {
        containers: [container()],
        resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } },
      },
      is: 'Guaranteed',
    },
  ])('$is', ({ spec, is }) => expect(qosClassOf(spec)).toBe(is))
})

describe('what a Pod asks for', () => {
  it.each<{ name: string; spec: PodSpec; requests: Amounts }>([
    {
      name: 'the sum of its containers',
      spec: { containers: [container({ cpu: '100m' }), container({ cpu: '200m' })] },
      requests: { cpu: '300m' },
    },
    {
      name: 'its largest init container, if that is more',
      spec: { initContainers: [container({ cpu: '1' }), container({ cpu: '500m' })], containers: [container({ cpu: '300m' })] },
      requests: { cpu: '1' },
    },
    {
      name: 'its sidecars beside its containers',
      spec: { initContainers: [sidecar({ cpu: '200m' })], containers: [container({ cpu: '300m' })] },
      requests: { cpu: '500m' },
    },
    {
      name: 'an init container beside the sidecars before it',
      spec: { initContainers: [sidecar({ cpu: '200m' }), container({ cpu: '1' })], containers: [container({ cpu: '300m' })] },
      requests: { cpu: '1200m' },
    },
    {
      name: 'its overhead on top',
      spec: { containers: [container({ cpu: '1' })], overhead: { cpu: '250m', memory: '64Mi' } },
      requests: { cpu: '1250m', memory: '64Mi' },
    },
    {
      name: 'its own word before its containers',
      spec: { containers: [container({ cpu: '100m' })], resources: { requests: { cpu: '2' } } },
      requests: { cpu: '2' },
    },
  ])('$name', ({ spec, requests }) => expect(podRequests(spec)).toEqual(requests))

  it('counts overhead into limits only where there is one', () => {
    expect(podLimits({ containers: [container(undefined, { cpu: '1' })], overhead: { cpu: '1', memory: '1Gi' } })).toEqual({
      cpu: '2',
    })
  })
})

describe('conditions', () => {
  const ready: AnyCondition = { type: 'Ready', status: 'True', lastTransitionTime: 'then' }
  it('keep their time while the status stays', () => {
    expect(setCondition([ready], { ...ready, reason: 'x', lastTransitionTime: 'now' })).toEqual([{ ...ready, reason: 'x' }])
    expect(setCondition([ready], { ...ready, status: 'False', lastTransitionTime: 'now' })[0]?.lastTransitionTime).toBe('now')
  })
  it('are the very list where nothing changes', () => {
    const list = [ready]
    expect(setCondition(list, { ...ready, lastTransitionTime: 'now' })).toBe(list)
    expect(findCondition(setCondition(list, { type: 'New', status: 'True' }), 'New')?.status).toBe('True')
  })
})
