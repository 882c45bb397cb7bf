import { useManifest } from '../../state/manifest-store.ts'
import { toast } from '../design/toast.tsx'
import { railUpTo, useWorkspace } from '../shell/workspace.ts'

/**
 * Where the editor lies over the graph, it makes way once everything was taken without a word: the Pods are what one
 * wants to see then. The answers are told in passing.
 *
 * @returns the end of it
 */
export function makeWayAfterApply(): () => void {
  return useManifest.subscribe(({ results }, before) => {
    if (results === before.results || results.length === 0 || window.innerWidth > railUpTo) return
    if (results.some((result) => result.outcome === 'refused' || result.warnings.length > 0)) return
    toast(results.map((result) => result.message).join('\n'))
    useWorkspace.setState({ sideOpen: false, phonePane: 'graph' })
  })
}
