import { expect, it } from 'vitest'
import { keyRole } from './keys.ts'

const none = { ctrlKey: false, shiftKey: false, metaKey: false, altKey: false }

it.each([
  ['Ctrl+C', { key: 'c', ctrlKey: true }, false, 'shell'],
  ['Ctrl+C on a selection', { key: 'c', ctrlKey: true }, true, 'copy'],
  ['Ctrl+Shift+C', { key: 'C', ctrlKey: true, shiftKey: true }, true, 'copy'],
  ['Cmd+C', { key: 'c', metaKey: true }, true, 'copy'],
  ['Ctrl+V', { key: 'v', ctrlKey: true }, false, 'paste'],
  ['Ctrl+Z', { key: 'z', ctrlKey: true }, false, 'shell'],
  ['Ctrl+R', { key: 'r', ctrlKey: true }, false, 'shell'],
  ['Tab', { key: 'Tab' }, false, 'shell'],
  ['Escape', { key: 'Escape' }, false, 'shell'],
  ['Shift+Escape', { key: 'Escape', shiftKey: true }, false, 'leave'],
  ['Alt+C', { key: 'c', altKey: true }, false, 'shell'],
] as const)('%s', (_, keys, hasSelection, role) => {
  expect(keyRole({ ...none, ...keys }, hasSelection)).toBe(role)
})
