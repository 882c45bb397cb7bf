/** Manifests to begin with, from the simplest on. The files stand in examples/. */
const files = import.meta.glob<string>('./examples/*.yaml', { query: '?raw', import: 'default', eager: true })

export interface Example {
  readonly fileName: string
  /** The first comment line of the file. */
  readonly title: string
  readonly text: string
}

export const examples: readonly Example[] = Object.entries(files)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([path, text]) => ({
    fileName: path.replace(/^.*\/\d+-/, ''),
    title: /^# (.*)$/m.exec(text)?.[1] ?? path,
    text,
  }))

export const firstExample = examples[0] as Example
