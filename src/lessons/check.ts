import type { Hint, Observation, Step } from './lesson.ts'

/** What a command printed. */
export interface Seen {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** Runs a command that only looks; nothing in the cluster may change by it. */
export type Look = (command: string) => Seen

/** Whether a command printed what was expected; errors count as printed. */
export function holds({ expect }: Observation, seen: Seen): boolean {
  const printed = `${seen.stdout}${seen.stderr}`.trim()
  if (expect.kind === 'is') return printed === expect.text
  const found = new RegExp(expect.text, 'm').test(printed)
  return expect.kind === 'matches' ? found : !found
}

export interface StepState {
  /** One for each check, in order. */
  readonly passed: readonly boolean[]
  readonly done: boolean
  /** The first hint whose condition holds; undefined when the step is done, or nothing is known to be wrong. */
  readonly hint: Hint | undefined
}

/** All commands that a step's checks and hints need, each once. */
export function commandsOf(step: Step): readonly string[] {
  return [...new Set([...step.checks, ...step.hints.flatMap((hint) => hint.when ?? [])].map((each) => each.command))]
}

/** Where a learner stands in a step. */
export function stateOf(step: Step, look: Look): StepState {
  const seen = new Map<string, Seen>()
  const once: Look = (command) => {
    const found = seen.get(command) ?? look(command)
    seen.set(command, found)
    return found
  }
  const passed = step.checks.map((check) => holds(check, once(check.command)))
  const done = passed.every(Boolean)
  const hint = done ? undefined : step.hints.find(({ when }) => when !== undefined && holds(when, once(when.command)))
  return { passed, done, hint }
}
