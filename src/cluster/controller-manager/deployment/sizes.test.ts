import { describe, expect, it } from 'vitest'
import type { Deployment, ReplicaSet } from '../../api/generated/types.ts'
import { fenceposts, maxReplicasAnnotation, newReplicaSetSize, scaleInProportion, shrinkOld } from './sizes.ts'

function deployment(replicas: number, maxSurge: string | number = '25%', maxUnavailable: string | number = '25%'): Deployment {
  const strategy = { type: 'RollingUpdate' as const, rollingUpdate: { maxSurge, maxUnavailable } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: { replicas, strategy, selector: {}, template: {} },
  }
}

let count = 0
function set(replicas: number, available = replicas, maxReplicas?: number): ReplicaSet {
  const creationTimestamp = new Date(1_800_000_000_000 + count++ * 1000).toISOString()
  const annotations = maxReplicas === undefined ? undefined : { [maxReplicasAnnotation]: String(maxReplicas) }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `rs${count}`, creationTimestamp, annotations },
    spec: { replicas, selector: {} },
    status: { replicas, availableReplicas: available },
  }
}

describe('the bounds of a rolling update', () => {
  it.each([
    [1, 1, 0],
    [2, 1, 0],
    [3, 1, 0],
    [4, 1, 1],
    [10, 3, 2],
  ])('of %i replicas at 25%%: surge %i, unavailable %i', (replicas, maxSurge, maxUnavailable) => {
    expect(fenceposts(deployment(replicas))).toEqual({ maxSurge, maxUnavailable })
  })

  it('let one be missing where both are zero', () => {
    expect(fenceposts(deployment(3, 0, '25%'))).toEqual({ maxSurge: 0, maxUnavailable: 1 })
  })
})

describe('the new set', () => {
  it.each([
    [4, '25%', 4, 0, 1],
    [10, '25%', 10, 0, 3],
    [10, '25%', 8, 3, 5],
    [3, 0, 3, 0, 0],
    [3, 0, 2, 0, 1],
    [3, '25%', 0, 3, 3],
  ])('for %i replicas with surge %s, beside %i old ones and %i of its own, gets %i', (replicas, surge, old, own, size) => {
    expect(newReplicaSetSize(deployment(replicas, surge), [set(old), set(own)], own)).toBe(size)
  })
})

describe('the old sets', () => {
  const sizes = (d: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]) =>
    shrinkOld(d, fresh, old).map((one) => one.replicas)

  it('give way as far as availability can spare', () => {
    expect(sizes(deployment(4), set(1, 0), [set(4)])).toEqual([3])
    expect(sizes(deployment(10), set(3, 0), [set(10)])).toEqual([8])
    expect(sizes(deployment(3), set(1, 0), [set(3)])).toEqual([])
    expect(sizes(deployment(3), set(1, 1), [set(3)])).toEqual([2])
  })

  it('lose what is not available first, the oldest set first', () => {
    const broken = set(2, 0)
    const healthy = set(3)
    expect(shrinkOld(deployment(3), set(1, 0), [healthy, broken])).toEqual([{ set: broken, replicas: 0 }])
  })
})

describe('scaling in the middle of a rollout', () => {
  it('shares out what comes by size, with the rest for the largest', () => {
    // 10 → 30 with 8 old and 5 new, surge 3: the example of upstream's documentation, doubled
    const old = set(8, 8, 13)
    const fresh = set(5, 5, 13)
    const after = new Map(scaleInProportion(deployment(30, 3, 2), [old, fresh]).map((one) => [one.set, one.replicas]))
    expect(after.get(old)).toBe(20)
    expect(after.get(fresh)).toBe(13)
  })

  it('takes all away when nothing is wanted', () => {
    const sets = [set(8, 8, 13), set(5, 5, 13)]
    expect(scaleInProportion(deployment(0, 3, 2), sets).map((one) => one.replicas)).toEqual([0, 0])
  })
})
