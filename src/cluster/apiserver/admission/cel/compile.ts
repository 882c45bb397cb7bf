import { type Environment, EvaluationError, ParseError, TypeError as TypingError } from '@marcbachmann/cel-js'

/** An expression that is ready to run. */
export interface Expression {
  readonly text: string
  /** Throws a CelError. */
  evaluate(inputs: Readonly<Record<string, unknown>>): unknown
}

/** What is wrong with an expression, in the words of upstream's messages. */
export class CelError extends Error {}

/** Returned types are those of CEL; `dyn` may turn out to be any. */
export type ResultType = 'bool' | 'string' | 'any'

/**
 * apiserver/pkg/admission/plugin/cel/compile.go: parses and checks one expression. Throws a CelError.
 *
 * The words for syntax errors are ANTLR's where an operand is missing, elsewhere the library's.
 */
export function compile(environment: Environment, text: string, wanted: ResultType): Expression {
  const fail = (error: unknown) => new CelError(`compilation failed: ${located(text, error)}`)
  let program: ReturnType<Environment['parse']>
  try {
    program = environment.parse(text)
  } catch (error) {
    throw fail(error)
  }
  const checked = program.check()
  if (!checked.valid) throw fail(checked.error)
  const type = checked.type ?? 'dyn'
  if (wanted !== 'any' && type !== 'dyn' && type !== wanted) throw new CelError(`must evaluate to ${wanted}`)
  return {
    text,
    evaluate(inputs) {
      try {
        return program({ ...inputs })
      } catch (error) {
        throw new CelError(`expression '${text}' resulted in error: ${evaluationText(error)}`)
      }
    },
  }
}

/** cel-go's text of an error, with the line and a caret below the place. */
function located(text: string, error: unknown): string {
  const { summary, start } = parts(error)
  const before = text.slice(0, start)
  const line = before.split('\n').length
  const column = start - (before.lastIndexOf('\n') + 1)
  return `ERROR: <input>:${line}:${column + 1}: ${summary}\n | ${text.split('\n')[line - 1]}\n | ${'.'.repeat(column)}^`
}

const operand = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

function parts(error: unknown): { readonly summary: string; readonly start: number } {
  if (error instanceof ParseError) {
    const start = error.range?.start ?? 0
    if (error.summary === 'Unexpected token: EOF') {
      return { summary: `Syntax error: mismatched input '<EOF>' expecting ${operand}`, start }
    }
    return { summary: `Syntax error: ${error.summary}`, start }
  }
  if (error instanceof TypingError || error instanceof EvaluationError) {
    return { summary: typingText(error.summary), start: error.range?.start ?? 0 }
  }
  return { summary: error instanceof Error ? error.message : String(error), start: 0 }
}

/** cel-go's words for what the library found. */
function typingText(summary: string): string {
  const unknown = /^Unknown variable: (.+)$/.exec(summary)
  if (unknown) return `undeclared reference to '${unknown[1]}' (in container '')`
  const field = /^No such key: (.+)$/.exec(summary)
  if (field) return `undefined field '${field[1]}'`
  const binary = /^no such overload: (\S+) (\S+) (\S+)$/.exec(summary)
  if (binary) {
    const name = binary[2] === 'in' ? '@in' : `_${binary[2]}_`
    return `found no matching overload for '${name}' applied to '(${binary[1]}, ${binary[3]})'`
  }
  const method = /^found no matching overload for '([^.(]+)\.(\w+)\((.*)\)'$/.exec(summary)
  if (method) return `found no matching overload for '${method[2]}' applied to '${method[1]}.(${method[3]})'`
  const called = /^found no matching overload for '(\w+)\((.*)\)'$/.exec(summary)
  if (called) return `found no matching overload for '${called[1]}' applied to '(${called[2]})'`
  return summary
}

function evaluationText(error: unknown): string {
  if (error instanceof CelError) return error.message
  if (!(error instanceof EvaluationError)) return error instanceof Error ? error.message : String(error)
  const index = /^No such key: index out of bounds, index (-?\d+)/.exec(error.summary)
  if (index) return `index out of bounds: ${index[1]}`
  const key = /^No such key: (.+)$/.exec(error.summary)
  if (key) return `no such key: ${key[1]}`
  if (/no such overload|no matching overload|requires bool|must be bool/.test(error.summary)) return 'no such overload'
  return error.summary
}
