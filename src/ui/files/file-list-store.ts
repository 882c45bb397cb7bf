import { create } from 'zustand'

const storageKey = 'podarium.file-list'

function wasOpen(): boolean {
  try {
    return localStorage.getItem(storageKey) === 'open'
  } catch {
    return false
  }
}

/** Whether the file list stands beside the editor; remembered. */
export const useFileList = create<{ readonly open: boolean }>()(() => ({ open: wasOpen() }))

useFileList.subscribe(({ open }) => {
  try {
    localStorage.setItem(storageKey, open ? 'open' : 'closed')
  } catch {
    // it will be closed next time
  }
})
