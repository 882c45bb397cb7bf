import { describe, expect, it } from 'vitest'
import { badName, fileTree } from './tree.ts'

describe('the file list', () => {
  it('has folders first, each with what is in it', () => {
    expect(fileTree(['z.yaml', 'app/web.yaml', 'a.yaml', 'app/base/x.yaml'])).toEqual([
      {
        path: 'app',
        name: 'app',
        children: [
          { path: 'app/base', name: 'base', children: [{ path: 'app/base/x.yaml', name: 'x.yaml' }] },
          { path: 'app/web.yaml', name: 'web.yaml' },
        ],
      },
      { path: 'a.yaml', name: 'a.yaml' },
      { path: 'z.yaml', name: 'z.yaml' },
    ])
  })
})

describe('a name', () => {
  it.each([
    ['pod.yaml', true],
    ['a/b c.yaml', true],
    ['', false],
    [' ', false],
    ['/etc/passwd', false],
    ['a//b', false],
    ['../x', false],
    ['.hidden', false],
    ['a/.b', false],
    ['taken.yaml', false],
  ])('%j is fine: %s', (name, fine) => {
    expect(badName(name, (path) => path === 'taken.yaml') === undefined).toBe(fine)
  })
})
