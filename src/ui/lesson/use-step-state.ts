import { useEffect, useState } from 'react'
import { commandsOf, type StepState, stateOf } from '../../lessons/check.ts'
import type { Step } from '../../lessons/lesson.ts'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'

/** Real ms between two looks. */
const paceMs = 500
/** Logs grow without an object changing: so also look when so much cluster time has passed, ms. */
const logPaceMs = 2000

/** Where the learner stands in a step, kept up to date while the cluster changes. Undefined until first looked at. */
export function useStepState(step: Step): StepState | undefined {
  const [found, setFound] = useState<{ readonly step: Step; readonly state: StepState }>()
  useEffect(() => {
    let stopped = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let seen: readonly unknown[] = []
    const commands = commandsOf(step)
    const look = async () => {
      const { phase, objects, insides, cluster, now } = useCluster.getState()
      if (phase !== 'ready') return
      const present = [objects, insides, cluster, Math.floor(now / logPaceMs)]
      if (present.every((each, index) => each === seen[index])) return
      seen = present
      try {
        const results = await session.look(commands)
        if (stopped) return
        const nothing = { stdout: '', stderr: '', exitCode: 1 }
        setFound({ step, state: stateOf(step, (command) => results[commands.indexOf(command)] ?? nothing) })
      } catch {
        // the cluster was replaced meanwhile: the next change looks again
        seen = []
      }
    }
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void look()
      }, paceMs)
    }
    void look()
    const unsubscribe = useCluster.subscribe(soon)
    return () => {
      stopped = true
      clearTimeout(timer)
      unsubscribe()
    }
  }, [step])
  return found?.step === step ? found.state : undefined
}
