import type { FileText } from '../../state/session.ts'

const limits = { files: 300, bytes: 256 * 1024 }

/** Files from outside as texts for the laptop. */
export interface Dropped {
  readonly files: readonly FileText[]
  /** How many were left out: hidden, too large, or no text. */
  readonly skipped: number
}

interface Found {
  readonly path: string
  readonly file: File
}

function entriesOf(directory: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  return new Promise((resolve, reject) => {
    // a reader gives a hundred at a time
    const next = () =>
      reader.readEntries((some) => {
        all.push(...some)
        if (some.length === 0 || all.length > limits.files) resolve(all)
        else next()
      }, reject)
    next()
  })
}

async function filesUnder(entry: FileSystemEntry, above: string, found: Found[]): Promise<void> {
  if (entry.name.startsWith('.') || found.length > limits.files) return
  const path = above + entry.name
  if (entry.isDirectory) {
    for (const each of await entriesOf(entry as FileSystemDirectoryEntry)) await filesUnder(each, `${path}/`, found)
  } else {
    found.push({ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) })
  }
}

async function readAll(found: readonly Found[]): Promise<Dropped> {
  const files: FileText[] = []
  for (const { path, file } of found.slice(0, limits.files)) {
    if (file.size > limits.bytes) continue
    const content = await file.text()
    if (!/[\0\ufffd]/.test(content)) files.push({ path, content: content.replace(/\r\n/g, '\n') })
  }
  return { files, skipped: found.length - files.length }
}

/** What a drop brought: files, and folders with all that is in them. */
export async function droppedFiles(items: DataTransferItemList): Promise<Dropped> {
  // the list is emptied as soon as the event is over
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const found: Found[] = []
  for (const entry of entries) await filesUnder(entry, '', found)
  return readAll(found)
}

export function chosenFiles(list: FileList): Promise<Dropped> {
  return readAll([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })))
}
