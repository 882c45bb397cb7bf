import type { ValidatingAdmissionPolicy, Validation } from '../../../api/generated/types.ts'
import { CelError, compile, type Expression, type ResultType } from '../cel/compile.ts'
import { environmentFor } from '../cel/environment.ts'

/** An expression, or why there is none. */
export type Compiled = Expression | CelError

export interface CompiledPolicy {
  readonly matchConditions: readonly Compiled[]
  readonly variables: readonly { readonly name: string; readonly expression: Compiled }[]
  readonly validations: readonly {
    readonly given: Validation
    readonly expression: Compiled
    readonly message: Compiled | undefined
  }[]
}

/** Objects in the store never change, so each version of a policy is compiled once. */
const compiled = new WeakMap<ValidatingAdmissionPolicy, CompiledPolicy>()

export function compiledPolicy(policy: ValidatingAdmissionPolicy): CompiledPolicy {
  let result = compiled.get(policy)
  if (!result) {
    result = compileAll(policy)
    compiled.set(policy, result)
  }
  return result
}

function compileAll({ spec = {} }: ValidatingAdmissionPolicy): CompiledPolicy {
  const params = spec.paramKind !== undefined
  const given = spec.variables ?? []
  const attempt = (text: string, variables: readonly string[], wanted: ResultType): Compiled => {
    try {
      return compile(environmentFor({ params, variables }), text, wanted)
    } catch (error) {
      if (error instanceof CelError) return error
      throw error
    }
  }
  const names = given.map((variable) => variable.name)
  return {
    matchConditions: (spec.matchConditions ?? []).map((condition) => attempt(condition.expression, [], 'bool')),
    variables: given.map(({ name, expression }, i) => ({ name, expression: attempt(expression, names.slice(0, i), 'any') })),
    validations: (spec.validations ?? []).map((one) => ({
      given: one,
      expression: attempt(one.expression, names, 'bool'),
      message: one.messageExpression ? attempt(one.messageExpression, names, 'string') : undefined,
    })),
  }
}
