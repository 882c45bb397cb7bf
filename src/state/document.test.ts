import { describe, expect, it } from 'vitest'
import { heard, isDirty, newDocument, resolved, saved, typed } from './document.ts'

const fresh = newDocument('pod.yaml', 'a', 'a')

describe('a text and its file', () => {
  it('is dirty until it is sent, and an echo changes nothing', () => {
    const edited = typed(fresh, 'b')
    expect(isDirty(edited)).toBe(true)
    const sent = saved(edited)
    expect(isDirty(sent)).toBe(false)
    const further = typed(sent, 'c')
    expect(heard(further, 'b')).toEqual({ ...further, sent: [] })
  })

  it('follows the file where it has no changes of its own', () => {
    expect(heard(fresh, 'shell')).toMatchObject({ text: 'shell', synced: 'shell', conflict: undefined })
  })

  it('keeps its own changes, and says so', () => {
    const clash = heard(typed(fresh, 'mine'), 'shell')
    expect(clash).toMatchObject({ text: 'mine', conflict: 'shell' })
    expect(resolved(clash, 'laptop')).toMatchObject({ text: 'shell', synced: 'shell', conflict: undefined })
    expect(resolved(clash, 'mine')).toMatchObject({ text: 'mine', synced: 'shell', conflict: undefined })
    expect(heard(clash, 'mine')).toMatchObject({ text: 'mine', conflict: undefined })
  })

  it('survives the removal of its file as unsaved', () => {
    const orphan = heard(fresh, undefined)
    expect(orphan.text).toBe('a')
    expect(isDirty(orphan)).toBe(true)
  })

  it('takes a change that comes after its own echo for one of the shell', () => {
    const sent = saved(typed(fresh, 'b'))
    expect(heard(heard(sent, 'b'), 'a')).toMatchObject({ text: 'a', synced: 'a' })
  })
})
