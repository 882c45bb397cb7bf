import type { ArithmeticCommand, ArithmeticFor, Case, For, If, Select, While } from 'unbash'
import type { Run } from '../machine/program.ts'
import { evaluate } from './arithmetic.ts'
import { runBody, runCondition, runTraps } from './evaluate.ts'
import { expandToPattern, expandToString, expandWords } from './expand.ts'
import { matches } from './pattern.ts'
import type { Shell } from './shell.ts'

export function* runIf(shell: Shell, node: If, tail: boolean): Run<number> {
  if ((yield* runCondition(shell, node.clause)) === 0) {
    return shell.flow ? shell.lastStatus : yield* runBody(shell, node.then, tail)
  }
  if (shell.flow) return shell.lastStatus
  for (const branch of node.elif) {
    if ((yield* runCondition(shell, branch.clause)) === 0) return yield* runBody(shell, branch.then, tail)
    if (shell.flow) return shell.lastStatus
  }
  return node.else ? yield* runBody(shell, node.else, tail) : 0
}

/** After a loop's body: is the loop over? */
function leaves(shell: Shell): boolean {
  const { flow } = shell
  if (!flow) return false
  if (flow.kind === 'return') return true
  if (flow.levels > 1) {
    flow.levels--
    return true
  }
  shell.flow = undefined
  return flow.kind === 'break'
}

export function* runWhile(shell: Shell, node: While): Run<number> {
  const wanted = node.kind === 'while'
  let status = 0
  shell.loopDepth++
  try {
    for (;;) {
      const holds = (yield* runCondition(shell, node.clause)) === 0
      if (shell.flow && leaves(shell)) return shell.lastStatus
      if (holds !== wanted) return status
      status = yield* runBody(shell, node.body)
      if (shell.flow && leaves(shell)) return shell.lastStatus
      if (shell.hasPendingTrap) yield* runTraps(shell)
    }
  } finally {
    shell.loopDepth--
  }
}

export function* runFor(shell: Shell, node: For): Run<number> {
  const values = node.wordlist ? yield* expandWords(shell, node.wordlist) : shell.parameters
  let status = 0
  shell.loopDepth++
  try {
    for (const value of values) {
      shell.variables.set(node.name.value, value)
      status = yield* runBody(shell, node.body)
      if (shell.flow && leaves(shell)) return shell.lastStatus
      if (shell.process.step()) yield* shell.process.pause()
    }
    return status
  } finally {
    shell.loopDepth--
  }
}

export function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Run<number> {
  let status = 0
  if (node.initialize) yield* evaluate(shell, node.initialize, 0)
  shell.loopDepth++
  try {
    while (!node.test || (yield* evaluate(shell, node.test, 0)) !== 0) {
      status = yield* runBody(shell, node.body)
      if (shell.flow && leaves(shell)) return shell.lastStatus
      if (node.update) yield* evaluate(shell, node.update, 0)
      if (shell.process.step()) yield* shell.process.pause()
    }
    return status
  } finally {
    shell.loopDepth--
  }
}

export function* runSelect(shell: Shell, node: Select): Run<number> {
  const values = node.wordlist ? yield* expandWords(shell, node.wordlist) : shell.parameters
  const { process } = shell
  shell.loopDepth++
  try {
    for (;;) {
      yield* process.printError(values.map((value, index) => `${index + 1}) ${value}\n`).join(''))
      yield* process.printError(shell.variables.get('PS3') ?? '#? ')
      let line = ''
      for (;;) {
        const data = yield* process.read(0, 1)
        if (data === '') return shell.lastStatus
        if (data === '\n') break
        line += data
      }
      shell.variables.set('REPLY', line)
      shell.variables.set(node.name.value, values[Number(line) - 1] ?? '')
      yield* runBody(shell, node.body)
      if (shell.flow && leaves(shell)) return shell.lastStatus
    }
  } finally {
    shell.loopDepth--
  }
}

export function* runCase(shell: Shell, node: Case, tail: boolean): Run<number> {
  const value = yield* expandToString(shell, node.word)
  let falls = false
  for (const item of node.items) {
    let taken = falls
    for (const pattern of taken ? [] : item.pattern) {
      if (!matches(value, yield* expandToPattern(shell, pattern))) continue
      taken = true
      break
    }
    if (!taken) continue
    shell.lastStatus = 0
    yield* runBody(shell, item.body, tail && item.terminator !== ';&' && item.terminator !== ';;&')
    if (shell.flow || item.terminator === ';;' || item.terminator === undefined) return shell.lastStatus
    falls = item.terminator === ';&'
  }
  return falls ? shell.lastStatus : 0
}

export function* runArithmeticCommand(shell: Shell, node: ArithmeticCommand): Run<number> {
  if (!node.expression) return 1
  return (yield* evaluate(shell, node.expression, 0)) === 0 ? 1 : 0
}
