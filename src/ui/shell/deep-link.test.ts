import { describe, expect, it } from 'vitest'
import { hashOf, readHash } from './deep-link.ts'

describe('deep links', () => {
  it.each([
    [{ kind: 'Pod', namespace: 'default', name: 'web' }, 'summary', '#/Pod/default/web'],
    [{ kind: 'Node', name: 'worker-1' }, 'yaml', '#/Node/-/worker-1?tab=yaml'],
    [
      { kind: 'Pod', namespace: 'default', name: 'web', part: { type: 'container', name: 'nginx' } },
      'logs',
      '#/Pod/default/web?tab=logs&part=container%2Fnginx',
    ],
  ] as const)('%j, %s', (selection, tab, hash) => {
    expect(hashOf(selection, tab)).toBe(hash)
    expect(readHash(hash)).toEqual({ selection, tab })
  })

  it.each(['', '#', '#/Pod', '#/Pod/default', '#/%E0%A4%A/a/b'])('%j asks for nothing', (hash) => {
    expect(readHash(hash)).toBeUndefined()
  })
})
