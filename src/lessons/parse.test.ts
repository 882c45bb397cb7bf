import { expect, test } from 'vitest'
import { parseLesson } from './parse.ts'

const front = '---\ntitle: T\ngoal: do it\nminutes: 1\n---'
const check = '```check It is there\n$ kubectl get pod a -o name\n= pod/a\n```'
const lesson = (body: string) => parseLesson('01-a/01-b', `${front}\n${body}`)

test('a step is what it shows, and is solved by doing that', () => {
  const { steps } = lesson(
    `Hello.\n\n## One\n\nText\n\n\`\`\`yaml file=a.yaml apply\nkind: Pod\n\`\`\`\n\n\`\`\`sh run\nkubectl get pods\n\`\`\`\n${check}\n### Why\n\nSo.`,
  )
  expect(steps[0]?.parts.map(({ part }) => part)).toEqual(['text', 'manifest', 'command'])
  expect(steps[0]?.solution).toEqual([
    { do: 'apply', fileName: 'a.yaml', manifest: 'kind: Pod' },
    { do: 'run', line: 'kubectl get pods' },
  ])
  expect(steps[0]?.explanation).toBe('So.')
  expect(steps[0]?.checks[0]?.expect).toEqual({ kind: 'is', text: 'pod/a' })
})

test.each([
  ['a step without a check', '## One\n\nText', 6, 'has no check'],
  ['an unclosed block', `## One\n${check}\n\`\`\`sh run\nls`, 11, 'never closed'],
  ['an unknown block', `## One\n${check}\n\`\`\`python\n\`\`\``, 11, 'unknown block'],
  ['a check without an expectation', '## One\n```check X\n$ ls\nfoo\n```', 7, 'second line'],
  ['a wrong turn without its hint', `## One\n${check}\n\`\`\`wrong hint=x\nls\n\`\`\``, 6, 'no hint x'],
  ['a solution with a file nobody showed', `## One\n${check}\n\`\`\`solution\n@apply b.yaml\n\`\`\``, 11, 'no manifest b.yaml'],
  ['a prediction without a right answer', `## One\n\`\`\`predict\nQ?\n- [ ] a\n- [ ] b\n\`\`\`\n${check}`, 7, 'exactly one'],
])('%s is refused with its line', (_, body, line, reason) => {
  expect(() => lesson(body)).toThrow(new RegExp(`^01-a/01-b/lesson\\.md:${line}: .*${reason}`))
})
