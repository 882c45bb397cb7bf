import { create } from 'zustand'
import type { HomeChanges, LaptopNews, OpenEditor } from '../bridge/protocol.ts'
import { currentSession } from './current-session.ts'
import { type Document, heard, isDirty, newDocument, resolved, saved, typed } from './document.ts'
import { packFiles, storageKey, unpackFiles } from './files-storage.ts'
import { type ManifestState, useManifest } from './manifest-store.ts'
import type { FileText } from './session.ts'

/** The laptop's files as the page knows them, and which of them stand in the editor. */
export interface FilesState {
  /** By path from the home directory on; without content where a file is too large, or no text. */
  readonly files: ReadonlyMap<string, { readonly bytes: number; readonly content?: string | undefined }>
  /** The laptop has more files than are told. */
  readonly more: boolean
  /** The tabs, in order. Texts of all but the active one stand here; the active one's is the manifest store's. */
  readonly open: readonly Document[]
  readonly active: string
  readonly ports: readonly number[]
  /** Files that programs in a terminal wait for. */
  readonly editors: readonly OpenEditor[]
  /** Why files may not survive a reload. */
  readonly notKept: 'full' | 'denied' | readonly string[] | undefined
}

const home = '/home/learner/'
/** Real ms without typing before a text goes to the disk. */
const saveAfterMs = 600

/** From the home directory on, where a path lies in it. */
const shortPath = (path: string) => (path.startsWith(home) ? path.slice(home.length) : path)

function readKept() {
  try {
    return unpackFiles(localStorage.getItem(storageKey))
  } catch {
    return unpackFiles(null)
  }
}

const kept = readKept()

export const useFiles = create<FilesState>()(() => ({
  files: new Map([...kept.files].map(([path, content]) => [path, { bytes: content.length, content }])),
  more: false,
  open: kept.open.map((path) => {
    const text = kept.files.get(path) ?? ''
    return newDocument(path, text, text)
  }),
  active: kept.active ?? useManifest.getState().fileName,
  ports: [],
  editors: [],
  notKept: undefined,
}))

/** What the manifest store shows of a document besides its text: how its last apply went. */
type Applied = Pick<ManifestState, 'appliedText' | 'results' | 'failure'>
const neverApplied: Applied = { appliedText: undefined, results: [], failure: undefined }
const applied = new Map<string, Applied>()
/** True while this store moves the manifest store: its own echo is no edit. */
let moving = false

function show(document: Document): void {
  const before = useManifest.getState()
  if (before.fileName !== document.path) {
    const { appliedText, results, failure } = before
    applied.set(before.fileName, { appliedText, results, failure })
  }
  moving = true
  useManifest.setState({ fileName: document.path, text: document.text, ...(applied.get(document.path) ?? neverApplied) })
  moving = false
}

const find = (path: string) => useFiles.getState().open.find((each) => each.path === path)

/** Puts a document into its tab, or into a new one. */
function put(document: Document): void {
  const { open, active } = useFiles.getState()
  const known = open.some((each) => each.path === document.path)
  useFiles.setState({
    open: known ? open.map((each) => (each.path === document.path ? document : each)) : [...open, document],
  })
  if (document.path === active && useManifest.getState().text !== document.text) show(document)
}

export function activate(path: string): void {
  const document = find(path)
  if (!document) return
  useFiles.setState({ active: path })
  show(document)
}

/** Opens a file of the laptop in a tab; false if it is none that can be shown. */
export function openFile(path: string): boolean {
  const content = useFiles.getState().files.get(path)?.content
  if (!find(path)) {
    if (content === undefined) return false
    put(newDocument(path, content, content))
  }
  activate(path)
  return true
}

/** `pod.yaml`, or `pod-2.yaml` where that is taken. */
export function freeName(path: string, taken: (path: string) => boolean): string {
  if (!taken(path)) return path
  const [, stem = path, ending = ''] = /^(.*?)((?:\.[^./]*)?)$/.exec(path) ?? []
  for (let number = 2; ; number++) {
    const name = `${stem}-${number}${ending}`
    if (!taken(name)) return name
  }
}

/** Puts a text that comes from elsewhere (an example, a dropped file) into a file of its own, and opens it. */
export function openText(fileName: string, text: string): void {
  const { files } = useFiles.getState()
  const content = find(fileName)?.text ?? files.get(fileName)?.content
  const path = content === text ? fileName : freeName(fileName, (name) => files.has(name) || find(name) !== undefined)
  if (!find(path)) put(newDocument(path, text, files.get(path)?.content))
  activate(path)
  void save(path)
}

export function closeFile(path: string): void {
  void save(path)
  clearTimeout(timers.get(path))
  const { open, active } = useFiles.getState()
  const index = open.findIndex((each) => each.path === path)
  const rest = open.filter((each) => each.path !== path)
  applied.delete(path)
  const next = rest[Math.min(index, rest.length - 1)] ?? newDocument('manifest.yaml', '', undefined)
  useFiles.setState({ open: rest.length > 0 ? rest : [next] })
  if (active === path || rest.length === 0) activate(next.path)
  if (active === path) applied.delete(path)
}

const timers = new Map<string, ReturnType<typeof setTimeout>>()

function saveSoon(path: string): void {
  clearTimeout(timers.get(path))
  timers.set(
    path,
    setTimeout(() => void save(path), saveAfterMs),
  )
}

/** Whether a program waits for this file: then it is written when the learner says so, not before. */
export function editorOf(state: FilesState, path: string): OpenEditor | undefined {
  return state.editors.find((each) => shortPath(each.path) === path)
}

/** Writes a text to the laptop's disk, unless it is there already or the two are in conflict. */
export async function save(path: string, how: { readonly forEditor?: boolean } = {}): Promise<void> {
  clearTimeout(timers.get(path))
  const document = find(path)
  if (!document || !isDirty(document) || document.conflict !== undefined) return
  if (!how.forEditor && editorOf(useFiles.getState(), path)) return
  // an empty page without a file is not worth one
  if (document.text === '' && document.synced === undefined) return
  put(saved(document))
  try {
    await currentSession.writeFiles([{ path, content: document.text }])
  } catch {
    const now = find(path)
    if (now) put({ ...now, synced: undefined, sent: [] })
  }
}

/** Ends a conflict between the editor and the laptop. */
export function resolve(path: string, winner: 'mine' | 'laptop'): void {
  const document = find(path)
  if (!document) return
  put(resolved(document, winner))
  void save(path)
}

/** Saves the file that a program waits for, if wanted, and lets the program go on. */
export function finishEditing(editor: OpenEditor, how: 'save' | 'cancel'): void {
  const path = shortPath(editor.path)
  const document = find(path)
  if (how === 'save') void save(path, { forEditor: true })
  else if (document?.synced !== undefined) put({ ...document, text: document.synced, conflict: undefined })
  void currentSession.closeEditor(editor.editor)
}

export async function removeFile(path: string): Promise<void> {
  await currentSession.removeFile(path)
  for (const document of useFiles.getState().open) {
    if (document.path !== path && !document.path.startsWith(`${path}/`)) continue
    clearTimeout(timers.get(document.path))
    put({ ...document, text: '', synced: '', sent: [], conflict: undefined })
    closeFile(document.path)
  }
}

/** Rejects in plain words where it cannot be. */
export async function renameFile(from: string, to: string): Promise<void> {
  await save(from)
  await currentSession.renameFile(from, to)
  const { open, active } = useFiles.getState()
  if (!open.some((each) => each.path === from)) return
  const last = active === from ? useManifest.getState() : applied.get(from)
  if (last) applied.set(to, { appliedText: last.appliedText, results: last.results, failure: last.failure })
  useFiles.setState({ open: open.map((each) => (each.path === from ? { ...each, path: to } : each)) })
  if (active === from) activate(to)
  applied.delete(from)
}

/** Puts files from outside onto the laptop. */
export function addFiles(files: readonly FileText[]): Promise<void> {
  return currentSession.writeFiles(files)
}

// Others (a lesson, a link, a fix) write into the manifest store: that is an edit of the active file, or a new one.
useManifest.subscribe((state, before) => {
  if (moving) return
  const path = state.fileName
  if (path !== before.fileName) {
    const { appliedText, results, failure } = before
    applied.set(before.fileName, { appliedText, results, failure })
    const there = find(path)
    put(there ? typed(there, state.text) : newDocument(path, state.text, useFiles.getState().files.get(path)?.content))
    useFiles.setState({ active: path })
    saveSoon(path)
  } else if (state.text !== before.text) {
    put(typed(find(path) ?? newDocument(path, state.text, useFiles.getState().files.get(path)?.content), state.text))
    saveSoon(path)
  }
  if (state.applying && !before.applying) void save(path)
})

let cluster = 0
/** The new laptop was given all files: what its first word lacks is on its way. */
let furnished = false

function hearHome(changes: HomeChanges, newLaptop: boolean): void {
  const { files: before, open } = useFiles.getState()
  const files = new Map(before)
  for (const path of changes.removed) files.delete(path)
  for (const { path, bytes, content } of changes.changed) files.set(path, { bytes, content })
  useFiles.setState({ files, more: changes.more })
  const words = new Map<string, string | undefined>([
    ...changes.removed.map((path) => [path, undefined] as const),
    ...changes.changed.map(({ path, content }) => [path, content] as const),
  ])
  if (newLaptop && !furnished) {
    // a session was restored: texts in the editor and files that it does not know stay the learner's
    const ours = [...before].flatMap(([path, { content }]) =>
      content === undefined || words.has(path) ? [] : [{ path, content }],
    )
    if (ours.length > 0) void currentSession.writeFiles(ours)
    for (const document of open) {
      if (!words.has(document.path)) continue
      put({ ...document, synced: words.get(document.path), sent: [] })
      saveSoon(document.path)
    }
    return
  }
  for (const document of open) if (words.has(document.path)) put(heard(document, words.get(document.path)))
}

function hearEditors(editors: readonly OpenEditor[]): void {
  const before = useFiles.getState().editors
  useFiles.setState({ editors })
  for (const gone of before) {
    // a temporary file is of no use without its program
    if (!editors.some((each) => each.editor === gone.editor) && !gone.path.startsWith(home)) {
      const document = find(gone.path)
      if (document) put({ ...document, text: document.synced ?? '' })
      closeFile(gone.path)
    }
  }
  for (const { editor, path } of editors) {
    if (before.some((each) => each.editor === editor)) continue
    void currentSession.readLaptopFile(path).then((content) => {
      const short = shortPath(path)
      const text = content ?? ''
      const document = find(short)
      put(document && isDirty(document) ? document : newDocument(short, text, text))
      activate(short)
    })
  }
}

currentSession.keepFiles({
  news(news: LaptopNews) {
    const newLaptop = news.cluster !== cluster
    cluster = news.cluster
    if (newLaptop) useFiles.setState({ ports: [], editors: [] })
    if (news.home) hearHome(news.home, newLaptop)
    if (newLaptop) furnished = false
    if (news.ports) useFiles.setState({ ports: news.ports })
    if (news.editors) hearEditors(news.editors)
  },
  forNewLaptop() {
    furnished = true
    return [...texts()].map(([path, content]) => ({ path, content }))
  },
})

/** All texts of the home directory, those in the editor as they stand there. */
function texts(): ReadonlyMap<string, string> {
  const { files, open } = useFiles.getState()
  const all = new Map<string, string>()
  for (const [path, { content }] of files) if (content !== undefined) all.set(path, content)
  for (const { path, text, synced } of open) {
    if (!path.startsWith('/') && (text !== '' || synced !== undefined)) all.set(path, text)
  }
  return all
}

let keeping: ReturnType<typeof setTimeout> | undefined

function keep(): void {
  clearTimeout(keeping)
  keeping = undefined
  const { open, active } = useFiles.getState()
  const files = texts()
  const { text, left } = packFiles({ files, open: open.map(({ path }) => path).filter((path) => files.has(path)), active })
  let notKept: FilesState['notKept'] = left.length > 0 ? left : undefined
  try {
    localStorage.setItem(storageKey, text)
  } catch (error) {
    notKept = error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'denied'
  }
  if (String(notKept) !== String(useFiles.getState().notKept)) useFiles.setState({ notKept })
}

useFiles.subscribe((state, before) => {
  if (state.files === before.files && state.open === before.open && state.active === before.active) return
  keeping ??= setTimeout(keep, 1000)
})
globalThis.addEventListener?.('pagehide', () => keeping !== undefined && keep())

const first = find(useFiles.getState().active)
if (first) show(first)
