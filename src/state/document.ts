/** A text in the editor and the file that it is of: pure, so that who wins a conflict can be read here. */
export interface Document {
  readonly path: string
  readonly text: string
  /** What the laptop's disk holds, as far as we know; undefined if the file is not there. */
  readonly synced: string | undefined
  /** Texts on their way to the disk, oldest first: hearing of them is an echo. */
  readonly sent: readonly string[]
  /** The file was changed on the laptop while the text had changes of its own: what the file holds now. */
  readonly conflict: string | undefined
}

export const isDirty = ({ text, synced }: Document): boolean => text !== synced

export function newDocument(path: string, text: string, synced: string | undefined): Document {
  return { path, text, synced, sent: [], conflict: undefined }
}

export function typed(document: Document, text: string): Document {
  return { ...document, text }
}

/** After the text was sent to the disk. */
export function saved(document: Document): Document {
  return { ...document, synced: document.text, sent: [...document.sent, document.text].slice(-20), conflict: undefined }
}

/** After word of the file's content (undefined: it is gone). A text without changes of its own follows the file. */
export function heard(document: Document, content: string | undefined): Document {
  const { text, synced, sent } = document
  if (content === undefined) return { ...document, synced: undefined, sent: [], conflict: undefined }
  const echo = sent.indexOf(content)
  if (echo >= 0) return { ...document, sent: sent.slice(echo + 1) }
  if (content === text) return { ...document, synced: content, conflict: undefined }
  if (text === synced) return { ...document, text: content, synced: content }
  return { ...document, conflict: content }
}

/** Ends a conflict: the learner's text, or the laptop's. */
export function resolved(document: Document, winner: 'mine' | 'laptop'): Document {
  const { conflict } = document
  if (conflict === undefined) return document
  return { ...document, synced: conflict, conflict: undefined, ...(winner === 'laptop' ? { text: conflict } : {}) }
}
