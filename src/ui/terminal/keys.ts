import type { Terminal } from '@xterm/xterm'

/** What a key does besides going to the shell. */
export function keyRole(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'metaKey' | 'altKey'>,
  hasSelection: boolean,
): 'copy' | 'paste' | 'leave' | 'shell' {
  const key = event.key.toLowerCase()
  if (key === 'escape' && event.shiftKey) return 'leave'
  if (event.altKey) return 'shell'
  // with Ctrl+C only a selection is copied: without one it interrupts, as everywhere
  if (key === 'c' && (event.metaKey || (event.ctrlKey && (event.shiftKey || hasSelection)))) return 'copy'
  if (key === 'v' && (event.metaKey || event.ctrlKey)) return 'paste'
  return 'shell'
}

/** Copies, pastes and leaves by the keys that other terminals use; all others go to the shell. */
export function handleKeys(screen: Terminal): void {
  screen.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true
    const role = keyRole(event, screen.hasSelection())
    if (role === 'shell') return true
    if (role === 'copy') {
      event.preventDefault()
      void navigator.clipboard?.writeText(screen.getSelection()).catch(() => undefined)
      screen.clearSelection()
    } else if (role === 'leave') {
      event.preventDefault()
      screen.element?.closest('.app__term')?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus()
    }
    // the browser pastes by itself: xterm hears of it
    return false
  })
}
