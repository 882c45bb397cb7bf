const pods = (count: number) => `${count} ${count === 1 ? 'Pod' : 'Pods'}`

/** The words about keeping and sharing, in one place. */
export const keepWords = {
  notOurs: 'This is no Podarium session.',
  newer: 'This session was made by a newer Podarium. Reload the page to get the newest, then open it again.',
  linkBroken: 'The link is cut or damaged, so its session cannot be opened. This is a fresh cluster.',
  fileBroken: (name: string, why: string) => `${name} cannot be opened: ${why}`,
  opening: 'Living through the session again…',
  opened: (time: string) => `Here is the session, standing at ${time}. Press Play to go on.`,
  couldNotReplay: (why: string) => `The session could not be lived through again: ${why}`,
  linkCopied: 'The link is copied: it opens this very session.',
  linkCopiedLong: (kb: number) =>
    `The link is copied, but it is long (${kb} kB) and some programs cut long links. A session file is safer.`,
  linkNotCopied: 'The browser did not allow copying; the link is in the address bar.',
  saved: (name: string) => `${name} is in your downloads.`,
  full: 'The browser’s storage is full: this session is not kept. Save it as a file from the Share menu.',
  tooLarge: 'This session has grown too large to be kept by the browser. Save it as a file from the Share menu.',
  resume: (count: number, time: string) => `Resume where you left off (${count > 0 ? `${pods(count)}, ` : ''}${time})`,
  resumeManifest: (fileName: string) => `Go on with ${fileName}`,
  undone: (what: string) => `Undone: ${what}`,
  nothingToUndo: 'Nothing has been done yet.',
  typedLine: 'the last line typed in the terminal',
} as const
