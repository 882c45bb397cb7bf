import { useEffect, useState } from 'react'
import type { KubeObject } from '../../bridge/protocol.ts'
import { objectsOf, useCluster } from '../../state/cluster-store.ts'
import { podRow } from '../graph/pod-status.ts'
import { systemNamespaces } from '../graph/system-namespaces.ts'
import { isKind } from '../objects.ts'
import { narration, narrationGone, narrationMore } from '../words.ts'

/** Real ms between two sentences: changes in between are told together. */
const batchMs = 1500
const tellAtMost = 4

/** Tells changes of Pods to those who listen instead of looking: politely, and not each by itself. */
export default function Narrator() {
  const [sentence, setSentence] = useState('')
  useEffect(() => {
    const told = new Map<string, string>()
    const changed = new Map<string, string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let pods: ReadonlyMap<string, KubeObject> = new Map()
    const tell = () => {
      timer = undefined
      const all = [...changed.values()]
      changed.clear()
      const rest = all.length - tellAtMost
      setSentence([...all.slice(0, tellAtMost), ...(rest > 0 ? [narrationMore(rest)] : [])].join('. '))
    }
    return useCluster.subscribe((state) => {
      const next = objectsOf(state, 'Pod')
      if (next === pods) return
      for (const [key, object] of next) {
        if (pods.get(key) === object || !isKind(object, 'Pod') || systemNamespaces.has(String(object.metadata.namespace)))
          continue
        const { status, ready, total } = podRow(object)
        const line = narration(String(object.metadata.name), status, ready, total)
        if (told.get(key) === line) continue
        told.set(key, line)
        changed.set(key, line)
      }
      for (const [key, object] of pods) {
        if (next.has(key) || !told.delete(key)) continue
        changed.set(key, narrationGone(String(object.metadata.name)))
      }
      pods = next
      if (changed.size > 0 && timer === undefined) timer = setTimeout(tell, batchMs)
    })
  }, [])
  return (
    <p className="visually-hidden" aria-live="polite">
      {sentence}
    </p>
  )
}
