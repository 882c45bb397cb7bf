import { useEffect } from 'react'
import type { Inputs } from '../../bridge/protocol.ts'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'

/** lesson/step → the session as it stood when the step was first shown. */
const starts = new Map<string, Inputs>()

/** Remembers the cluster at the start of a step, so that one can come back to it. */
export function useStepStart(key: string): void {
  const ready = useCluster((state) => state.phase === 'ready')
  useEffect(() => {
    if (!ready || starts.has(key)) return
    session.inputs().then(
      (inputs) => starts.set(key, inputs),
      // without it, a reset begins a new cluster
      () => undefined,
    )
  }, [key, ready])
}

/** Brings the cluster back to where it was when the step began; other steps' work stays. */
export async function resetStep(key: string): Promise<void> {
  const start = starts.get(key)
  if (!start) return session.reset()
  await session.restore(start)
  session.play()
}
