import { create } from 'zustand'
import type { KeptSession } from './session-file.ts'

/** The session of the last visit, until it is taken up or the page is left. */
export const useKept = create<{ readonly offer: KeptSession | undefined }>()(() => ({ offer: undefined }))
