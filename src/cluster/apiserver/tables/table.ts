import type { Content } from '../registry/resource.ts'

export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly format?: 'name' | undefined
  /** 0 shows by default, 1 only with `-o wide`. */
  readonly priority: number
}

export interface RowCondition {
  readonly type: 'Completed'
  readonly status: 'True'
  readonly reason: string
  readonly message: string
}

/** How `kubectl get` shows a kind: pkg/printers/internalversion/printers.go. */
export interface TableColumns {
  readonly columns: readonly Column[]
  /** @param now ms since the epoch */
  cells(object: Content, now: number): readonly unknown[]
  conditions?(object: Content): readonly RowCondition[]
}

/** `Name` is followed by its columns: `text('Ready')`, `wide('Node')`. */
export const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', priority: 0 }
export const text = (name: string): Column => ({ name, type: 'string', priority: 0 })
export const number = (name: string): Column => ({ name, type: 'integer', priority: 0 })
export const wide = (name: string): Column => ({ name, type: 'string', priority: 1 })
export const ageColumn: Column = text('Age')
