import { addFiles, openFile, openText, useFiles } from '../../state/files-store.ts'
import { toast } from '../design/toast.tsx'
import type { Dropped } from './dropped.ts'
import { filesWords as words } from './words.ts'

/** More than this many are put onto the laptop without a tab each. */
const tabsAtMost = 6

/** Puts files from outside onto the laptop; a few are opened at once. */
export async function takeIn(dropped: Promise<Dropped>): Promise<void> {
  try {
    const { files, skipped } = await dropped
    if (skipped > 0) toast(words.skipped(skipped, words.notText), 8000)
    if (files.length === 0) return
    if (files.length <= tabsAtMost) {
      // a file that is there already is not overwritten: the new one gets a name of its own
      for (const { path, content } of files) openText(path, content)
    } else await addFiles(files)
    toast(words.added(files.length))
  } catch (error) {
    toast(words.failed(words.upload, error instanceof Error ? error.message : String(error)), 8000)
  }
}

export function openOrSay(path: string): void {
  if (!openFile(path)) toast(words.cannotShow(path))
}

/** Gives the reader a file of the laptop. */
export function downloadFile(path: string): void {
  const { open, files } = useFiles.getState()
  const text = open.find((each) => each.path === path)?.text ?? files.get(path)?.content
  if (text === undefined) {
    toast(words.cannotShow(path))
    return
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  link.download = path.replace(/^.*\//, '')
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
