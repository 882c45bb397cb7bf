import { useEffect, useState } from 'react'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { Confirm } from '../design/dialog.tsx'
import { systemNamespaces } from '../graph/system-namespaces.ts'
import { words } from '../words.ts'
import { select } from './workspace.ts'

/** Kinds a cluster makes by itself in namespaces of the user's: nothing is lost with them. */
const ownKinds = new Set([
  'Event',
  'EndpointSlice',
  'Endpoints',
  'ServiceAccount',
  'Namespace',
  'ReplicaSet',
  'ControllerRevision',
])

/** What the reader made: Pods, and the other things by name. */
function losses(): { readonly pods: number; readonly others: string } {
  let pods = 0
  const others: string[] = []
  for (const [kind, objects] of useCluster.getState().objects) {
    for (const { metadata } of objects.values()) {
      if (!metadata.namespace || systemNamespaces.has(metadata.namespace) || ownKinds.has(kind)) continue
      if (kind === 'Pod') pods++
      else if (metadata.name !== 'kubernetes' && metadata.name !== 'kube-root-ca.crt') others.push(`${kind} ${metadata.name}`)
    }
  }
  const rest = others.length > 3 ? ` and ${others.length - 3} more` : ''
  return { pods, others: others.slice(0, 3).join(', ') + rest }
}

/** Starts over; asks first if something would be lost. */
export function ResetDialog({ onDone }: { readonly onDone: () => void }) {
  const [lost] = useState(losses)
  const nothing = lost.pods === 0 && lost.others === ''
  const reset = () => {
    select(undefined)
    session.reset()
    onDone()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    if (nothing) reset()
  }, [])
  if (nothing) return null
  return (
    <Confirm title={words.resetTitle} yes={words.resetYes} no={words.cancel} danger onYes={reset} onNo={onDone}>
      {words.resetHint(lost.pods, lost.others)}
    </Confirm>
  )
}
