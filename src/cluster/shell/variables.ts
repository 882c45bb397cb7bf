import type { Bytes } from '../machine/program.ts'

interface Variable {
  value: Bytes | undefined
  /** bash: elements by index or key, in order. */
  elements: Map<string, Bytes> | undefined
  exported: boolean
  readOnly: boolean
}

/** Thrown on writing to a read-only variable. */
export class ReadOnlyVariable extends Error {
  constructor(readonly variable: string) {
    super(`${variable}: is read only`)
  }
}

/** A shell's variables, with the saved ones of `local`. */
export class Variables {
  private readonly all = new Map<string, Variable>()
  /** What a function's return puts back, innermost last. */
  private readonly scopes: Map<string, Variable | undefined>[] = []
  private readonly associative = new Set<string>()
  private environment: ReadonlyMap<string, Bytes> | undefined
  /** IFS, looked up for every expansion. */
  ifs = ' \t\n'

  get(name: string): Bytes | undefined {
    const variable = this.all.get(name)
    return variable?.elements ? (variable.elements.get('0') ?? variable.value) : variable?.value
  }

  isSet(name: string): boolean {
    const variable = this.all.get(name)
    return variable?.value !== undefined || variable?.elements !== undefined
  }

  /** Throws ReadOnlyVariable. */
  set(name: string, value: Bytes): void {
    const variable = this.all.get(name)
    if (!variable) this.all.set(name, { value, elements: undefined, exported: false, readOnly: false })
    else {
      if (variable.readOnly) throw new ReadOnlyVariable(name)
      if (variable.elements) variable.elements.set('0', value)
      else variable.value = value
      if (variable.exported) this.environment = undefined
    }
    if (name === 'IFS') this.ifs = value
  }

  unset(name: string): void {
    const variable = this.all.get(name)
    if (!variable) return
    if (variable.readOnly) throw new ReadOnlyVariable(name)
    if (variable.exported) this.environment = undefined
    this.all.delete(name)
    if (name === 'IFS') this.ifs = ' \t\n'
  }

  export(name: string, exported = true): void {
    const variable = this.all.get(name)
    if (variable) variable.exported = exported
    else this.all.set(name, { value: undefined, elements: undefined, exported, readOnly: false })
    this.environment = undefined
  }

  makeReadOnly(name: string): void {
    const variable = this.all.get(name)
    if (variable) variable.readOnly = true
    else this.all.set(name, { value: undefined, elements: undefined, exported: false, readOnly: true })
  }

  isExported(name: string): boolean {
    return this.all.get(name)?.exported ?? false
  }

  names(which?: 'exported' | 'read-only'): readonly string[] {
    const names: string[] = []
    for (const [name, variable] of this.all) {
      if (which === 'exported' ? variable.exported : which === 'read-only' ? variable.readOnly : this.isSet(name))
        names.push(name)
    }
    return names.sort()
  }

  /** What children get; the same map until something exported changes. */
  exportedEnvironment(): ReadonlyMap<string, Bytes> {
    if (!this.environment) {
      const environment = new Map<string, Bytes>()
      for (const [name, { value, exported }] of this.all) if (exported && value !== undefined) environment.set(name, value)
      this.environment = environment
    }
    return this.environment
  }

  // --- arrays, for bash

  elements(name: string): ReadonlyMap<string, Bytes> | undefined {
    const variable = this.all.get(name)
    if (variable?.elements) return variable.elements
    return variable?.value === undefined ? undefined : new Map([['0', variable.value]])
  }

  setElements(name: string, elements: Map<string, Bytes>): void {
    const variable = this.all.get(name)
    if (variable?.readOnly) throw new ReadOnlyVariable(name)
    this.all.set(name, { value: undefined, elements, exported: variable?.exported ?? false, readOnly: false })
    this.environment = undefined
  }

  /** declare -A: its keys are text. */
  isAssociative(name: string): boolean {
    return this.associative.has(name)
  }

  makeAssociative(name: string): void {
    this.associative.add(name)
    if (!this.all.get(name)?.elements) this.setElements(name, new Map())
  }

  setElement(name: string, key: string, value: Bytes): void {
    const elements = new Map(this.elements(name) ?? [])
    elements.set(key, value)
    const entries = [...elements]
    this.setElements(name, new Map(this.isAssociative(name) ? entries : entries.sort(([a], [b]) => Number(a) - Number(b))))
  }

  // --- scopes

  enter(): void {
    this.scopes.push(new Map())
  }

  leave(): void {
    const scope = this.scopes.pop()
    if (!scope) return
    for (const [name, before] of scope) {
      if (before) this.all.set(name, before)
      else this.all.delete(name)
      if (name === 'IFS') this.ifs = before?.value ?? ' \t\n'
    }
    if (scope.size > 0) this.environment = undefined
  }

  get inFunction(): boolean {
    return this.scopes.length > 0
  }

  /** `local`: the present variable comes back when the function returns. */
  makeLocal(name: string): void {
    const scope = this.scopes.at(-1)
    if (!scope || scope.has(name)) return
    const before = this.all.get(name)
    scope.set(name, before && { ...before })
    if (before) this.all.set(name, { ...before, readOnly: false })
  }

  /** For a subshell. */
  copyFrom(other: Variables): void {
    for (const [name, variable] of other.all) {
      this.all.set(name, { ...variable, elements: variable.elements && new Map(variable.elements) })
    }
    for (const name of other.associative) this.associative.add(name)
    for (const scope of other.scopes) this.scopes.push(new Map(scope))
    this.ifs = other.ifs
    this.environment = other.environment
  }
}
