import { LessonProblem } from './problem.ts'

export type Block =
  | { readonly block: 'text'; readonly line: number; readonly text: string }
  | { readonly block: 'heading'; readonly line: number; readonly level: 2 | 3; readonly text: string }
  | {
      readonly block: 'fence'
      readonly line: number
      /** The first word after the backticks. */
      readonly kind: string
      /** Its other words, options left out. */
      readonly words: readonly string[]
      /** `file=pod.yaml` */
      readonly options: Readonly<Record<string, string>>
      readonly text: string
    }

/** Cuts a lesson's body into headings, fenced blocks and the text between them. Lines count from 1. */
export function readBlocks(id: string, lines: readonly string[], fromLine: number): readonly Block[] {
  const blocks: Block[] = []
  let text: string[] = []
  let textLine = fromLine
  const endText = () => {
    const joined = text.join('\n').trim()
    if (joined !== '') blocks.push({ block: 'text', line: textLine, text: joined })
    text = []
  }
  for (let index = fromLine - 1; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const heading = /^(#{1,6}) +(.*)$/.exec(line)
    if (heading) {
      endText()
      const level = heading[1]?.length
      if (level !== 2 && level !== 3) throw new LessonProblem(id, index + 1, 'headings are `## ` (a step) or `### Why`')
      blocks.push({ block: 'heading', line: index + 1, level, text: String(heading[2]).trim() })
    } else if (line.startsWith('```')) {
      endText()
      const end = lines.findIndex((each, at) => at > index && each.trimEnd() === '```')
      if (end < 0) throw new LessonProblem(id, index + 1, 'this block is never closed')
      const [kind = '', ...rest] = line.slice(3).trim().split(/\s+/)
      const options = rest.filter((word) => /^\w+=/.test(word)).map((word) => [word.split('=')[0], word.replace(/^\w+=/, '')])
      blocks.push({
        block: 'fence',
        line: index + 1,
        kind,
        words: rest.filter((word) => !/^\w+=/.test(word)),
        options: Object.fromEntries(options),
        text: lines.slice(index + 1, end).join('\n'),
      })
      index = end
    } else {
      if (text.length === 0) textLine = index + 1
      text.push(line)
    }
  }
  endText()
  return blocks
}
