import { decode, encode } from '../machine/bytes.ts'
import { Errno, type Run } from '../machine/program.ts'
import { noteEnded } from './builtins/job-control.ts'
import { type Completer, columnsOf, commonStart, complete } from './completion.ts'
import { ExitShell, runScript, runToEnd } from './evaluate.ts'
import { firstKey } from './keys.ts'
import { LineEditor } from './line-editor.ts'
import { promptText } from './prompt.ts'
import { parseScript } from './script.ts'
import { asShellError, Interrupted, type Shell } from './shell.ts'
import { readLine } from './standard-input.ts'

const historyLimit = 500

/** A conversation at a terminal: prompts, line editing, history, completion, job notices. */
export function* runInteractive(shell: Shell, completer?: Completer): Run<number> {
  shell.options.add('interactive')
  if (shell.process.isTerminal(0)) shell.options.add('monitor')
  const { process } = shell
  process.onSignal('INT', () => {
    shell.interrupted = true
  })
  // handlers that do nothing: unlike ignoring, they are not inherited
  for (const signal of ['QUIT', 'TERM', 'TSTP', 'TTIN', 'TTOU'] as const) process.onSignal(signal, () => {})
  return yield* runToEnd(shell, converse(shell, completer))
}

function* converse(shell: Shell, completer: Completer | undefined): Run<number> {
  yield* readStartFile(shell)
  let warned = false
  let typedAhead = ''
  for (;;) {
    yield* tellOfJobs(shell)
    let text = ''
    for (;;) {
      const read = yield* readInput(shell, text === '' ? 'PS1' : 'PS2', completer, typedAhead)
      typedAhead = read.rest
      if (read.kind === 'cancelled') {
        text = ''
        shell.lastStatus = 130
        continue
      }
      if (read.kind === 'end-of-input') {
        if (text !== '') break
        if (shell.jobs.all.some(({ state }) => state === 'stopped') && !warned) {
          warned = true
          yield* shell.process.printError(shell.flavor.isBash ? 'exit\nThere are stopped jobs.\n' : 'You have stopped jobs.\n')
          continue
        }
        if (shell.flavor.isBash) yield* shell.process.printError('exit\n')
        else if (shell.process.isTerminal(0)) yield* shell.process.printError('\n')
        return shell.lastStatus
      }
      text += `${read.text}\n`
      if (!parseScript(encode(text)).isIncomplete) break
    }
    remember(shell, text)
    yield* evaluateLine(shell, encode(text))
  }
}

function* evaluateLine(shell: Shell, text: string): Run<void> {
  shell.interrupted = false
  shell.firstLine = 1
  try {
    yield* runScript(shell, parseScript(text))
  } catch (error) {
    if (error instanceof ExitShell) throw error
    const complaint = asShellError(shell, error)
    if (complaint) {
      shell.lastStatus = complaint.status
      yield* shell.tell(complaint)
    } else if (error instanceof Interrupted) {
      shell.lastStatus = 130
      yield* shell.process.printError('\n')
    } else throw error
  }
  shell.flow = undefined
  shell.loopDepth = 0
  shell.returnDepth = 0
  shell.tested = 0
  shell.builtin = undefined
}

function remember(shell: Shell, text: string): void {
  const line = text.replace(/\n+$/, '')
  if (line.trim() === '' || shell.history.at(-1) === line) return
  shell.history.push(line)
  if (shell.history.length > historyLimit) shell.history.shift()
}

function* tellOfJobs(shell: Shell): Run<void> {
  noteEnded(shell)
  for (const job of [...shell.jobs.all]) {
    if (!job.untold) continue
    yield* shell.process.printError(`${shell.jobs.describe(job, shell.flavor.isBash)}\n`)
    job.untold = false
    if (job.state === 'done') shell.jobs.remove(job)
  }
}

/** ash: $ENV; bash: ~/.bashrc. */
function* readStartFile(shell: Shell): Run<void> {
  const { variables, process } = shell
  const path = shell.flavor.isBash ? `${variables.get('HOME') ?? ''}/.bashrc` : variables.get('ENV')
  if (!path || !process.access(path, 'read')) return
  try {
    yield* evaluateLine(shell, process.readFile(path))
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
}

type Input = { readonly rest: string } & (
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end-of-input' }
  | { readonly kind: 'cancelled' }
)

/** @param typedAhead input that came before there was a line to edit */
function* readInput(shell: Shell, which: 'PS1' | 'PS2', completer: Completer | undefined, typedAhead: string): Run<Input> {
  const { process } = shell
  const prompt = yield* promptText(shell, which)
  if (!process.isTerminal(0)) {
    yield* process.printError(encode(prompt))
    const line = yield* readLine(shell)
    return line === '' ? { kind: 'end-of-input', rest: '' } : { kind: 'line', text: decode(line.replace(/\n$/, '')), rest: '' }
  }
  process.setTerminalMode(0, { raw: true, echo: false })
  const result = yield* editLine(shell, prompt, completer, typedAhead)
  process.setTerminalMode(0, { raw: false, echo: true })
  return result
}

function* editLine(shell: Shell, prompt: string, completer: Completer | undefined, typedAhead: string): Run<Input> {
  const { process } = shell
  const columns = process.terminalSize(0)?.columns || 80
  const editor = new LineEditor(prompt, shell.history, columns)
  let pending = typedAhead
  let lastWasTab = false
  for (;;) {
    const next = firstKey(pending)
    if (!next) {
      if (pending === '') yield* process.printError(encode(editor.draw()))
      const data = yield* process.read(0)
      if (data === '') return { kind: 'end-of-input', rest: '' }
      pending += decode(data)
      continue
    }
    pending = pending.slice(next.length)
    if (!next.key) continue
    const outcome = editor.press(next.key)
    const isTab = outcome?.kind === 'complete'
    if (isTab) yield* completeLine(shell, editor, completer, lastWasTab, columns)
    lastWasTab = isTab
    if (outcome?.kind === 'clear') {
      editor.startAfresh()
      yield* process.printError('\x1b[H\x1b[2J')
    } else if (outcome?.kind === 'line') {
      yield* process.printError(encode(editor.leave()))
      return { kind: 'line', text: outcome.text, rest: pending }
    } else if (outcome?.kind === 'cancelled') {
      yield* process.printError(encode(`${editor.leave().slice(0, -1)}^C\n`))
      return { kind: 'cancelled', rest: pending }
    } else if (outcome?.kind === 'end-of-input') return { kind: 'end-of-input', rest: pending }
  }
}

function* completeLine(
  shell: Shell,
  editor: LineEditor,
  completer: Completer | undefined,
  again: boolean,
  columns: number,
): Run<void> {
  const { from, candidates } = yield* complete(shell, editor.text.slice(0, editor.cursor), completer)
  if (candidates.length === 0) return
  const common = commonStart(candidates)
  if (candidates.length === 1 || common.length > editor.cursor - from) {
    editor.replaceBack(from, common)
    return
  }
  if (!again) return
  yield* shell.process.printError(encode(`\n${columnsOf(candidates, columns)}`))
  editor.startAfresh()
}
