/** Runs a sed script over lines. */
import type { Process, Run } from '../../machine/program.ts'
import type { Lines, Output } from '../streams.ts'
import type { Address, Command, Substitution } from './script.ts'

export interface Source {
  /** The lines of all files together, or of one when editing in place. */
  readonly next: () => Run<{ readonly text: string; readonly terminated: boolean } | undefined>
}

/** The lines of one stream. */
export function sourceOf(lines: Lines): Source {
  return {
    *next() {
      const text = yield* lines.next()
      return text === undefined ? undefined : { text, terminated: lines.terminated }
    },
  }
}

export class Editor {
  private pattern = ''
  private hold = ''
  private lineNumber = 0
  private substituted = false
  private lastPattern: RegExp | undefined
  private queue: string[] = []
  private terminated = true
  private ahead: { readonly text: string; readonly terminated: boolean } | undefined
  private lookedAhead = false
  private missingNewline = false
  quitCode: number | undefined
  private readonly written = new Set<string>()

  constructor(
    private readonly process: Process,
    private readonly commands: readonly Command[],
    private readonly silent: boolean,
  ) {}

  /** Between files edited in place, lines are counted anew. */
  reset(): void {
    this.lineNumber = 0
    this.lookedAhead = false
    this.missingNewline = false
  }

  *run(source: Source, output: Output): Run<void> {
    while (this.quitCode === undefined && (yield* this.load(source))) {
      let again: 'next' | 'restart'
      do {
        again = yield* this.cycle(source, output)
      } while (again === 'restart' && this.quitCode === undefined)
    }
  }

  private *load(source: Source): Run<boolean> {
    const line = yield* this.advance(source)
    if (!line) return false
    this.pattern = line.text
    this.terminated = line.terminated
    return true
  }

  private *advance(source: Source): Run<{ readonly text: string; readonly terminated: boolean } | undefined> {
    const line = this.lookedAhead ? this.ahead : yield* source.next()
    this.lookedAhead = false
    this.ahead = undefined
    if (line) this.lineNumber++
    return line
  }

  private *isLast(source: Source): Run<boolean> {
    if (!this.lookedAhead) {
      this.ahead = yield* source.next()
      this.lookedAhead = true
    }
    return this.ahead === undefined
  }

  private *put(output: Output, text: string, terminated = true): Run<void> {
    yield* output.write(`${this.missingNewline ? '\n' : ''}${text}${terminated ? '\n' : ''}`)
    this.missingNewline = !terminated
  }

  private *endCycle(output: Output): Run<void> {
    if (!this.silent) yield* this.put(output, this.pattern, this.terminated)
    yield* this.flushQueue(output)
  }

  private *flushQueue(output: Output): Run<void> {
    for (const text of this.queue) yield* this.put(output, text.replace(/\n$/, ''))
    this.queue = []
  }

  private *matches(command: Command, source: Source): Run<boolean> {
    const { from, to } = command
    if (!from) return true
    if (!to) return yield* this.matchesOne(from, source)
    if (command.active) {
      if (command.until !== undefined) {
        if (this.lineNumber >= command.until) command.active = false
        return this.lineNumber <= command.until
      }
      if (yield* this.matchesOne(to, source)) command.active = false
      return true
    }
    if (!(yield* this.matchesOne(from, source))) return false
    command.active = true
    command.until = to.kind === 'line' ? to.line : to.kind === 'plus' ? this.lineNumber + to.count : undefined
    if (command.until !== undefined && command.until <= this.lineNumber) command.active = false
    return true
  }

  private *matchesOne(address: Address, source: Source): Run<boolean> {
    switch (address.kind) {
      case 'line':
        return this.lineNumber === address.line
      case 'last':
        return yield* this.isLast(source)
      case 'step':
        return address.step === 0
          ? this.lineNumber === address.first
          : this.lineNumber >= address.first && (this.lineNumber - address.first) % address.step === 0
      case 'pattern': {
        const pattern = address.pattern ?? this.lastPattern
        this.lastPattern = pattern
        if (!pattern) return false
        pattern.lastIndex = 0
        return pattern.test(this.pattern)
      }
      default:
        return false
    }
  }

  private *cycle(source: Source, output: Output): Run<'next' | 'restart'> {
    const { commands } = this
    for (let i = 0; i < commands.length; i++) {
      const command = commands[i]
      if (!command) break
      if ((yield* this.matches(command, source)) === command.negated) {
        if (command.name === '{') i = (command.end ?? i + 1) - 1
        continue
      }
      switch (command.name) {
        case 's':
          if (command.substitute) yield* this.substitute(command.substitute, output)
          break
        case 'y':
          this.pattern = [...this.pattern].map((c) => command.transliterate?.get(c) ?? c).join('')
          break
        case 'p':
          yield* this.put(output, this.pattern)
          break
        case 'P':
          yield* this.put(output, this.pattern.split('\n')[0] ?? '')
          break
        case 'd':
          yield* this.flushQueue(output)
          return 'next'
        case 'D': {
          const newline = this.pattern.indexOf('\n')
          yield* this.flushQueue(output)
          if (newline < 0) return 'next'
          this.pattern = this.pattern.slice(newline + 1)
          return 'restart'
        }
        case 'q':
          yield* this.endCycle(output)
          this.quitCode = Number(command.text || 0)
          return 'next'
        case 'Q':
          this.quitCode = Number(command.text || 0)
          return 'next'
        case 'n': {
          if (yield* this.isLast(source)) {
            yield* this.endCycle(output)
            this.quitCode = 0
            return 'next'
          }
          if (!this.silent) yield* this.put(output, this.pattern)
          yield* this.flushQueue(output)
          yield* this.load(source)
          break
        }
        case 'N': {
          if (yield* this.isLast(source)) {
            yield* this.endCycle(output)
            return 'next'
          }
          yield* this.flushQueue(output)
          const line = yield* this.advance(source)
          this.pattern += `\n${line?.text ?? ''}`
          this.terminated = line?.terminated ?? true
          break
        }
        case 'g':
          this.pattern = this.hold
          break
        case 'G':
          this.pattern += `\n${this.hold}`
          break
        case 'h':
          this.hold = this.pattern
          break
        case 'H':
          this.hold += `\n${this.pattern}`
          break
        case 'x':
          ;[this.pattern, this.hold] = [this.hold, this.pattern]
          break
        case 'z':
          this.pattern = ''
          break
        case '=':
          yield* this.put(output, String(this.lineNumber))
          break
        case 'l':
          yield* this.put(output, `${this.pattern.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')}$`)
          break
        case 'a':
          this.queue.push(command.text)
          break
        case 'i':
          yield* this.put(output, command.text.replace(/\n$/, ''))
          break
        case 'c':
          if (!command.to || !command.active || command.negated) yield* this.put(output, command.text.replace(/\n$/, ''))
          yield* this.flushQueue(output)
          return 'next'
        case 'r':
          if (this.process.exists(command.text)) this.queue.push(this.process.readFile(command.text))
          break
        case 'w':
          yield* this.writeTo(command.text, this.pattern, output)
          break
        case 'b':
        case 't':
        case 'T': {
          const jump = command.name === 'b' || this.substituted === (command.name === 't')
          if (command.name !== 'b') this.substituted = false
          if (!jump) break
          const at =
            command.text === '' ? commands.length : commands.findIndex(({ name, text }) => name === ':' && text === command.text)
          i = at < 0 ? commands.length : at
          // A script may loop forever; it then costs CPU time as it should.
          yield* this.process.compute(0.001)
          break
        }
        default:
          break
      }
    }
    yield* this.endCycle(output)
    return 'next'
  }

  private *writeTo(file: string, text: string, output: Output): Run<void> {
    if (file === '/dev/stdout') yield* this.put(output, text)
    else {
      this.process.writeFile(file, `${text}\n`, { append: this.written.has(file) })
      this.written.add(file)
    }
  }

  private *substitute(substitution: Substitution, output: Output): Run<void> {
    const pattern = substitution.pattern ?? this.lastPattern
    if (!pattern) return
    this.lastPattern = pattern
    const global = pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`)
    global.lastIndex = 0
    let count = 0
    let done = false
    const text = this.pattern.replace(global, (...found: unknown[]) => {
      count++
      const captures = found.slice(
        0,
        found.findIndex((each) => typeof each === 'number'),
      ) as (string | undefined)[]
      if (count < substitution.nth || (done && !substitution.global)) return captures[0] ?? ''
      done = true
      return replacementText(substitution.replacement, captures)
    })
    if (!done) return
    this.pattern = text
    this.substituted = true
    if (substitution.print) yield* this.put(output, this.pattern)
    if (substitution.file !== undefined) yield* this.writeTo(substitution.file, this.pattern, output)
  }
}

/** `&`, `\1`, `\n`, and GNU's `\U \L \u \l \E`. */
function replacementText(template: string, captures: readonly (string | undefined)[]): string {
  let out = ''
  let mode = ''
  let once = ''
  const add = (text: string) => {
    let shown = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text
    if (once !== '' && shown !== '') {
      shown = (once === 'u' ? shown.charAt(0).toUpperCase() : shown.charAt(0).toLowerCase()) + shown.slice(1)
      once = ''
    }
    out += shown
  }
  for (let i = 0; i < template.length; i++) {
    const c = template.charAt(i)
    if (c === '&') add(captures[0] ?? '')
    else if (c === '\\' && i + 1 < template.length) {
      const next = template.charAt(++i)
      if (/\d/.test(next)) add(captures[Number(next)] ?? '')
      else if (next === 'n') add('\n')
      else if (next === 't') add('\t')
      else if (next === 'r') add('\r')
      else if (next === 'U' || next === 'L') mode = next
      else if (next === 'E') mode = ''
      else if (next === 'u' || next === 'l') once = next
      else add(next)
    } else add(c)
  }
  return out
}
