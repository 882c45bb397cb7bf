import { since } from './duration.ts'
import { ageColumn, nameColumn, type TableColumns, text } from './table.ts'

/** Name and age. */
export const nameAndAge: TableColumns = {
  columns: [nameColumn, ageColumn],
  cells: ({ metadata }, now) => [metadata.name, since(metadata.creationTimestamp, now)],
}

/** What kinds without a printer of their own show. */
export const defaultColumns: TableColumns = {
  columns: [nameColumn, text('Created At')],
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
}
