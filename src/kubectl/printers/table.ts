import type { Table, TableRow } from '../connection.ts'
import { byBytes, isObject, stringsAt, textAt } from '../json-value.ts'
import { pad, runes } from './tabwriter.ts'

export interface TableOptions {
  readonly wide?: boolean
  readonly noHeaders?: boolean
  readonly withNamespace?: boolean
  readonly showLabels?: boolean
  readonly labelColumns?: readonly string[]
  /** Put before each name: `pod/`. */
  readonly namePrefix?: string
}

/**
 * Rows in columns, as cli-runtime's TablePrinter: three spaces between, at least six wide, the last column not
 * padded. It remembers its widths and whether it has shown its header, so that a watch goes on in the same columns.
 */
export class TableWriter {
  private widths: number[] = []
  private headerShown = false
  private header: string[] = []
  private shown: number[] = []

  constructor(private readonly options: TableOptions = {}) {}

  /** The text for some more rows; `events` are the watch events' types, one a row, for an EVENT column. */
  write(table: Table, events?: readonly string[]): string {
    const { options } = this
    if (table.columnDefinitions.length > 0) {
      this.shown = table.columnDefinitions.flatMap((column, i) => ((column.priority ?? 0) === 0 || options.wide ? [i] : []))
      this.header = [
        ...(options.withNamespace ? ['NAMESPACE'] : []),
        ...this.shown.map((i) => String(table.columnDefinitions[i]?.name).toUpperCase()),
        ...(options.labelColumns ?? []).map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
        ...(options.showLabels ? ['LABELS'] : []),
      ]
    }
    const lines: string[][] = []
    if (!this.headerShown && !options.noHeaders) lines.push([...(events ? ['EVENT'] : []), ...this.header])
    this.headerShown = true
    table.rows.forEach((row, i) => {
      lines.push([...(events ? [(events[i] ?? '').padEnd(8)] : []), ...this.cells(row)])
    })
    return this.align(lines)
  }

  private cells(row: TableRow): string[] {
    const { options } = this
    const labels = stringsAt(row.object, 'metadata', 'labels')
    const own = this.shown.map((i) => cellText(row.cells[i]))
    if (options.namePrefix) own[0] = options.namePrefix + (own[0] ?? '')
    return [
      ...(options.withNamespace ? [textAt(row.object, 'metadata', 'namespace')] : []),
      ...own,
      ...(options.labelColumns ?? []).map((label) => labels[label] ?? ''),
      ...(options.showLabels ? [labelsText(labels)] : []),
    ]
  }

  private align(lines: readonly string[][]): string {
    for (const cells of lines) {
      cells.slice(0, -1).forEach((cell, i) => {
        this.widths[i] = Math.max(this.widths[i] ?? 6, runes(cell) + 3)
      })
    }
    return lines
      .map((cells) => `${cells.map((cell, i) => (i === cells.length - 1 ? cell : pad(cell, this.widths[i] ?? 6))).join('')}\n`)
      .join('')
  }
}

/** Rows of plain text under a header, in the same columns as a Table (for `api-resources`, `top`, `events`). */
export function alignRows(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const cells of rows) {
    cells.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 6, runes(cell) + 3)
    })
  }
  return rows
    .map((cells) => `${cells.map((cell, i) => (i === cells.length - 1 ? cell : pad(cell, widths[i] ?? 6))).join('')}\n`)
    .join('')
}

/** A Table for objects that the server gave without one: name and age. */
export function plainTable(objects: readonly unknown[], age: (created: string) => string): Table {
  return {
    kind: 'Table',
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name' },
      { name: 'Age', type: 'string' },
    ],
    rows: objects.map((object) => ({
      cells: [textAt(object, 'metadata', 'name'), age(textAt(object, 'metadata', 'creationTimestamp'))],
      object,
    })),
  }
}

function cellText(cell: unknown): string {
  if (cell === undefined || cell === null) return ''
  const text = typeof cell === 'string' ? cell : isObject(cell) || Array.isArray(cell) ? JSON.stringify(cell) : String(cell)
  const cut = text.search(/[\n\r\f]/)
  return cut < 0 ? text : `${text.slice(0, cut)}...`
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  const keys = Object.keys(labels).sort(byBytes)
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels[key]}`).join(',')
}
