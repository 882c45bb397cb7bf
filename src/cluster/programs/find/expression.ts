import { Errno, type FileStat, type Process, type Run } from '../../machine/program.ts'
import { accountByName, groupId } from '../accounts.ts'
import { formatDate } from '../date-format.ts'
import { readEscapes } from '../escapes.ts'
import { changeMode, modeText } from '../modes.ts'
import { Failure, isBusybox } from '../options.ts'
import { globToRegExp, posixRegExp } from '../patterns.ts'

import { printfText, typeLetters } from './format.ts'

export interface Found {
  readonly path: string
  readonly name: string
  readonly stat: FileStat
  readonly depth: number
  /** The operand it was found under. */
  readonly start: string
}

export type Test = (found: Found) => Run<boolean>

export interface State {
  readonly process: Process
  now: number
  minDepth: number
  maxDepth: number
  depthFirst: boolean
  followLinks: boolean
  sameDevice: boolean
  prune: boolean
  quit: boolean
  code: number
  /** Paths collected for `-exec … +`. */
  readonly batches: { readonly command: readonly string[]; readonly paths: string[] }[]
}

/** Reads the expression; actions set `acts`, without one `-print` is meant. */
export class Parser {
  acts = false
  private at = 0
  constructor(
    private readonly state: State,
    private readonly words: readonly string[],
  ) {}

  parse(): Test {
    if (this.words.length === 0) return always
    const test = this.or()
    if (this.at < this.words.length) throw new Failure(`unrecognized: ${this.words[this.at]}`)
    return test
  }

  private or(): Test {
    let left = this.and()
    while (this.words[this.at] === '-o' || this.words[this.at] === '-or') {
      this.at++
      const a = left
      const b = this.and()
      left = function* (found) {
        return (yield* a(found)) || (yield* b(found))
      }
    }
    return left
  }

  private and(): Test {
    let left = this.not()
    for (;;) {
      const word = this.words[this.at]
      if (word === undefined || word === ')' || word === '-o' || word === '-or') return left
      if (word === '-a' || word === '-and') this.at++
      const a = left
      const b = this.not()
      left = function* (found) {
        return (yield* a(found)) && (yield* b(found))
      }
    }
  }

  private not(): Test {
    const word = this.words[this.at]
    if (word === '!' || word === '-not') {
      this.at++
      const test = this.not()
      return function* (found) {
        return !(yield* test(found))
      }
    }
    if (word === '(' || word === '\\(') {
      this.at++
      const test = this.or()
      if (this.words[this.at] !== ')' && this.words[this.at] !== '\\)') throw new Failure("unmatched '('")
      this.at++
      return test
    }
    return this.primary()
  }

  private argument(option: string): string {
    const word = this.words[this.at++]
    if (word === undefined)
      throw new Failure(isBusybox(this.state.process) ? `${option} requires an argument` : `missing argument to '${option}'`)
    return word
  }

  /** `+5`, `-5`, `5`, against a count in whole units. */
  private compare(option: string, count: (found: Found) => number): Test {
    const text = this.argument(option)
    const match = /^([-+]?)(\d+(?:\.\d+)?)([a-zA-Z]?)$/.exec(text)
    if (!match)
      throw new Failure(isBusybox(this.state.process) ? `invalid number '${text}'` : `invalid argument '${text}' to '${option}'`)
    const wanted = Number(match[2])
    return pure((found) => {
      const value = count(found)
      return match[1] === '+' ? value > wanted : match[1] === '-' ? value < wanted : value === wanted
    })
  }

  private primary(): Test {
    const { state } = this
    const { process } = state
    const option = String(this.words[this.at++])
    switch (option) {
      case '-name':
      case '-iname': {
        const pattern = globToRegExp(this.argument(option), option === '-iname')
        return pure(({ name }) => pattern.test(name))
      }
      case '-path':
      case '-ipath':
      case '-wholename': {
        const pattern = globToRegExp(this.argument(option), option === '-ipath')
        return pure(({ path }) => pattern.test(path))
      }
      case '-regex':
      case '-iregex': {
        const pattern = posixRegExp(`^(${this.argument(option).replaceAll('\\|', '|')})$`, true, option === '-iregex' ? 'i' : '')
        return pure(({ path }) => pattern.test(path))
      }
      case '-type': {
        const types = this.argument(option)
          .split(',')
          .map((letter) => typeLetters[letter])
        if (types.includes(undefined)) throw new Failure(`unknown argument to -type: ${this.words[this.at - 1]}`)
        return pure(({ stat }) => types.includes(stat.type))
      }
      case '-mmin':
      case '-amin':
      case '-cmin':
        return this.age(option, 60_000)
      case '-mtime':
      case '-atime':
      case '-ctime':
        return this.age(option, 86_400_000)
      case '-newer': {
        const { mtime } = process.stat(this.argument(option))
        return pure(({ stat }) => stat.mtime > mtime)
      }
      case '-size': {
        const text = this.words[this.at] ?? ''
        const unit = /[a-zA-Z]$/.exec(text)?.[0] ?? 'b'
        const bytes: Record<string, number> = { b: 512, c: 1, w: 2, k: 1024, M: 1 << 20, G: 1 << 30 }
        return this.compare(option, ({ stat }) => Math.ceil(stat.size / (bytes[unit] ?? 512)))
      }
      case '-links':
        return this.compare(option, ({ stat }) => stat.links)
      case '-inum':
        return this.compare(option, ({ stat }) => stat.inode)
      case '-empty':
        return pure(({ path, stat }) =>
          stat.type === 'directory' ? process.readDirectory(path).length === 0 : stat.type === 'file' && stat.size === 0,
        )
      case '-perm': {
        const text = this.argument(option)
        const wanted = changeMode(text.replace(/^[-/]/, ''), { type: 'file', mode: 0 }, 0)
        if (wanted === undefined) throw new Failure(`invalid mode '${text}'`)
        return pure(({ stat }) =>
          text.startsWith('-')
            ? (stat.mode & wanted) === wanted
            : text.startsWith('/')
              ? wanted === 0 || (stat.mode & wanted) !== 0
              : (stat.mode & 0o7777) === wanted,
        )
      }
      case '-user': {
        const text = this.argument(option)
        const uid = /^\d+$/.test(text) ? Number(text) : accountByName(process, text)?.uid
        if (uid === undefined) throw new Failure(`unknown user ${text}`)
        return pure(({ stat }) => stat.uid === uid)
      }
      case '-group': {
        const text = this.argument(option)
        const gid = /^\d+$/.test(text) ? Number(text) : groupId(process, text)
        if (gid === undefined) throw new Failure(`unknown group ${text}`)
        return pure(({ stat }) => stat.gid === gid)
      }
      case '-executable':
        return pure(({ path }) => process.access(path, 'execute'))
      case '-readable':
        return pure(({ path }) => process.access(path, 'read'))
      case '-writable':
        return pure(({ path }) => process.access(path, 'write'))
      case '-true':
        return always
      case '-false':
        return pure(() => false)
      case '-mindepth':
        state.minDepth = Number(this.argument(option))
        return always
      case '-maxdepth':
        state.maxDepth = Number(this.argument(option))
        return always
      case '-depth':
        state.depthFirst = true
        return always
      case '-follow':
        state.followLinks = true
        return always
      case '-xdev':
      case '-mount':
        state.sameDevice = true
        return always
      case '-prune':
        return pure(() => {
          state.prune = true
          return true
        })
      case '-quit':
        this.acts = true
        return pure(() => {
          state.quit = true
          return true
        })
      case '-print':
      case '-print0': {
        this.acts = true
        const end = option === '-print' ? '\n' : '\0'
        return function* ({ path }) {
          yield* process.print(`${path}${end}`)
          return true
        }
      }
      case '-printf': {
        this.acts = true
        const format = this.argument(option)
        return function* (found) {
          yield* process.print(readEscapes(printfText(format, found), 'printf').text)
          return true
        }
      }
      case '-ls': {
        this.acts = true
        return function* ({ path, stat }) {
          yield* process.print(
            `${String(stat.inode).padStart(7)} ${String(Math.ceil(stat.size / 1024)).padStart(6)} ${modeText(stat)} ${String(stat.links).padStart(3)} ${String(stat.uid).padEnd(8)} ${String(stat.gid).padEnd(8)} ${String(stat.size).padStart(8)} ${formatDate('%b %e %H:%M', stat.mtime)} ${path}\n`,
          )
          return true
        }
      }
      case '-delete':
        this.acts = true
        state.depthFirst = true
        return function* ({ path, stat }) {
          try {
            if (stat.type === 'directory') process.rmdir(path)
            else process.unlink(path)
            return true
          } catch (error) {
            if (!(error instanceof Errno)) throw error
            yield* process.printError(
              isBusybox(process) ? `find: ${path}: ${error.text}\n` : `find: cannot delete '${path}': ${error.text}\n`,
            )
            state.code = 1
            return false
          }
        }
      case '-exec':
      case '-execdir':
      case '-ok':
        return this.exec()
      default:
        throw new Failure(
          isBusybox(process)
            ? `unrecognized: ${option}`
            : option.startsWith('-')
              ? `unknown predicate '${option}'`
              : `paths must precede expression: '${option}'`,
        )
    }
  }

  private age(option: string, unitMs: number): Test {
    const which = option.charAt(1) === 'm' ? 'mtime' : option.charAt(1) === 'a' ? 'atime' : 'ctime'
    const { state } = this
    // -5 is "less than five whole units ago", +5 "more than": the age is not rounded for the first.
    const text = this.words[this.at] ?? ''
    return this.compare(option, ({ stat }) => {
      const age = (state.now - stat[which]) / unitMs
      return text.startsWith('-') ? age : Math.floor(age)
    })
  }

  private exec(): Test {
    this.acts = true
    const { state } = this
    const { process } = state
    const command: string[] = []
    for (;;) {
      const word = this.words[this.at++]
      if (word === undefined) throw new Failure(isBusybox(process) ? '-exec requires an argument' : "missing argument to '-exec'")
      if (word === ';') break
      if (word === '+' && command.at(-1) === '{}') {
        const batch = { command: command.slice(0, -1), paths: [] as string[] }
        state.batches.push(batch)
        return pure(({ path }) => {
          batch.paths.push(path)
          return true
        })
      }
      command.push(word)
    }
    return function* ({ path }) {
      return (
        (yield* execute(
          process,
          command.map((word) => word.replaceAll('{}', path)),
        )) === 0
      )
    }
  }
}

export function* execute(process: Process, command: readonly string[]): Run<number> {
  try {
    const pid = process.spawn({ what: command })
    for (;;) {
      const status = yield* process.wait(pid)
      if (status) return status.code ?? 128
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(
      isBusybox(process) ? `find: ${command[0]}: ${error.text}\n` : `find: '${command[0]}': ${error.text}\n`,
    )
    return 127
  }
}

const pure = (test: (found: Found) => boolean): Test =>
  // biome-ignore lint/correctness/useYield: one shape for tests that run programs and those that do not
  function* (found) {
    return test(found)
  }
const always = pure(() => true)
