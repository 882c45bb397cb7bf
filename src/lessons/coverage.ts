import type { Lesson } from './lesson.ts'

/** docs/coverage.md: each claim of the sources, and the step in which a learner does it. */
export function coverageOf(lessons: readonly Lesson[]): string {
  const rows = lessons.flatMap((lesson) =>
    lesson.sources.map(({ source, claim, step }) => ({ source, claim, where: `${lesson.title}, ${step}`, id: lesson.id })),
  )
  const sources = [...new Set(rows.map((row) => row.source))].sort()
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return `${[
    '# What the lessons cover',
    '',
    'Made from the front matter of the lessons by `npm run lessons -- --write`. Every row is something a learner does.',
    ...sources.flatMap((source) => [
      '',
      `## ${source}`,
      '',
      '| claim | lesson, step |',
      '|---|---|',
      ...rows
        .filter((row) => row.source === source)
        .map(({ claim, where, id }) => `| ${cell(claim)} | [${cell(where)}](../lessons/${id}/lesson.md) |`),
    ]),
  ].join('\n')}\n`
}
