import { useEffect } from 'react'
import { useCluster } from '../../state/cluster-store.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { toast } from '../design/toast.tsx'
import { examples } from '../editor/examples.ts'
import { lastKept, openFile, openSession, storageKey, takeSession } from './keep.ts'
import { useKept } from './kept-store.ts'
import { hasActions, type KeptSession, unpacked } from './session-file.ts'
import { keepWords as words } from './words.ts'

const everyMs = 4000
/** Browsers give an origin about 5 MB; the rest is for others. */
const largest = 3_000_000

/** Whether it would be a loss. */
function isWorthKeeping({ recording, manifest }: KeptSession): boolean {
  return hasActions(recording) || (manifest.trim() !== '' && !examples.some((example) => example.text === manifest))
}

let complained = false

function complain(text: string): void {
  if (complained) return
  complained = true
  toast(text, 12_000)
}

async function save(): Promise<void> {
  const kept = await takeSession()
  if (!isWorthKeeping(kept)) return
  const text = JSON.stringify(kept)
  if (text.length > largest) return complain(words.tooLarge)
  try {
    localStorage.setItem(storageKey, text)
  } catch {
    complain(words.full)
  }
}

/** Opens what the address carries: a session (`#s=`), or a manifest (`?manifest=`). */
async function openAddress(): Promise<void> {
  const shared = /^#s=(.*)$/.exec(location.hash)?.[1]
  if (shared !== undefined) {
    history.replaceState(null, '', location.pathname + location.search)
    const found = await unpacked(shared)
    if ('problem' in found) return toast(found.problem, 12_000)
    return openSession(found, { play: false })
  }
  const query = new URLSearchParams(location.search)
  const manifest = query.get('manifest')
  if (!manifest) return
  useManifest.getState().open('manifest.yaml', manifest)
  // embedded, there is no editor and no button
  if (query.has('embed')) await useManifest.getState().apply()
}

/** Keeps the session of this visit in the browser, and offers the one of the last visit. */
export default function Keeper() {
  const ready = useCluster((state) => state.phase === 'ready')
  useEffect(() => {
    if (!ready) return
    if (!useKept.getState().offer) useKept.setState({ offer: lastKept() })
    void openAddress()
    let saved = ''
    let saving = false
    const look = () => {
      const { now, cluster, phase } = useCluster.getState()
      const { text, fileName } = useManifest.getState()
      const state = `${cluster} ${now} ${fileName} ${text}`
      if (saving || phase !== 'ready' || state === saved) return
      saved = state
      saving = true
      // a fault of the engine's is told elsewhere
      save()
        .catch(() => undefined)
        .finally(() => {
          saving = false
        })
    }
    const timer = setInterval(look, everyMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [ready])
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0]
      if (!file) return
      event.preventDefault()
      void openFile(file)
    }
    const changed = () => {
      if (location.hash.startsWith('#s=')) void openAddress()
    }
    addEventListener('dragover', over)
    addEventListener('drop', drop)
    addEventListener('hashchange', changed)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', drop)
      removeEventListener('hashchange', changed)
    }
  }, [])
  return null
}
