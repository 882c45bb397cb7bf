import { useEffect } from 'react'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { backToNow, stepInPast, useLookingBack } from '../../state/past.ts'
import { closePalette, openPalette, usePalette } from '../palette/palette-store.ts'
import { select, useWorkspace } from './workspace.ts'

/** Play or pause, whichever the cluster is not doing; from the past, it goes on from the present. */
export function togglePlaying(): void {
  if (useLookingBack.getState().past) {
    backToNow()
    session.play()
  } else if (useCluster.getState().playing) session.pause()
  else session.play()
}

/** To the next change: while looking back, to the next that is recorded. */
export function stepForward(): void {
  if (useLookingBack.getState().past) stepInPast(1)
  else session.step()
}

/** Keys that work anywhere on the page, except where text is typed. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        if (usePalette.getState().open) closePalette()
        else openPalette()
        return
      }
      const target = event.target instanceof HTMLElement ? event.target : undefined
      const typing = target?.closest('input, textarea, select, [contenteditable], .monaco-editor, .xterm, dialog, [role="menu"]')
      if (event.defaultPrevented || typing || event.ctrlKey || event.metaKey || event.altKey) return
      // remote controls for slides send PageDown and PageUp
      const presenting = useWorkspace.getState().presenting
      if (event.key === 'Escape') {
        if (useLookingBack.getState().past) backToNow()
        else if (useWorkspace.getState().selection) select(undefined)
        else if (presenting) useWorkspace.setState({ presenting: false })
      } else if (event.key === 'p' || (event.key === ' ' && !target?.closest('button, a, [role]'))) togglePlaying()
      else if (event.key === 'n' || event.key === '.' || (presenting && event.key === 'PageDown')) stepForward()
      else if (presenting && event.key === 'PageUp') togglePlaying()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}
