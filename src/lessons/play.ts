import { type Look, stateOf } from './check.ts'
import type { Action, Lesson, Step } from './lesson.ts'

/** What a lesson is played on; the embedding API's cluster is one. */
export interface PlayedCluster {
  apply(manifest: string): { readonly stderr: string; readonly exitCode: number }
  readonly files: { write(path: string, text: string): void }
  readonly terminal: { run(line: string): unknown }
  advance(ms: number): void
  readonly look: Look
}

/** How long a step's checks may take to pass once its solution is done, virtual ms. */
const patienceMs = 15 * 60_000

function perform(cluster: PlayedCluster, actions: readonly Action[]): void {
  for (const action of actions) {
    if (action.do === 'apply') cluster.apply(action.manifest)
    else if (action.do === 'write') cluster.files.write(action.fileName, action.text)
    else if (action.do === 'wait') cluster.advance(action.ms)
    else cluster.terminal.run(action.line)
  }
}

/** Lets time pass, in growing strides, until `reached` or patience ends. */
function waitFor(cluster: PlayedCluster, reached: () => boolean): boolean {
  let strideMs = 1000
  for (let waitedMs = 0; ; waitedMs += strideMs) {
    if (reached()) return true
    if (waitedMs > patienceMs) return false
    strideMs = waitedMs < 10_000 ? 1000 : waitedMs < 60_000 ? 5000 : 20_000
    cluster.advance(strideMs)
  }
}

function playWrongTurns(lesson: Lesson, step: Step, number: number, make: (before: readonly Step[]) => PlayedCluster) {
  const wrong: string[] = []
  step.wrongTurns.forEach((turn, index) => {
    const cluster = make(lesson.steps.slice(0, number - 1))
    perform(cluster, turn.actions)
    let state = stateOf(step, cluster.look)
    waitFor(cluster, () => {
      state = stateOf(step, cluster.look)
      return state.hint?.id === turn.hint
    })
    if (state.hint?.id !== turn.hint)
      wrong.push(
        `${lesson.id} step ${number}, wrong turn ${index + 1}: the hint ${turn.hint} does not come; ${state.done ? 'the step counts as done' : `it is ${state.hint?.id ?? 'none'}`}`,
      )
  })
  return wrong
}

/**
 * Plays a lesson: every step's checks fail before its solution and pass after it, and every wrong turn gets its hint.
 * Returns what is wrong, in words.
 */
export function playLesson(lesson: Lesson, newCluster: () => PlayedCluster): readonly string[] {
  const wrong: string[] = []
  const cluster = newCluster()
  lesson.steps.forEach((step, index) => {
    const where = `${lesson.id} step ${index + 1} «${step.title}»`
    if (stateOf(step, cluster.look).done) wrong.push(`${where}: all checks pass before anything is done`)
    perform(cluster, step.solution)
    let { passed } = stateOf(step, cluster.look)
    waitFor(cluster, () => {
      passed = stateOf(step, cluster.look).passed
      return passed.every(Boolean)
    })
    step.checks.forEach((check, at) => {
      if (passed[at]) return
      const { stdout, stderr } = cluster.look(check.command)
      wrong.push(
        `${where}: «${check.title}» does not pass after the solution: ${check.command} prints ${JSON.stringify(stdout + stderr)}, expected ${check.expect.kind} ${check.expect.text}`,
      )
    })
    wrong.push(
      ...playWrongTurns(lesson, step, index + 1, (before) => {
        const fresh = newCluster()
        for (const each of before) {
          perform(fresh, each.solution)
          waitFor(fresh, () => stateOf(each, fresh.look).done)
        }
        return fresh
      }),
    )
  })
  return wrong
}
