import { nameAndAge } from '../tables/default.ts'
import { since } from '../tables/duration.ts'
import { type Column, nameColumn, type TableColumns } from '../tables/table.ts'
import { readPath } from './path.ts'

export interface PrinterColumn {
  readonly name: string
  readonly type: string
  readonly jsonPath: string
  readonly priority?: number | undefined
  readonly format?: string | undefined
}

const types = new Set(['string', 'integer', 'number', 'boolean', 'date'])

/** Columns of a custom resource: its additionalPrinterColumns, or name and age (apiextensions tableconvertor). */
export function customColumns(given: readonly PrinterColumn[] | undefined): TableColumns {
  if (!given?.length) return nameAndAge
  const columns = given.map(
    (column): Column => ({
      name: column.name,
      type: (types.has(column.type) ? column.type : 'string') as Column['type'],
      priority: column.priority ?? 0,
    }),
  )
  return {
    columns: [nameColumn, ...columns],
    cells: (object, now) => [
      object.metadata.name,
      ...given.map((column) => cell(readPath(object, column.jsonPath), column, now)),
    ],
  }
}

function cell(value: unknown, { type }: PrinterColumn, now: number): unknown {
  if (value === undefined || value === null) return null
  if (type === 'date') return since(String(value), now)
  if (type === 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return value
}
