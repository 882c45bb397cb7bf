/**
 * Aligns text in columns as Go's text/tabwriter does: a cell is text ended by a tab; a column is a run of
 * neighbouring lines that have such a cell; its width is that of its longest cell and the padding.
 */
export interface TabwriterOptions {
  readonly minWidth: number
  readonly padding: number
}

/** describe's and explain's settings (tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)). */
export const describeTabs: TabwriterOptions = { minWidth: 0, padding: 2 }

export function alignTabs(text: string, options: TabwriterOptions): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const widths: number[][] = lines.map(() => [])
  const columns = Math.max(...lines.map((cells) => cells.length)) - 1
  for (let column = 0; column < columns; column++) {
    for (let start = 0; start < lines.length; start++) {
      if (!hasCell(lines[start], column)) continue
      let end = start
      let width = options.minWidth
      while (end < lines.length && hasCell(lines[end], column)) {
        width = Math.max(width, runes(lines[end]?.[column]) + options.padding)
        end++
      }
      for (let line = start; line < end; line++) widths[line]?.push(width)
      start = end
    }
  }
  return lines
    .map((cells, line) =>
      cells.map((cell, column) => (column === cells.length - 1 ? cell : pad(cell, widths[line]?.[column] ?? 0))).join(''),
    )
    .join('\n')
}

function hasCell(cells: readonly string[] | undefined, column: number): boolean {
  return cells !== undefined && column < cells.length - 1
}

/** Characters as Go counts them. */
export function runes(text: string | undefined): number {
  return text === undefined ? 0 : [...text].length
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - runes(text)))
}
