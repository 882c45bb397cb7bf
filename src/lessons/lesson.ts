/** What a lesson is once it has been read: plain data, for the player and for the headless check alike. */
export interface Lesson {
  /** `01-what-a-pod-is/01-wrapper`: the folder's path. */
  readonly id: string
  readonly title: string
  /** What the learner will be able to do. */
  readonly goal: string
  readonly minutes: number
  /** Ids of lessons that come before. */
  readonly needs: readonly string[]
  readonly sources: readonly SourceClaim[]
  readonly intro: string
  readonly steps: readonly Step[]
}

/** A claim of a source, and the step (from 1) in which one does it. */
export interface SourceClaim {
  readonly source: string
  readonly claim: string
  readonly step: number
}

export interface Step {
  readonly title: string
  /** Text, code and things to do, in the order of the page. */
  readonly parts: readonly Part[]
  readonly predict: Predict | undefined
  readonly checks: readonly Check[]
  readonly hints: readonly Hint[]
  readonly highlights: readonly Highlight[]
  /** Markdown; shown once the step is done. */
  readonly explanation: string
  readonly solution: readonly Action[]
  readonly wrongTurns: readonly WrongTurn[]
}

export type Part =
  | { readonly part: 'text'; readonly text: string }
  | { readonly part: 'code'; readonly text: string }
  | { readonly part: 'manifest'; readonly fileName: string; readonly text: string; readonly how: 'apply' | 'file' }
  | { readonly part: 'command'; readonly text: string }
  /** Where the question of the step stands. */
  | { readonly part: 'predict' }

/** Something done to the cluster. */
export type Action =
  | { readonly do: 'apply'; readonly fileName: string; readonly manifest: string }
  | { readonly do: 'write'; readonly fileName: string; readonly text: string }
  | { readonly do: 'run'; readonly line: string }
  | { readonly do: 'wait'; readonly ms: number }

export interface Predict {
  readonly question: string
  readonly options: readonly { readonly text: string; readonly right: boolean }[]
  /** Markdown, shown after the pick. */
  readonly because: string
}

/** A command that a learner could type, and what it must print. */
export interface Observation {
  readonly command: string
  readonly expect: { readonly kind: 'is' | 'matches' | 'differs'; readonly text: string }
}

export interface Check extends Observation {
  readonly title: string
}

export interface Hint {
  readonly id: string
  /** Absent: for whoever asks. */
  readonly when: Observation | undefined
  readonly text: string
}

/** `graph Pod/web container/nginx`, or lines of the manifest. */
export type Highlight =
  | {
      readonly where: 'graph'
      readonly kind: string
      readonly name: string
      readonly part: { readonly type: 'container' | 'volume'; readonly name: string } | undefined
    }
  | { readonly where: 'editor'; readonly fromLine: number; readonly toLine: number }

export interface WrongTurn {
  readonly actions: readonly Action[]
  /** The id of the hint that it must get. */
  readonly hint: string
}
