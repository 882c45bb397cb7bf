import { describe, expect, it } from 'vitest'
import type { Signal } from './program.ts'
import { Terminal } from './terminal.ts'

function typed(keys: string, raw = false) {
  let screen = ''
  const signals: Signal[] = []
  const terminal = new Terminal({
    output: (data) => {
      screen += data
    },
  })
  terminal.signalForeground = (signal) => signals.push(signal)
  terminal.setMode({ raw, echo: !raw })
  terminal.input(keys)
  let read = ''
  for (let data = terminal.read(1000); data !== undefined && data !== ''; data = terminal.read(1000)) read += data
  return { screen, read, signals }
}

describe('line discipline', () => {
  it.each([
    { keys: 'ab\r', read: 'ab\n', screen: 'ab\r\n' },
    { keys: 'ab\x7fc\r', read: 'ac\n', screen: 'ab\b \bc\r\n' },
    { keys: 'no line yet', read: '', screen: 'no line yet' },
    { keys: 'drop all\x15x\r', read: 'x\n', screen: `drop all${'\b \b'.repeat(8)}x\r\n` },
    { keys: 'two words\x17x\r', read: 'two x\n', screen: `two words${'\b \b'.repeat(5)}x\r\n` },
    { keys: 'part\x04', read: 'part', screen: 'part' },
    { keys: 'gone\x03', read: '', screen: 'gone^C', signals: ['INT'] },
    { keys: '\x1a\x1c', read: '', screen: '^Z^\\', signals: ['TSTP', 'QUIT'] },
  ])('$keys', ({ keys, read, screen, signals = [] }) => {
    expect(typed(keys)).toEqual({ read, screen, signals })
  })

  it('raw mode hands everything over as it is', () => {
    expect(typed('a\x03\r', true)).toEqual({ read: 'a\x03\r', screen: '', signals: [] })
  })

  it('what was typed while raw is a line when raw mode ends', () => {
    const terminal = new Terminal({ output: () => {} })
    terminal.setMode({ raw: true, echo: false })
    terminal.input('ls\r')
    terminal.setMode({ raw: false, echo: false })
    expect(terminal.read(100)).toBe('ls\n')
  })

  it('tells of a new size, and of the end', () => {
    const signals: Signal[] = []
    const terminal = new Terminal({ output: () => {} })
    terminal.signalForeground = (signal) => signals.push(signal)
    terminal.resize(100, 30)
    terminal.resize(100, 30)
    terminal.hangUp()
    expect(signals).toEqual(['WINCH', 'HUP'])
    expect(terminal.read(1)).toBe('')
  })
})
