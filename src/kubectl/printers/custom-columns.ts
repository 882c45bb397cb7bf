import { KubectlError, PlainError } from '../errors.ts'
import { JsonPath } from './jsonpath.ts'
import { relaxed } from './jsonpath-parser.ts'
import { alignRows } from './table.ts'

interface Column {
  readonly header: string
  readonly path: JsonPath
}

/** `-o custom-columns=NAME:.metadata.name,IP:.status.podIP` */
export class CustomColumns {
  private headerShown = false

  constructor(
    private readonly columns: readonly Column[],
    private readonly noHeaders: boolean,
  ) {}

  print(objects: readonly unknown[]): string {
    const rows = objects.map((object) => this.columns.map((column) => cell(column.path, object)))
    const header = this.noHeaders || this.headerShown ? [] : [this.columns.map((column) => column.header)]
    this.headerShown = true
    return alignRows([...header, ...rows])
  }
}

/** @param spec `HEADER:.path,…` */
export function customColumns(spec: string, noHeaders: boolean): CustomColumns {
  if (spec === '') throw new KubectlError('custom-columns format specified but no custom columns given')
  const columns = spec.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon < 0) throw new PlainError(`error: unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return { header: part.slice(0, colon), path: new JsonPath(relaxed(part.slice(colon + 1))) }
  })
  return new CustomColumns(columns, noHeaders)
}

/** @param text a file: a line of headers above a line of paths, columns apart by spaces */
export function customColumnsFromFile(text: string, noHeaders: boolean): CustomColumns {
  const [headers = '', paths = ''] = text.split('\n')
  const names = headers.trim().split(/\s+/)
  const specs = paths.trim().split(/\s+/)
  if (specs.length !== names.length) {
    throw new KubectlError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`)
  }
  return new CustomColumns(
    names.map((header, i) => ({ header, path: new JsonPath(relaxed(String(specs[i]))) })),
    noHeaders,
  )
}

function cell(path: JsonPath, object: unknown): string {
  const [found = []] = path.find(object)
  if (found.length === 0) return '<none>'
  return found.map(goValue).join(',')
}

/** A value as Go's `%v` prints it: `map[a:b]`, `[x y]`. */
function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<none>'
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `map[${entries.map(([key, item]) => `${key}:${goValue(item)}`).join(' ')}]`
  }
  return String(value)
}
