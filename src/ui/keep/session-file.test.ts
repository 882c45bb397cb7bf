import { describe, expect, it } from 'vitest'
import type { Inputs } from '../../bridge/protocol.ts'
import { actionWords, hasActions, keptSession, packed, readSession, unpacked, withoutLastAction } from './session-file.ts'
import { keepWords } from './words.ts'

const recording: Inputs = {
  options: { seed: 7, workers: 2, startTime: 1_700_000_000_000 },
  inputs: [
    { at: 0, input: 'open-terminal', terminal: 1, columns: 80, rows: 24 },
    { at: 1000, input: 'apply', manifest: 'kind: Pod\n', fileName: 'pod.yaml' },
    { at: 2000, input: 'terminal-input', terminal: 1, data: 'l' },
    { at: 2100, input: 'terminal-input', terminal: 1, data: '\r' },
    { at: 2200, input: 'terminal-resize', terminal: 1, columns: 90, rows: 24 },
  ],
  until: 42_000,
}
const kept = keptSession({ savedAt: 1, fileName: 'größe.yaml', manifest: 'a: ä\n', pods: 3, recording })

describe('a kept session', () => {
  it('comes back from its text and from a link', async () => {
    expect(readSession(JSON.stringify(kept))).toEqual(kept)
    const link = await packed(kept)
    expect(link).toMatch(/^[\w-]+$/)
    expect(await unpacked(link)).toEqual(kept)
  })

  it.each([
    ['no JSON', 'kind: Pod', keepWords.notOurs],
    ['another file', '{"kind":"Pod"}', keepWords.notOurs],
    ['a newer one', JSON.stringify({ ...kept, podarium: 2 }), keepWords.newer],
    ['no options', JSON.stringify({ ...kept, recording: { ...recording, options: {} } }), keepWords.notOurs],
    ['endless', JSON.stringify({ ...kept, recording: { ...recording, until: 1e15 } }), keepWords.notOurs],
    [
      'unknown inputs',
      JSON.stringify({ ...kept, recording: { ...recording, inputs: [{ at: 1, input: 'x' }] } }),
      keepWords.notOurs,
    ],
  ])('says why it cannot be opened: %s', (_name, text, problem) => expect(readSession(text)).toEqual({ problem }))

  it('says that a cut link is cut', async () => {
    const link = await packed(kept)
    expect(await unpacked(link.slice(0, -20))).toEqual({ problem: keepWords.linkBroken })
    expect(await unpacked('§')).toEqual({ problem: keepWords.linkBroken })
  })
})

describe('undoing', () => {
  it('goes back to just before the last thing done', () => {
    const undone = withoutLastAction(recording)
    expect(undone?.recording).toMatchObject({ until: 2100, inputs: recording.inputs.slice(0, 3) })
    expect(undone && actionWords(undone.action)).toBe(keepWords.typedLine)
    const again = undone && withoutLastAction(undone.recording)
    expect(again?.recording).toMatchObject({ until: 1000, inputs: recording.inputs.slice(0, 1) })
    expect(again && actionWords(again.action)).toBe('kubectl apply -f pod.yaml')
    expect(again && hasActions(again.recording)).toBe(false)
    expect(again && withoutLastAction(again.recording)).toBeUndefined()
  })
})
