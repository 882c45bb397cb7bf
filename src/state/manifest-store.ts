import { create } from 'zustand'
import type { ApplyProblem, ApplyResult } from '../bridge/protocol.ts'
import { session } from './current-session.ts'

/** The manifest being written and how its last apply went. */
export interface ManifestState {
  readonly fileName: string
  readonly text: string
  /** What was last sent; undefined before the first apply. */
  readonly appliedText: string | undefined
  readonly applying: boolean
  readonly results: readonly ApplyResult[]
  /** What stands for an answer where there is none: the manifest was empty, the engine was gone. */
  readonly failure: string | undefined
  setText(text: string): void
  open(fileName: string, text: string): void
  apply(): Promise<void>
  /** Puts a problem's fix into the text and forgets the problem. */
  fix(problem: ApplyProblem): void
  dismissResults(): void
}

/** kubectl's words for a manifest without objects. */
const nothingToApply = 'error: no objects passed to apply'

/** `text` with the lines `fromLine`–`toLine` (from 1) replaced. */
export function replaceLines(text: string, fromLine: number, toLine: number, replacement: string): string {
  const lines = text.split('\n')
  lines.splice(fromLine - 1, toLine - fromLine + 1, ...(replacement === '' ? [] : replacement.split('\n')))
  return lines.join('\n')
}

/** A problem below a part that was replaced stands so many lines lower or higher. */
export function movedBy(problem: ApplyProblem, by: NonNullable<ApplyProblem['fix']>): ApplyProblem {
  const lines = (by.text === '' ? 0 : by.text.split('\n').length) - (by.toLine - by.fromLine + 1)
  if (lines === 0 || problem.line <= by.toLine) return problem
  const { fix } = problem
  return {
    ...problem,
    line: problem.line + lines,
    ...(fix ? { fix: { ...fix, fromLine: fix.fromLine + lines, toLine: fix.toLine + lines } } : {}),
  }
}

export const useManifest = create<ManifestState>()((set, get) => ({
  fileName: 'manifest.yaml',
  text: '',
  appliedText: undefined,
  applying: false,
  results: [],
  failure: undefined,
  setText: (text) => {
    if (text !== get().text) set({ text })
  },
  open: (fileName, text) => set({ fileName, text, appliedText: undefined, results: [], failure: undefined }),
  apply: async () => {
    const { text, fileName, applying } = get()
    if (applying) return
    set({ applying: true, failure: undefined })
    try {
      const results = await session.apply(text, fileName)
      set({ applying: false, results, appliedText: text, failure: results.length === 0 ? nothingToApply : undefined })
    } catch (error) {
      set({ applying: false, failure: error instanceof Error ? error.message : String(error) })
    }
  },
  fix: (problem) => {
    const { fix } = problem
    if (!fix) return
    const { text, results } = get()
    set({
      text: replaceLines(text, fix.fromLine, fix.toLine, fix.text),
      results: results.map((result) => ({
        ...result,
        problems: result.problems.filter((other) => other !== problem).map((other) => movedBy(other, fix)),
      })),
    })
  },
  dismissResults: () => set({ results: [], failure: undefined }),
}))
