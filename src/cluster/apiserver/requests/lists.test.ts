import { describe, expect, it } from 'vitest'
import type { Pod } from '../../api/generated/types.ts'
import type { ApiRequest, WatchEvent } from '../interface.ts'
import { pod, pods, startServer, tableHeaders } from '../testing/server.ts'

interface ListBody {
  readonly items: readonly Pod[]
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number }
}

function withPods(...names: readonly string[]) {
  const server = startServer()
  for (const name of names) server.ask('POST', pods, pod(name, { labels: { app: name, tier: name < 'c' ? 'front' : 'back' } }))
  const list = (query: ApiRequest['query'], path = pods) => server.ask('GET', path, undefined, { query }).body as ListBody
  const names_ = (query: ApiRequest['query'], path = pods) => list(query, path).items.map((one) => one.metadata.name)
  return { ...server, list, names: names_ }
}

describe('lists', () => {
  it.each([
    [{ labelSelector: 'app=a' }, ['a']],
    [{ labelSelector: 'app in (a,c),tier!=back' }, ['a']],
    [{ labelSelector: '!missing' }, ['a', 'b', 'c']],
    [{ labelSelector: 'tier notin (front)' }, ['c']],
    [{ fieldSelector: 'metadata.name=b' }, ['b']],
    [{ fieldSelector: 'metadata.name!=b,status.phase=Pending' }, ['a', 'c']],
    [{ fieldSelector: 'spec.nodeName=' }, ['a', 'b', 'c']],
    [{ fieldSelector: 'spec.nodeName=n1' }, []],
  ])('by %j', (query, found) => {
    const { names } = withPods('c', 'a', 'b')
    expect(names(query)).toEqual(found)
    expect(names(query, '/api/v1/pods')).toEqual(found)
  })

  it.each([
    [{ fieldSelector: 'spec.foo=1' }, 'field label not supported: spec.foo'],
    [{ labelSelector: 'a in b' }, "unable to parse requirement: found 'b' expected: '('"],
    [{ limit: '1', continue: 'nonsense!' }, 'continue key is not valid: encoding is not valid'],
    [{ resourceVersion: '99999' }, /^Timeout: Too large resource version: 99999, current: \d+$/],
    [
      { resourceVersionMatch: 'Exact' },
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
  ])('refuse %j', (query, message) => {
    const { why } = withPods('a')
    expect(why('GET', pods, undefined, { query })).toMatch(message)
  })

  it('come in chunks of one snapshot', () => {
    const { list, ask } = withPods('a', 'b', 'c', 'd', 'e')
    const first = list({ limit: '2' })
    expect(first.items.map((one) => one.metadata.name)).toEqual(['a', 'b'])
    expect(first.metadata.remainingItemCount).toBe(3)
    ask('DELETE', `${pods}/c`)
    const second = list({ limit: '2', continue: first.metadata.continue })
    expect(second.items.map((one) => one.metadata.name)).toEqual(['c', 'd'])
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
    const last = list({ limit: '2', continue: second.metadata.continue })
    expect([last.items.length, last.metadata.continue]).toEqual([1, undefined])
  })

  it('show the past', () => {
    const { list, ask } = withPods('a', 'b')
    const { resourceVersion } = list({}).metadata
    ask('DELETE', `${pods}/a`)
    ask('POST', pods, pod('z'))
    const then = list({ resourceVersion, resourceVersionMatch: 'Exact' })
    expect(then.items.map((one) => one.metadata.name)).toEqual(['a', 'b'])
  })

  it('come as Tables and as metadata alone', () => {
    const { ask } = withPods('a')
    expect(ask('GET', pods, undefined, { headers: tableHeaders }).body).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      columnDefinitions: [
        { name: 'Name', format: 'name', priority: 0 },
        { name: 'Ready' },
        { name: 'Status' },
        { name: 'Restarts' },
        { name: 'Age' },
        { name: 'IP', priority: 1 },
        {},
        {},
        {},
      ],
      rows: [
        {
          cells: ['a', '0/1', 'Pending', '0', '0s', '<none>', '<none>', '<none>', '<none>'],
          object: { kind: 'PartialObjectMetadata' },
        },
      ],
    })
    const headers = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }
    const partial = ask('GET', pods, undefined, { headers }).body as ListBody
    expect(partial).toMatchObject({ kind: 'PartialObjectMetadataList', items: [{ metadata: { name: 'a' } }] })
    expect(partial.items[0]).not.toHaveProperty('spec')
  })
})

describe('watches', () => {
  const told = (events: readonly WatchEvent[]) =>
    events.map(({ type, object }) =>
      `${type} ${(object as Pod).metadata?.name ?? (object as { message?: string }).message ?? ''}`.trim(),
    )

  it('go on from a revision', () => {
    const { api, ask, sim, list } = withPods('a')
    const { resourceVersion } = list({}).metadata
    ask('POST', pods, pod('b'))
    const events: WatchEvent[] = []
    api.watch({ method: 'GET', path: pods, query: { watch: '1', resourceVersion } }, (event) => events.push(event))
    ask('DELETE', `${pods}/a`)
    sim.runUntil(10)
    // as upstream: a graceful kind is marked before it is removed, also with no grace
    expect(told(events)).toEqual(['ADDED b', 'MODIFIED a', 'DELETED a'])
  })

  it('say when the revision is forgotten', () => {
    const server = startServer({ logLimit: 4 })
    for (let i = 0; i < 10; i++) server.ask('POST', pods, pod(`p${i}`))
    const events: WatchEvent[] = []
    let ended = false
    server.api.watch(
      { method: 'GET', path: pods, query: { watch: '1', resourceVersion: '2' } },
      (event) => events.push(event),
      () => {
        ended = true
      },
    )
    server.sim.runUntil(1)
    expect(events).toMatchObject([
      { type: 'ERROR', object: { code: 410, reason: 'Expired', message: /^too old resource version: 2 \(\d+\)$/ } },
    ])
    expect(ended).toBe(true)
  })

  it('send bookmarks when asked, and end in time', () => {
    const { api, sim } = withPods('a')
    const events: WatchEvent[] = []
    let endedAt = -1
    const query = {
      watch: '1',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '150',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
    }
    api.watch(
      { method: 'GET', path: pods, query },
      (event) => events.push(event),
      () => {
        endedAt = sim.now
      },
    )
    sim.runUntil(200_000)
    expect(told(events)).toEqual(['ADDED a', 'BOOKMARK', 'BOOKMARK', 'BOOKMARK'])
    expect(events[1]?.object).toMatchObject({ metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } })
    expect(endedAt).toBe(150_000)
  })

  it('of Tables give the columns once', () => {
    const { api, sim, ask } = withPods('a')
    const events: WatchEvent[] = []
    api.watch({ method: 'GET', path: pods, query: { watch: '1' }, headers: tableHeaders }, (event) => events.push(event))
    ask('POST', pods, pod('b'))
    sim.runUntil(10)
    expect(events.map(({ object }) => (object as { columnDefinitions: unknown }).columnDefinitions === null)).toEqual([
      false,
      true,
    ])
  })
})
