/** A key of a terminal: a character to insert, or the name of a key. */
export type Key = { readonly text: string } | { readonly name: KeyName }

export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'delete'
  | 'word-left'
  | 'word-right'
  | 'delete-word-right'
  | 'delete-word-left'
  | 'escape'
  | 'enter'
  | 'tab'
  | 'backspace'
  | `ctrl-${string}`

const sequences: Readonly<Record<string, KeyName>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[7~': 'home',
  '[4~': 'end',
  '[8~': 'end',
  '[3~': 'delete',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  b: 'word-left',
  f: 'word-right',
  d: 'delete-word-right',
  '\x7f': 'delete-word-left',
}

/** The first key in some input, and how many characters it takes; undefined if more input must come first. */
export function firstKey(input: string): { readonly key: Key | undefined; readonly length: number } | undefined {
  const char = input[0]
  if (char === undefined) return undefined
  if (char === '\x1b') return escapeSequence(input)
  if (char === '\r' || char === '\n') return { key: { name: 'enter' }, length: 1 }
  if (char === '\t') return { key: { name: 'tab' }, length: 1 }
  if (char === '\x7f' || char === '\b') return { key: { name: 'backspace' }, length: 1 }
  const code = char.charCodeAt(0)
  if (code < 32) return { key: { name: `ctrl-${String.fromCharCode(code + 96)}` }, length: 1 }
  const text = String.fromCodePoint(input.codePointAt(0) ?? 0)
  return { key: { text }, length: text.length }
}

function escapeSequence(input: string): { readonly key: Key | undefined; readonly length: number } | undefined {
  if (input.length === 1) return { key: { name: 'escape' }, length: 1 }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal sequences
  const match = /^\x1b(\[[\d;?]*[ -/]*[@-~]|O[A-Za-z]|[^[O])/.exec(input)
  if (!match) return input.length > 16 ? { key: undefined, length: input.length } : undefined
  const name = sequences[match[1] ?? '']
  return { key: name && { name }, length: match[0].length }
}
