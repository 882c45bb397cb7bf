import type { Bytes, Run } from '../../machine/program.ts'
import type { FlavorName } from '../flavor.ts'
import type { Shell } from '../shell.ts'
import { controlBuiltins } from './control.ts'
import { directoryBuiltins } from './directory.ts'
import { jobBuiltins } from './job-control.ts'
import { lookupBuiltins } from './lookup.ts'
import { outputBuiltins } from './output.ts'
import { readBuiltins } from './read.ts'
import { settingBuiltins } from './settings.ts'
import { testBuiltins } from './test.ts'
import { variableBuiltins } from './variables.ts'

export interface Builtin {
  readonly name: string
  /** POSIX's special builtins: found before functions, and assignments before them stay. */
  readonly isSpecial?: boolean | undefined
  /** Absent: all of them have it. */
  readonly only?: readonly FlavorName[] | undefined
  /** Those that never wait return their status at once. */
  readonly run: (shell: Shell, args: readonly Bytes[]) => Run<number> | number
}

let byName: ReadonlyMap<string, Builtin> | undefined

/** Made on first use: the builtins and the evaluator import one another. */
function table(): ReadonlyMap<string, Builtin> {
  byName ??= new Map(
    [
      controlBuiltins,
      directoryBuiltins,
      jobBuiltins,
      lookupBuiltins,
      outputBuiltins,
      readBuiltins,
      settingBuiltins,
      testBuiltins,
      variableBuiltins,
    ]
      .flat()
      .map((builtin) => [builtin.name, builtin]),
  )
  return byName
}

export function findBuiltin(shell: Shell, name: Bytes): Builtin | undefined {
  const builtin = table().get(name)
  return builtin && (!builtin.only || builtin.only.includes(shell.flavor.name)) ? builtin : undefined
}

export function builtinNames(shell: Shell): readonly string[] {
  return [...table().keys()].filter((name) => findBuiltin(shell, name)).sort()
}
