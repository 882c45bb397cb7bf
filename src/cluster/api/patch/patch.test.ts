import { describe, expect, it } from 'vitest'
import { Random } from '../../sim/random.ts'
import { deepEqual } from '../equality.ts'
import { applyJsonPatch } from './json-patch.ts'
import { applyMergePatch, createMergePatch, createThreeWayJsonMergePatch } from './merge-patch.ts'
import { createStrategicPatch, createThreeWayStrategicPatch } from './strategic-diff.ts'
import { applyStrategicMergePatch } from './strategic-merge.ts'

describe('JSON patch', () => {
  const document = { a: { b: [1, 2, 3] }, c: 'x', 'd/e': 1 }
  it.each([
    [[{ op: 'add', path: '/a/b/1', value: 9 }], { ...document, a: { b: [1, 9, 2, 3] } }],
    [[{ op: 'add', path: '/a/b/-', value: 9 }], { ...document, a: { b: [1, 2, 3, 9] } }],
    [[{ op: 'replace', path: '/c', value: 'y' }], { ...document, c: 'y' }],
    [[{ op: 'remove', path: '/a/b/0' }], { ...document, a: { b: [2, 3] } }],
    [[{ op: 'replace', path: '/d~1e', value: 2 }], { ...document, 'd/e': 2 }],
    [[{ op: 'move', from: '/c', path: '/f' }], { a: { b: [1, 2, 3] }, 'd/e': 1, f: 'x' }],
    [[{ op: 'copy', from: '/c', path: '/f' }], { ...document, f: 'x' }],
    [[{ op: 'test', path: '/c', value: 'x' }], document],
  ])('%j', (operations, result) => expect(applyJsonPatch(document, operations)).toEqual(result))

  it.each([
    [{ op: 'remove', path: '/nope' }, 'remove operation does not apply: doc is missing path: "/nope": missing value'],
    [{ op: 'replace', path: '/nope', value: 1 }, 'replace operation does not apply: doc is missing key: /nope: missing value'],
    [{ op: 'test', path: '/c', value: 'y' }, 'testing value /c failed: test failed'],
    [
      { op: 'add', path: '/a/b/9', value: 1 },
      'add operation does not apply: doc is missing path: "/a/b/9": Unable to access invalid index: 9: invalid index referenced',
    ],
  ])('refuses %j', (operation, message) => expect(() => applyJsonPatch(document, [operation])).toThrow(message))

  it('leaves what it does not touch as it is', () => {
    expect((applyJsonPatch(document, [{ op: 'replace', path: '/c', value: 'y' }]) as typeof document).a).toBe(document.a)
  })

  it('cannot reach prototypes', () => {
    const patched = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { evil: 1 } }]) as Record<string, unknown>
    expect(Object.keys(patched)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>).evil).toBeUndefined()
  })
})

describe('merge patch', () => {
  it.each([
    [{ a: 1 }, { a: 2 }, { a: 2 }],
    [{ a: 1, b: 2 }, { a: null }, { b: 2 }],
    [{ a: { b: 1, c: 2 } }, { a: { b: null } }, { a: { c: 2 } }],
    [{ a: [1] }, { a: [2] }, { a: [2] }],
    [{ a: 'x' }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
  ])('%j + %j', (document, patch, result) => expect(applyMergePatch(document, patch)).toEqual(result))

  it('is the very document where nothing changes', () => {
    const document = { a: { b: [1, { c: 2 }] } }
    expect(applyMergePatch(document, { a: { b: [1, { c: 2 }] }, x: null })).toBe(document)
  })

  it('three ways: keeps what others set, drops what is no longer wanted', () => {
    const patch = createThreeWayJsonMergePatch({ a: 1, b: 1 }, { a: 2 }, { a: 1, b: 1, other: 1 })
    expect(patch).toEqual({ a: 2, b: null })
    expect(createThreeWayJsonMergePatch({ a: 1 }, { a: 1 }, { a: 1, z: 9 })).toEqual({})
  })
})

const container = (name: string, image: string, more = {}) => ({ name, image, ...more })
const pod = (...containers: unknown[]) => ({ spec: { containers } })

describe('strategic merge patch', () => {
  it.each([
    {
      case: 'a container by name',
      document: pod(container('a', 'x'), container('b', 'y')),
      patch: pod({ name: 'b', image: 'z' }),
      result: pod(container('a', 'x'), container('b', 'z')),
    },
    {
      case: 'a new container at the end',
      document: pod(container('a', 'x')),
      patch: pod(container('b', 'y')),
      result: pod(container('a', 'x'), container('b', 'y')),
    },
    {
      case: 'delete by name',
      document: pod(container('a', 'x'), container('b', 'y')),
      patch: pod({ $patch: 'delete', name: 'a' }),
      result: pod(container('b', 'y')),
    },
    {
      case: 'replace the list',
      document: pod(container('a', 'x'), container('b', 'y')),
      patch: pod({ $patch: 'replace' }, container('c', 'z')),
      result: pod(container('c', 'z')),
    },
    {
      case: 'ports by containerPort',
      document: pod(container('a', 'x', { ports: [{ containerPort: 80, name: 'http' }, { containerPort: 81 }] })),
      patch: pod({ name: 'a', ports: [{ containerPort: 80, name: 'web' }] }),
      result: pod(container('a', 'x', { ports: [{ containerPort: 80, name: 'web' }, { containerPort: 81 }] })),
    },
    {
      case: 'tolerations are replaced',
      document: { spec: { tolerations: [{ key: 'a' }] } },
      patch: { spec: { tolerations: [{ key: 'b' }] } },
      result: { spec: { tolerations: [{ key: 'b' }] } },
    },
    {
      case: 'the order that is asked for',
      document: pod(container('a', 'x'), container('b', 'y')),
      patch: { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } },
      result: pod(container('b', 'y'), container('a', 'x')),
    },
    {
      case: 'null removes',
      document: { metadata: { labels: { a: '1', b: '2' } } },
      patch: { metadata: { labels: { a: null } } },
      result: { metadata: { labels: { b: '2' } } },
    },
    {
      case: 'volumes keep only the given keys',
      document: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      patch: { spec: { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/x' } }] } },
      result: { spec: { volumes: [{ name: 'v', hostPath: { path: '/x' } }] } },
    },
    {
      case: 'finalizers as a set',
      document: { metadata: { finalizers: ['a/b', 'c/d'] } },
      patch: { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/b'], finalizers: ['e/f'] } },
      result: { metadata: { finalizers: ['c/d', 'e/f'] } },
    },
    {
      case: '$patch: replace in a map',
      document: { spec: { securityContext: { runAsUser: 1, fsGroup: 2 } } },
      patch: { spec: { securityContext: { $patch: 'replace', runAsUser: 3 } } },
      result: { spec: { securityContext: { runAsUser: 3 } } },
    },
  ])('$case', ({ document, patch, result }) => {
    expect(applyStrategicMergePatch('CoreV1Pod', document, patch)).toEqual(result)
  })

  it('refuses an element without its merge key', () => {
    expect(() => applyStrategicMergePatch('CoreV1Pod', pod(container('a', 'x')), pod({ image: 'z' }))).toThrow(
      'does not contain declared merge key: name',
    )
  })

  it('is the very document where nothing changes', () => {
    const document = pod(container('a', 'x'), container('b', 'y', { env: [{ name: 'E', value: '1' }] }))
    expect(applyStrategicMergePatch('CoreV1Pod', document, pod({ name: 'b', env: [{ name: 'E', value: '1' }] }))).toBe(document)
  })
})

describe('three-way strategic patch', () => {
  it('changes an image and leaves what the server and others set', () => {
    const original = pod(container('a', 'x'))
    const modified = pod(container('a', 'y'))
    const current = pod(container('a', 'x', { imagePullPolicy: 'Always' }), container('injected', 'z'))
    const patch = createThreeWayStrategicPatch('CoreV1Pod', original, modified, current)
    expect(patch).toEqual({
      spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ image: 'y', name: 'a' }] },
    })
    expect(applyStrategicMergePatch('CoreV1Pod', current, patch)).toEqual(
      pod(container('a', 'y', { imagePullPolicy: 'Always' }), container('injected', 'z')),
    )
  })

  it('removes what the last configuration had and this one has not', () => {
    const original = { spec: { replicas: 3, ...pod(container('a', 'x'), container('b', 'y')).spec } }
    const modified = pod(container('a', 'x'))
    const patch = createThreeWayStrategicPatch('CoreV1Pod', original, modified, original)
    expect(applyStrategicMergePatch('CoreV1Pod', original, patch)).toEqual(modified)
  })

  it('retains keys of a strategy', () => {
    const rolling = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } }
    const recreate = { spec: { strategy: { type: 'Recreate' } } }
    const patch = createThreeWayStrategicPatch('AppsV1Deployment', recreate, recreate, rolling)
    expect(patch).toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } })
    expect(applyStrategicMergePatch('AppsV1Deployment', rolling, patch)).toEqual(recreate)
  })

  it('is empty when there is nothing to do', () => {
    const wanted = pod(container('a', 'x'))
    const current = { ...pod(container('a', 'x', { imagePullPolicy: 'Always' })), status: { phase: 'Running' } }
    expect(createThreeWayStrategicPatch('CoreV1Pod', wanted, wanted, current)).toEqual({})
  })
})

/** Pods of a few names and fields, so that lists overlap. */
function randomPod(random: Random): Record<string, unknown> {
  const names = ['a', 'b', 'c', 'd'].filter(() => random.fraction() < 0.6)
  const order = names.map((name) => ({ name, key: random.fraction() })).sort((x, y) => x.key - y.key)
  const containers = order.map(({ name }) => ({
    name,
    image: random.pick(['x', 'y']),
    ...(random.fraction() < 0.5 ? { command: ['sh', String(random.below(3))] } : {}),
    ...(random.fraction() < 0.5
      ? { env: ['P', 'Q'].filter(() => random.fraction() < 0.5).map((env) => ({ name: env, value: String(random.below(2)) })) }
      : {}),
  }))
  const labels = Object.fromEntries(
    ['k', 'l', 'm'].filter(() => random.fraction() < 0.5).map((key) => [key, String(random.below(2))]),
  )
  return {
    metadata: {
      name: 'p',
      labels,
      ...(random.fraction() < 0.5 ? { finalizers: ['x/y', 'z/w'].filter(() => random.fraction() < 0.5) } : {}),
    },
    spec: {
      containers,
      ...(random.fraction() < 0.4 ? { tolerations: [{ key: String(random.below(3)) }] } : {}),
      ...(random.fraction() < 0.4
        ? { volumes: [random.fraction() < 0.5 ? { name: 'v', emptyDir: {} } : { name: 'v', hostPath: { path: '/x' } }] }
        : {}),
    },
  }
}

/** Empty lists and absent ones are one to the API. */
const tidy = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one) => (Array.isArray(one) && one.length === 0 ? undefined : one)))

describe.each(Array.from({ length: 8 }, (_, seed) => ({ seed })))('patches of random Pods, seed $seed', ({ seed }) => {
  const random = new Random(`patches-${seed}`)
  const pairs = Array.from({ length: 60 }, () => [randomPod(random), randomPod(random), randomPod(random)] as const)

  it('merge: diff then apply gives what was wanted', () => {
    for (const [from, to] of pairs) expect(applyMergePatch(from, createMergePatch(from, to) ?? {})).toEqual(to)
  })

  it('strategic: diff then apply gives what was wanted', () => {
    for (const [from, to] of pairs) {
      const patch = createStrategicPatch('CoreV1Pod', from, to)
      expect(tidy(applyStrategicMergePatch('CoreV1Pod', from, patch))).toEqual(tidy(to))
    }
  })

  it('three ways: applying twice changes nothing more', () => {
    for (const [original, modified, current] of pairs) {
      const once = applyStrategicMergePatch(
        'CoreV1Pod',
        current,
        createThreeWayStrategicPatch('CoreV1Pod', original, modified, current),
      )
      const again = createThreeWayStrategicPatch('CoreV1Pod', modified, modified, once as Record<string, unknown>)
      expect(deepEqual(applyStrategicMergePatch('CoreV1Pod', once, again), once)).toBe(true)
    }
  })
})
