/** The tree of an awk program. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly pattern: RegExp }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'element'; readonly name: string; readonly index: readonly Expression[] }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly kind: 'conditional'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'step'; readonly by: 1 | -1; readonly before: boolean; readonly target: Expression }
  | { readonly kind: 'in'; readonly index: readonly Expression[]; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'getline'
      readonly target?: Expression | undefined
      readonly file?: Expression | undefined
      readonly command?: Expression | undefined
    }
  | { readonly kind: 'group'; readonly inner: Expression }

export type Statement =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | {
      readonly kind: 'print'
      readonly format: boolean
      readonly args: readonly Expression[]
      readonly to?: { readonly operator: string; readonly target: Expression } | undefined
    }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: Statement; readonly no?: Statement | undefined }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: Statement; readonly bodyFirst: boolean }
  | {
      readonly kind: 'for'
      readonly begin?: Statement | undefined
      readonly test?: Expression | undefined
      readonly step?: Statement | undefined
      readonly body: Statement
    }
  | { readonly kind: 'for-in'; readonly name: string; readonly array: string; readonly body: Statement }
  | { readonly kind: 'delete'; readonly name: string; readonly index?: readonly Expression[] | undefined }
  | { readonly kind: 'return' | 'exit'; readonly value?: Expression | undefined }
  | { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' }

export interface Rule {
  readonly pattern: 'BEGIN' | 'END' | Expression | undefined
  readonly until?: Expression | undefined
  readonly action?: Statement | undefined
  active?: boolean
}

export interface AwkProgram {
  readonly rules: readonly Rule[]
  readonly functions: ReadonlyMap<string, { readonly parameters: readonly string[]; readonly body: Statement }>
}

/** What ends an awk before it begins: `awk: cmd. line:1: Unexpected token`. */
export class AwkSyntaxError extends Error {}
