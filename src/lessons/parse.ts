import { type Block, readBlocks } from './blocks.ts'
import { readFrontMatter } from './front-matter.ts'
import type { Lesson, Part, Step } from './lesson.ts'
import { LessonProblem } from './problem.ts'
import { actionsOf, type Manifests, readHighlights, readHint, readObservation, readPredict } from './step-blocks.ts'

/**
 * Reads a lesson.md (format: lessons/README.md).
 *
 * @param id the folder: `08-two-containers/01-localhost`
 * @throws LessonProblem with the line, for anything that is not understood: nothing is skipped
 */
export function parseLesson(id: string, text: string): Lesson {
  const front = readFrontMatter(id, text)
  const blocks = readBlocks(id, text.split('\n'), front.endLine)
  const firstStep = blocks.findIndex((block) => block.block === 'heading' && block.level === 2)
  if (firstStep < 0) throw new LessonProblem(id, front.endLine, 'no step: a lesson needs at least one `## ` heading')
  const intro = blocks.slice(0, firstStep)
  for (const block of intro) {
    if (block.block !== 'text') throw new LessonProblem(id, block.line, 'only text may stand before the first step')
  }
  const manifests: Manifests = new Map()
  const steps: Step[] = []
  for (const section of sections(blocks.slice(firstStep))) steps.push(readStep(id, section, manifests))
  for (const row of front.sources) {
    if (row.step < 1 || row.step > steps.length)
      throw new LessonProblem(id, 1, `the claim «${row.claim}» names step ${row.step} of ${steps.length}`)
  }
  return {
    id,
    title: front.title,
    goal: front.goal,
    minutes: front.minutes,
    needs: front.needs,
    sources: front.sources,
    intro: intro.map((block) => (block.block === 'text' ? block.text : '')).join('\n\n'),
    steps,
  }
}

function sections(blocks: readonly Block[]): Block[][] {
  const found: Block[][] = []
  for (const block of blocks) {
    if (block.block === 'heading' && block.level === 2) found.push([])
    found.at(-1)?.push(block)
  }
  return found
}

function readStep(id: string, [heading, ...rest]: readonly Block[], manifests: Manifests): Step {
  if (heading?.block !== 'heading') throw new LessonProblem(id, 1, 'a step begins with its heading')
  const parts: Part[] = []
  const explanation: string[] = []
  let step: Step = {
    title: heading.text,
    parts,
    predict: undefined,
    checks: [],
    hints: [],
    highlights: [],
    explanation: '',
    solution: [],
    wrongTurns: [],
  }
  let explaining = false
  let solved = false
  for (const block of rest) {
    if (block.block === 'heading') {
      if (block.text !== 'Why') throw new LessonProblem(id, block.line, `unknown section «${block.text}»: only «### Why» is one`)
      explaining = true
    } else if (block.block === 'text') {
      if (explaining) explanation.push(block.text)
      else parts.push({ part: 'text', text: block.text })
    } else {
      const problem = (reason: string) => new LessonProblem(id, block.line, reason)
      const { kind, words, options, text } = block
      if (kind === 'yaml') {
        const fileName = options.file
        if (fileName === undefined) parts.push({ part: 'code', text })
        else {
          if (!words.includes('apply') && !words.includes('write')) throw problem('a manifest says `apply` or `write`')
          manifests.set(fileName, text)
          parts.push({ part: 'manifest', fileName, text, how: words.includes('apply') ? 'apply' : 'file' })
        }
      } else if (kind === 'sh') parts.push({ part: words.includes('run') ? 'command' : 'code', text })
      else if (kind === 'text') parts.push({ part: 'code', text })
      else if (kind === 'predict') {
        if (step.predict) throw problem('a step has one prediction')
        parts.push({ part: 'predict' })
        step = { ...step, predict: readPredict(text, problem) }
      } else if (kind === 'check') {
        const { observation, rest: more } = readObservation(text, problem)
        if (words.length === 0) throw problem('a check has a title: ```check The Pod runs')
        if (more !== '') throw problem('a check is a command and what it prints, nothing else')
        step = { ...step, checks: [...step.checks, { ...observation, title: words.join(' ') }] }
      } else if (kind === 'hint') step = { ...step, hints: [...step.hints, readHint(words, text, problem)] }
      else if (kind === 'highlight') step = { ...step, highlights: readHighlights(text, problem) }
      else if (kind === 'solution') {
        solved = true
        step = { ...step, solution: actionsOf(text, manifests, problem) }
      } else if (kind === 'wrong') {
        const hint = options.hint
        if (hint === undefined) throw problem('a wrong turn names its hint: ```wrong hint=image')
        step = { ...step, wrongTurns: [...step.wrongTurns, { actions: actionsOf(text, manifests, problem), hint }] }
      } else throw problem(`unknown block \`\`\`${kind}`)
    }
  }
  if (step.checks.length === 0) throw new LessonProblem(id, heading.line, `the step «${step.title}» has no check`)
  for (const turn of step.wrongTurns) {
    if (!step.hints.some((hint) => hint.id === turn.hint))
      throw new LessonProblem(id, heading.line, `there is no hint ${turn.hint} in «${step.title}»`)
  }
  return {
    ...step,
    explanation: explanation.join('\n\n'),
    solution: solved ? step.solution : partsAsActions(parts),
  }
}

/** A step without a solution of its own is solved by doing everything that it shows. */
function partsAsActions(parts: readonly Part[]): Step['solution'] {
  return parts.flatMap((part): Step['solution'] => {
    if (part.part === 'command') return [{ do: 'run', line: part.text }]
    if (part.part !== 'manifest') return []
    if (part.how === 'file') return [{ do: 'write', fileName: part.fileName, text: part.text }]
    return [{ do: 'apply', fileName: part.fileName, manifest: part.text }]
  })
}
