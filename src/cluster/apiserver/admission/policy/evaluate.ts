import type { ValidatingAdmissionPolicy, Validation } from '../../../api/generated/types.ts'
import { CelError } from '../cel/compile.ts'
import { type Compiled, type CompiledPolicy, compiledPolicy } from './compiled-policy.ts'

/** A validation that did not hold, or could not be worked out. */
export interface Failure {
  readonly message: string
  readonly reason?: string | undefined
}

export type Inputs = Readonly<Record<string, unknown>>

/** apiserver/pkg/admission/plugin/policy/validating/validator.go: what one policy has against a request. */
export function failuresOf(policy: ValidatingAdmissionPolicy, given: Inputs): readonly Failure[] {
  const program = compiledPolicy(policy)
  const ignores = policy.spec?.failurePolicy === 'Ignore'
  const met = conditionsMet(program, given)
  if (typeof met !== 'boolean') return ignores ? [] : [{ message: met.message }]
  if (!met) return []
  const inputs = { ...given, variables: lazyVariables(program, given) }
  const failures: Failure[] = []
  for (const { given: validation, expression, message } of program.validations) {
    const result = run(expression, inputs)
    if (result instanceof CelError) {
      if (!ignores) failures.push({ message: result.message })
    } else if (result !== true) {
      const reason = validation.reason ?? 'Invalid'
      failures.push({ message: failureMessage(validation, message, inputs), reason })
    }
  }
  return failures
}

function run(expression: Compiled, inputs: Inputs): unknown {
  if (expression instanceof CelError) return new CelError(`compilation error: ${expression.message}`)
  try {
    return expression.evaluate(inputs)
  } catch (error) {
    if (error instanceof CelError) return error
    throw error
  }
}

/** One condition that is false is enough to leave the request alone, whatever is wrong with others. */
function conditionsMet(program: CompiledPolicy, inputs: Inputs): boolean | CelError {
  const errors: string[] = []
  for (const condition of program.matchConditions) {
    const result = run(condition, inputs)
    if (result === false) return false
    if (result instanceof CelError) errors.push(result.message)
  }
  if (errors.length === 0) return true
  return new CelError(errors.length === 1 ? errors[0] : `[${[...new Set(errors)].join(', ')}]`)
}

/** Each is worked out when it is first asked for, and once. */
function lazyVariables(program: CompiledPolicy, given: Inputs): Readonly<Record<string, unknown>> {
  const variables: Record<string, unknown> = {}
  for (const { name, expression } of program.variables) {
    let known: { readonly value: unknown } | undefined
    const get = () => {
      known ??= { value: run(expression, { ...given, variables }) }
      if (known.value instanceof CelError) {
        throw new CelError(`composited variable ${JSON.stringify(name)} fails to evaluate: ${known.value.message}`)
      }
      return known.value
    }
    Object.defineProperty(variables, name, { get, enumerable: true })
  }
  return variables
}

const maxMessageBytes = 5 * 1024

/** The result of messageExpression if it is a sound line of text; else the message; else the expression. */
function failureMessage(validation: Validation, expression: Compiled | undefined, inputs: Inputs): string {
  const worked = expression ? run(expression, inputs) : undefined
  if (typeof worked === 'string') {
    const text = worked.trim()
    if (text && text.length <= maxMessageBytes && !text.includes('\n')) return text
  }
  return validation.message?.trim() || `failed expression: ${validation.expression.trim()}`
}
