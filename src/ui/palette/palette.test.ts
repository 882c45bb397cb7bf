import { describe, expect, it } from 'vitest'
import { printedBy } from './laptop-line.ts'
import { readPush } from './registry-commands.ts'

describe('readPush', () => {
  it.each([
    ['nginx:2.0 like nginx:1.27', { reference: 'nginx:2.0', like: 'nginx:1.27' }],
    [' a:1  b:2 ', { reference: 'a:1', like: 'b:2' }],
    ['nginx:2.0', undefined],
    ['a b c', undefined],
  ])('%j', (text, push) => expect(readPush(text)).toEqual(push))
})

describe('printedBy', () => {
  it('is what came after the typed line', () => {
    const shown = '\x1b[32mlearner@laptop\x1b[0m:~$ kubectl drain x; exit\r\nerror: node "x"\r\n not found\r\nexit\r\n'
    expect(printedBy(shown, 'kubectl drain x')).toBe('error: node "x"\n not found')
  })
})
