import { objectsOf, useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { shortTime } from '../clock/duration.ts'
import { toast } from '../design/toast.tsx'
import { systemNamespaces } from '../graph/system-namespaces.ts'
import { select } from '../shell/workspace.ts'
import { useKept } from './kept-store.ts'
import { actionWords, hasActions, type KeptSession, keptSession, packed, readSession, withoutLastAction } from './session-file.ts'
import { keepWords as words } from './words.ts'

/** Programs are known to cut links longer than this. */
const longLink = 8000

export const storageKey = 'podarium.session'

/** What the browser kept, of this visit or the last. */
export function lastKept(): KeptSession | undefined {
  try {
    const text = localStorage.getItem(storageKey)
    const found = text === null ? undefined : readSession(text)
    return found && !('problem' in found) ? found : undefined
  } catch {
    return undefined
  }
}

/** The session as it stands now. */
export async function takeSession(): Promise<KeptSession> {
  const recording = await session.inputs()
  const { text, fileName } = useManifest.getState()
  let pods = 0
  for (const { metadata } of objectsOf(useCluster.getState(), 'Pod').values()) {
    if (!systemNamespaces.has(String(metadata.namespace))) pods++
  }
  return keptSession({ savedAt: Date.now(), fileName, manifest: text, pods, recording })
}

/** Stands where a kept session stood. A session that cannot be lived through leaves the cluster as it is. */
export async function openSession(kept: KeptSession, how: { readonly play: boolean }): Promise<void> {
  const { recording, manifest, fileName } = kept
  if (hasActions(recording)) {
    toast(words.opening, 1500)
    try {
      await alive()
      await session.restore(recording)
    } catch (error) {
      return toast(words.couldNotReplay(error instanceof Error ? error.message : String(error)), 10_000)
    }
    select(undefined)
    if (how.play) session.play()
    else toast(words.opened(shortTime(recording.until)), 8000)
  }
  useManifest.getState().open(fileName, manifest)
  if (recording.inputs.some((each) => each.input === 'apply' && each.manifest === manifest)) {
    useManifest.setState({ appliedText: manifest })
  }
  useKept.setState({ offer: undefined })
}

/** A broken engine is replaced first. */
async function alive(): Promise<void> {
  if (useCluster.getState().phase !== 'broken') return
  session.reset()
  await new Promise<void>((resolve) => {
    const stop = useCluster.subscribe(({ phase }) => {
      if (phase !== 'ready') return
      stop()
      resolve()
    })
  })
}

/** After a fault of the engine's: a new one lives through what was kept. */
export function recover(): void {
  const kept = lastKept()
  if (kept && hasActions(kept.recording)) void openSession(kept, { play: false })
  else session.reset()
}

/** Takes up the session of the last visit. */
export function resume(): void {
  const { offer } = useKept.getState()
  if (offer) void openSession(offer, { play: true })
}

/** Lives the session again up to just before the last thing that was done. */
export async function undo(): Promise<void> {
  const { playing } = useCluster.getState()
  const undone = withoutLastAction(await session.inputs())
  if (!undone) return toast(words.nothingToUndo)
  try {
    await session.restore(undone.recording)
  } catch (error) {
    return toast(words.couldNotReplay(error instanceof Error ? error.message : String(error)), 10_000)
  }
  if (playing) session.play()
  toast(words.undone(actionWords(undone.action)))
}

export async function copyLink(): Promise<void> {
  const text = await packed(await takeSession())
  const link = `${location.origin}${location.pathname}#s=${text}`
  try {
    await navigator.clipboard.writeText(link)
    toast(link.length > longLink ? words.linkCopiedLong(Math.round(link.length / 1000)) : words.linkCopied, 7000)
  } catch {
    history.replaceState(null, '', link)
    toast(words.linkNotCopied, 7000)
  }
}

export async function saveFile(): Promise<void> {
  const kept = await takeSession()
  const name = `${kept.fileName.replace(/\.ya?ml$/, '')}.podarium.json`
  download(new Blob([JSON.stringify(kept)], { type: 'application/json' }), name)
  toast(words.saved(name))
}

/** Puts a file into the reader's downloads. */
export function download(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Opens a session file, or puts any other text into the editor. */
export async function openFile(file: File): Promise<void> {
  const text = await file.text()
  if (!file.name.endsWith('.json')) return useManifest.getState().open(file.name, text)
  const found = readSession(text)
  if ('problem' in found) toast(words.fileBroken(file.name, found.problem), 10_000)
  else await openSession(found, { play: false })
}

/** Asks for a file. */
export function chooseFile(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.json,.yaml,.yml'
  input.onchange = () => {
    const file = input.files?.[0]
    if (file) void openFile(file)
  }
  input.click()
}
