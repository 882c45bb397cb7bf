import { describe, expect, it } from 'vitest'
import { packFiles, unpackFiles } from './files-storage.ts'

const kept = (files: Record<string, string>, open: string[] = [], active?: string) => ({
  files: new Map(Object.entries(files)),
  open,
  active,
})

describe('files between two visits', () => {
  it('come back as they were', () => {
    const files = kept({ 'pod.yaml': 'kind: Pod', 'a/b.yaml': 'ü' }, ['a/b.yaml', 'pod.yaml'], 'pod.yaml')
    expect(unpackFiles(packFiles(files).text)).toEqual(files)
  })

  it.each([null, '', '{', '[]', '{"files":3}', '"x"'])('of %j are none', (text) => {
    expect(unpackFiles(text)).toEqual(kept({}))
  })

  it('leave out tabs without a file', () => {
    expect(unpackFiles('{"files":{"a":"1"},"open":["b","a"],"active":"b"}')).toEqual(kept({ a: '1' }, ['a'], 'a'))
  })

  it('name those that are too large to keep', () => {
    const { text, left } = packFiles(kept({ large: 'x'.repeat(100), small: 'y', other: 'z' }), 50)
    expect(left).toEqual(['large'])
    expect([...unpackFiles(text).files.keys()]).toEqual(['small', 'other'])
  })
})
