import { useEffect } from 'react'
import type { Step } from '../../lessons/lesson.ts'
import { useCluster } from '../../state/cluster-store.ts'
import { useWorkspace } from '../shell/workspace.ts'

/** How long a thing glows when it first appears, real ms. */
const glowMs = 2500

/** Lets what a step is about glow, in the graph and in the manifest, once it is there. */
export function useHighlights(step: Step): void {
  const target = step.highlights.find((each) => each.where === 'graph')
  const present = useCluster((state) =>
    target ? (state.objects.get(target.kind)?.has(`default/${target.name}`) ?? false) : false,
  )
  useEffect(() => {
    if (!target || !present) return
    const { kind, name, part } = target
    const glow = { kind, namespace: 'default', name, ...(part ? { part } : {}) }
    useWorkspace.setState({ hover: glow })
    const timer = setTimeout(() => {
      if (useWorkspace.getState().hover === glow) useWorkspace.setState({ hover: undefined })
    }, glowMs)
    return () => clearTimeout(timer)
  }, [target, present])
}
