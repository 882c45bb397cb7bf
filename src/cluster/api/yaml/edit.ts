/** Changes to a manifest's text, told by path: whole lines out, whole lines in; comments elsewhere stay. */
import type { FieldEdit } from '../legacy/explanation.ts'
import type { ManifestDocument } from '../yaml.ts'
import { printYaml } from './print.ts'

/** Lines `fromLine` to `toLine` (from 1, inclusive) become `text`, which ends without a newline. */
export interface LineEdit {
  readonly fromLine: number
  readonly toLine: number
  readonly text: string
}

/** The one replacement that makes all edits of a document; undefined where its text is too unusual to be sure. */
export function lineEdit(text: string, document: ManifestDocument, edits: readonly FieldEdit[]): LineEdit | undefined {
  const lines = text.split('\n')
  const made: LineEdit[] = []
  for (const edit of edits) {
    const one = oneEdit(lines, document, edit)
    if (!one) return undefined
    made.push(one)
  }
  return joined(lines, made)
}

function oneEdit(lines: readonly string[], document: ManifestDocument, edit: FieldEdit): LineEdit | undefined {
  if (edit.path === '') {
    return { fromLine: document.startLine, toLine: document.endLine, text: printYaml(edit.value).trimEnd() }
  }
  const extent = document.extent(edit.path)
  if (!extent) return addition(document, edit)
  const line = lines[extent.fromLine - 1] ?? ''
  const before = line.slice(0, extent.startColumn - 1)
  // Only keys that begin their line (or the line's list item) can be exchanged with their lines.
  if (!/^[\s-]*$/.test(before)) return inlineEdit(lines, extent, edit)
  const name = edit.key ?? extent.key
  if (name === undefined) return undefined
  if (!('value' in edit) || edit.value === undefined) {
    const rest = line.slice(extent.endColumn - 1)
    return { fromLine: extent.fromLine, toLine: extent.fromLine, text: `${before}${name}${rest}` }
  }
  const pad = ' '.repeat(before.length)
  const printed = printYaml({ [name]: edit.value })
    .trimEnd()
    .split('\n')
  const body = printed.map((one, i) => (i === 0 ? before + one : pad + one)).join('\n')
  return { fromLine: extent.fromLine, toLine: extent.toLine, text: body }
}

interface Extent {
  readonly fromLine: number
  readonly startColumn: number
  readonly endColumn: number
  readonly valueColumns?: readonly [number, number] | undefined
}

/** Within `{a: b}`: only a scalar that stands on one line is exchanged. */
function inlineEdit(lines: readonly string[], extent: Extent, edit: FieldEdit): LineEdit | undefined {
  const line = lines[extent.fromLine - 1] ?? ''
  const { valueColumns } = extent
  if (edit.value === undefined && edit.key !== undefined) {
    const text = line.slice(0, extent.startColumn - 1) + edit.key + line.slice(extent.endColumn - 1)
    return { fromLine: extent.fromLine, toLine: extent.fromLine, text }
  }
  if (!valueColumns || typeof edit.value === 'object') return undefined
  const key = edit.key ?? line.slice(extent.startColumn - 1, extent.endColumn - 1)
  const between = line.slice(extent.endColumn - 1, valueColumns[0] - 1)
  const value = printYaml(edit.value).trimEnd()
  const text = line.slice(0, extent.startColumn - 1) + key + between + value + line.slice(valueColumns[1] - 1)
  return { fromLine: extent.fromLine, toLine: extent.fromLine, text }
}

/** A field of the top that is not there yet goes before all others. */
function addition(document: ManifestDocument, edit: FieldEdit): LineEdit | undefined {
  if (!/^\w+$/.test(edit.path) || edit.value === undefined) return undefined
  return { fromLine: document.startLine, toLine: document.startLine - 1, text: printYaml({ [edit.path]: edit.value }).trimEnd() }
}

/** Several replacements as one that spans them. */
function joined(lines: readonly string[], edits: readonly LineEdit[]): LineEdit | undefined {
  const sorted = [...edits].sort((a, b) => a.fromLine - b.fromLine)
  const [first] = sorted
  if (!first) return undefined
  const fromLine = first.fromLine
  let toLine = first.toLine
  const parts = [first.text]
  for (const edit of sorted.slice(1)) {
    if (edit.fromLine <= toLine) return undefined
    parts.push(...lines.slice(toLine, edit.fromLine - 1), edit.text)
    toLine = edit.toLine
  }
  if (toLine < fromLine) {
    // Nothing is replaced: the line that follows comes along.
    parts.push(lines[fromLine - 1] ?? '')
    toLine = fromLine
  }
  return { fromLine, toLine, text: parts.join('\n') }
}
