import type { Action, Highlight, Hint, Observation, Predict } from './lesson.ts'

type Problem = (reason: string) => Error
/** File name → manifest, of the steps so far. */
export type Manifests = Map<string, string>

const signs: Readonly<Record<string, Observation['expect']['kind']>> = { '=': 'is', '~': 'matches', '!': 'differs' }

/** `$ command`, then `= output`, `~ pattern` or `! pattern`; whatever follows a blank line is returned as `rest`. */
export function readObservation(text: string, problem: Problem): { observation: Observation; rest: string } {
  const [first = '', second = '', ...rest] = text.split('\n')
  if (!first.startsWith('$ ')) throw problem('the first line is a command: `$ kubectl get …`')
  const kind = signs[second.slice(0, 1)]
  if (!kind || (second.length > 1 && second[1] !== ' '))
    throw problem('the second line says what it prints: `= text`, `~ pattern` or `! pattern`')
  const expected = second.slice(2).trim()
  if (kind !== 'is') {
    try {
      new RegExp(expected)
    } catch {
      throw problem(`${expected} is no regular expression`)
    }
  }
  return { observation: { command: first.slice(2).trim(), expect: { kind, text: expected } }, rest: rest.join('\n').trim() }
}

/** ```` ```hint image ````: an observation and a text, or a text alone. */
export function readHint(words: readonly string[], text: string, problem: Problem): Hint {
  const [id] = words
  if (id === undefined) throw problem('a hint has a name: ```hint image')
  if (!text.startsWith('$ ')) return { id, when: undefined, text: text.trim() }
  const { observation, rest } = readObservation(text, problem)
  if (rest === '') throw problem('a hint says something')
  return { id, when: observation, text: rest }
}

/** A question, options as a task list with one or more ticked, and after them why. */
export function readPredict(text: string, problem: Problem): Predict {
  const question: string[] = []
  const because: string[] = []
  const options: { text: string; right: boolean }[] = []
  for (const line of text.split('\n')) {
    const option = /^- \[([ x])\] (.*)$/.exec(line)
    if (option) options.push({ text: String(option[2]), right: option[1] === 'x' })
    else (options.length === 0 ? question : because).push(line)
  }
  if (question.join('').trim() === '') throw problem('a prediction begins with its question')
  if (options.length < 2 || options.filter((option) => option.right).length !== 1)
    throw problem('a prediction has at least two options, `- [ ] text`, and exactly one is ticked: `- [x] text`')
  return { question: question.join('\n').trim(), options, because: because.join('\n').trim() }
}

/** `graph Pod/web container/nginx`, `editor 4-7`; one a line. */
export function readHighlights(text: string, problem: Problem): readonly Highlight[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Highlight => {
      const lines = /^editor (\d+)(?:-(\d+))?$/.exec(line)
      if (lines) return { where: 'editor', fromLine: Number(lines[1]), toLine: Number(lines[2] ?? lines[1]) }
      const thing = /^graph (\w+)\/(\S+)(?: (container|volume)\/(\S+))?$/.exec(line)
      if (!thing) throw problem(`${line}: expected \`graph Kind/name\`, \`graph Pod/name container/name\` or \`editor 4-7\``)
      const type = thing[3] === 'volume' ? 'volume' : 'container'
      const part = thing[4] === undefined ? undefined : ({ type, name: thing[4] } as const)
      return { where: 'graph', kind: String(thing[1]), name: String(thing[2]), part }
    })
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

/** Shell lines, with `@apply file.yaml`, `@write file.yaml` and `@wait 30s` among them. */
export function actionsOf(text: string, manifests: Manifests, problem: Problem): readonly Action[] {
  const actions: Action[] = []
  let lines: string[] = []
  const endLines = () => {
    const line = lines.join('\n').trim()
    if (line !== '') actions.push({ do: 'run', line })
    lines = []
  }
  const manifestOf = (fileName: string): string => {
    const manifest = manifests.get(fileName)
    if (manifest === undefined) throw problem(`no manifest ${fileName} has been shown up to here`)
    return manifest
  }
  for (const line of text.split('\n')) {
    const special = /^@(\w+) (\S+)$/.exec(line)
    if (!special) {
      if (line.startsWith('@')) throw problem(`${line}: there are @apply, @write and @wait`)
      lines.push(line)
      continue
    }
    endLines()
    const [, verb, object = ''] = special
    if (verb === 'apply') actions.push({ do: 'apply', fileName: object, manifest: manifestOf(object) })
    else if (verb === 'write') actions.push({ do: 'write', fileName: object, text: manifestOf(object) })
    else if (verb === 'wait') {
      const time = /^(\d+)([smh])$/.exec(object)
      if (!time) throw problem(`${object}: a time is 30s, 5m or 1h`)
      actions.push({ do: 'wait', ms: Number(time[1]) * (units[String(time[2])] ?? 0) })
    } else throw problem(`@${verb}: there are @apply, @write and @wait`)
  }
  endLines()
  return actions
}
