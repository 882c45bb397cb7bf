/** The editor's words, in one place. */
export const editorWords = {
  apply: 'Apply',
  applying: 'applying…',
  applied: 'applied',
  edited: 'edited, not applied',
  notApplied: 'not applied yet',
  examples: 'Examples',
  results: 'Answers of the API server',
  dismiss: 'Dismiss',
  line: (line: number) => `line ${line}`,
  lines: (from: number, to: number) => (from === to ? `line ${from}` : `lines ${from}–${to}`),
  problems: (count: number) => (count === 1 ? '1 problem' : `${count} problems`),
} as const
