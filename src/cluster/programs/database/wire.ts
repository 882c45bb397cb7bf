/** The line protocol between the simulated database servers and clients: JSON, one message a line. */
import { Errno, type Process, type Run } from '../../machine/program.ts'
import type { Ending } from '../server-signals.ts'
import type { Databases, Result } from './sql.ts'

export interface Question {
  readonly user: string
  readonly password: string
  readonly database: string
  readonly sql: string
}

export function* ask(process: Process, fd: number, question: Question): Run<Result | undefined> {
  yield* process.write(fd, `${JSON.stringify(question)}\n`)
  let input = ''
  while (!input.endsWith('\n')) {
    const part = yield* process.read(fd)
    if (part === '') return undefined
    input += part
  }
  return JSON.parse(input) as Result
}

export interface ServeDatabases {
  readonly databases: Databases
  readonly version: string
  /** Where the data are kept. */
  readonly file: string
  /** What is wrong with a caller, if anything. */
  readonly refuse: (question: Question) => string | undefined
  readonly onQuery?: (question: Question, result: Result) => Run<void>
}

/** Answers until a signal comes; what changed is written down at once. */
export function* serveDatabases(process: Process, listener: number, ending: Ending, options: ServeDatabases): Run<void> {
  const { databases } = options
  const clients = new Map<number, string>()
  while (ending.signal === undefined) {
    const fd = yield* process.poll([listener, ...clients.keys()])
    if (fd === undefined) continue
    if (fd === listener) {
      clients.set((yield* process.accept(listener)).fd, '')
      continue
    }
    try {
      const part = yield* process.read(fd)
      let input = (clients.get(fd) ?? '') + part
      for (let newline = input.indexOf('\n'); newline >= 0; newline = input.indexOf('\n')) {
        const result = answer(input.slice(0, newline), options)
        input = input.slice(newline + 1)
        yield* process.write(fd, `${JSON.stringify(result)}\n`)
      }
      clients.set(fd, input)
      if (part === '') {
        clients.delete(fd)
        process.close(fd)
      }
      if (databases.dirty) {
        process.writeFile(options.file, databases.dump())
        databases.dirty = false
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      clients.delete(fd)
      process.close(fd)
    }
  }
}

function answer(line: string, options: ServeDatabases): Result {
  let question: Question
  try {
    question = JSON.parse(line) as Question
  } catch {
    return { error: 'this is not how this database is spoken to' }
  }
  const refused = options.refuse(question)
  if (refused !== undefined) return { error: refused }
  return options.databases.run(question.database, question.sql, options.version)
}
