import { parseYaml } from '../cluster/api/yaml.ts'
import type { SourceClaim } from './lesson.ts'
import { LessonProblem } from './problem.ts'

export interface FrontMatter {
  readonly title: string
  readonly goal: string
  readonly minutes: number
  readonly needs: readonly string[]
  readonly sources: readonly SourceClaim[]
  /** The first line of the body, from 1. */
  readonly endLine: number
}

const known = ['title', 'goal', 'minutes', 'needs', 'sources']

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads the YAML between the two `---` lines at the top. */
export function readFrontMatter(id: string, text: string): FrontMatter {
  const lines = text.split('\n')
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end < 0) throw new LessonProblem(id, 1, 'a lesson begins with front matter between two lines of ---')
  let data: unknown
  try {
    data = parseYaml(lines.slice(1, end).join('\n'))
  } catch (error) {
    throw new LessonProblem(id, 1, `the front matter is no YAML: ${error instanceof Error ? error.message : error}`)
  }
  if (!isRecord(data)) throw new LessonProblem(id, 1, 'the front matter is a mapping')
  const record = data
  const lineOf = (key: string) =>
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith(`${key}:`)),
    ) + 1
  for (const key of Object.keys(record)) {
    if (!known.includes(key)) throw new LessonProblem(id, lineOf(key), `unknown field ${key}; there are ${known.join(', ')}`)
  }
  const textOf = (key: string): string => {
    const value = record[key]
    if (typeof value !== 'string' || value === '') throw new LessonProblem(id, lineOf(key), `${key} must be a text`)
    return value
  }
  const { minutes, needs = [], sources = [] } = record
  if (typeof minutes !== 'number') throw new LessonProblem(id, lineOf('minutes'), 'minutes must be a number')
  if (!Array.isArray(needs) || !needs.every((each): each is string => typeof each === 'string'))
    throw new LessonProblem(id, lineOf('needs'), 'needs is a list of lesson ids')
  if (!Array.isArray(sources)) throw new LessonProblem(id, lineOf('sources'), 'sources is a list')
  return {
    title: textOf('title'),
    goal: textOf('goal'),
    minutes,
    needs,
    sources: sources.map((row: unknown): SourceClaim => {
      if (!isRecord(row) || typeof row.source !== 'string' || typeof row.claim !== 'string' || typeof row.step !== 'number')
        throw new LessonProblem(id, lineOf('sources'), 'each source has source, claim and step')
      return { source: row.source, claim: row.claim, step: row.step }
    }),
    endLine: end + 2,
  }
}
