import { Environment } from '@marcbachmann/cel-js'
import { addAuthorizer } from './authorizer.ts'
import { addLists } from './lists.ts'
import { addQuantities } from './quantities.ts'
import { addStrings } from './strings.ts'

let made: Environment | undefined

/** What all expressions know: CEL's own functions and Kubernetes' libraries. Made with the first policy. */
function base(): Environment {
  if (made) return made
  made = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  addStrings(made)
  addLists(made)
  addQuantities(made)
  addAuthorizer(made)
  for (const name of ['object', 'oldObject', 'namespaceObject']) made.registerVariable(name, 'dyn')
  made.registerVariable('request', 'dyn')
  return made
}

/** What an expression may name beside `object` and its siblings. */
export interface Names {
  readonly params: boolean
  /** Names of `variables`, those declared before the expression. */
  readonly variables: readonly string[]
}

export function environmentFor({ params, variables }: Names): Environment {
  const environment = base().clone()
  if (params) environment.registerVariable('params', 'dyn')
  const schema = Object.fromEntries(variables.map((name) => [name, 'dyn']))
  environment.registerVariable('variables', { schema })
  return environment
}
