/** A small SQL: enough to make a table, put rows in, and find them again after a restart. */
export interface Result {
  readonly columns?: readonly string[]
  readonly rows?: readonly (readonly (string | null)[])[]
  /** `INSERT 0 1`. */
  readonly tag?: string
  readonly error?: string
}

interface Table {
  columns: string[]
  rows: Record<string, string | null>[]
  /** The next number of a serial column. */
  next: number
}

export class Databases {
  private readonly all = new Map<string, Map<string, Table>>()
  dirty = false

  constructor(names: readonly string[]) {
    for (const name of names) this.all.set(name, new Map())
  }

  get names(): readonly string[] {
    return [...this.all.keys()]
  }

  dump(): string {
    return JSON.stringify([...this.all].map(([name, tables]) => [name, [...tables]]))
  }

  load(text: string): void {
    for (const [name, tables] of JSON.parse(text) as [string, [string, Table][]][]) this.all.set(name, new Map(tables))
  }

  run(database: string, sql: string, version: string): Result {
    const tables = this.all.get(database)
    if (!tables) return { error: `database "${database}" does not exist` }
    const text = sql.trim().replace(/;$/, '').trim()
    const words = text.split(/\s+/).map((word) => word.toUpperCase())
    const [first = '', second = ''] = words
    if (first === 'SELECT') return select(tables, text, version, database)
    if (first === 'SHOW' && second === 'DATABASES')
      return { columns: ['Database'], rows: this.names.map((name) => [name]), tag: 'SHOW' }
    if (first === 'SHOW' && second === 'TABLES')
      return { columns: [`Tables_in_${database}`], rows: [...tables.keys()].map((name) => [name]), tag: 'SHOW' }
    if (first === 'SHOW')
      return { columns: [second.toLowerCase()], rows: [[second === 'SERVER_VERSION' ? version : 'on']], tag: 'SHOW' }
    if (/^(BEGIN|COMMIT|ROLLBACK|SET|GRANT|ALTER|FLUSH|ANALYZE|VACUUM|REVOKE)$/.test(first)) return { tag: first }
    this.dirty = true
    if (first === 'CREATE' && second === 'DATABASE') {
      const name = identifier(text.split(/\s+/).at(-1) ?? '')
      if (this.all.has(name) && !/IF NOT EXISTS/i.test(text)) return { error: `database "${name}" already exists` }
      if (!this.all.has(name)) this.all.set(name, new Map())
      return { tag: 'CREATE DATABASE' }
    }
    if (first === 'DROP' && second === 'DATABASE')
      return this.all.delete(identifier(text.split(/\s+/).at(-1) ?? ''))
        ? { tag: 'DROP DATABASE' }
        : { error: 'database does not exist' }
    if (
      first === 'CREATE' &&
      (second === 'USER' || second === 'ROLE' || second === 'EXTENSION' || second === 'INDEX' || second === 'SCHEMA')
    )
      return { tag: `CREATE ${second === 'USER' ? 'ROLE' : second}` }
    if (first === 'CREATE' && second === 'TABLE') return createTable(tables, text)
    if (first === 'DROP' && second === 'TABLE') {
      const name = identifier(text.split(/\s+/).at(-1) ?? '')
      return tables.delete(name) || /IF EXISTS/i.test(text) ? { tag: 'DROP TABLE' } : { error: `table "${name}" does not exist` }
    }
    if (first === 'INSERT') return insert(tables, text)
    if (first === 'UPDATE' || first === 'DELETE' || first === 'TRUNCATE') return change(tables, text, first)
    return { error: `syntax error at or near "${text.split(/\s+/)[0] ?? ''}"` }
  }
}

const identifier = (text: string) =>
  text
    .replace(/^.*\./, '')
    .replace(/["`;()]/g, '')
    .toLowerCase()

function splitList(text: string): string[] {
  return [...text.matchAll(/(?:'(?:[^']|'')*'|\([^()]*\)|[^,'()])+/g)]
    .map((match) => match[0].trim())
    .filter((part) => part !== '')
}

function literal(text: string): string | null {
  const trimmed = text.trim()
  if (/^null$/i.test(trimmed)) return null
  const quoted = /^[eE]?'((?:[^']|'')*)'(?:::\w+)?$/.exec(trimmed) ?? /^"((?:[^"]|"")*)"$/.exec(trimmed)
  if (quoted) return String(quoted[1]).replaceAll("''", "'")
  const sum = /^(-?\d+(?:\.\d+)?)\s*([-+*/])\s*(-?\d+(?:\.\d+)?)$/.exec(trimmed)
  if (sum) {
    const [a, b] = [Number(sum[1]), Number(sum[3])]
    return String(sum[2] === '+' ? a + b : sum[2] === '-' ? a - b : sum[2] === '*' ? a * b : Math.trunc(a / b))
  }
  return trimmed
}

function createTable(tables: Map<string, Table>, text: string): Result {
  const match = /^CREATE\s+TABLE\s+(IF\s+NOT\s+EXISTS\s+)?([\w."`]+)\s*\(([\s\S]*)\)/i.exec(text)
  if (!match) return { error: 'syntax error at or near "TABLE"' }
  const name = identifier(String(match[2]))
  if (tables.has(name)) return match[1] ? { tag: 'CREATE TABLE' } : { error: `relation "${name}" already exists` }
  const definitions = splitList(String(match[3])).filter(
    (part) => !/^(primary|foreign|unique|constraint|key|index)\b/i.test(part),
  )
  const serial = definitions
    .filter((part) => /\bserial\b|auto_increment|generated/i.test(part))
    .map((part) => identifier(part.split(/\s+/)[0] ?? ''))
  const columns = definitions.map((part) => identifier(part.split(/\s+/)[0] ?? ''))
  tables.set(name, { columns: columns.map((column) => (serial.includes(column) ? `${column}#` : column)), rows: [], next: 1 })
  return { tag: 'CREATE TABLE' }
}

const plainColumns = (table: Table) => table.columns.map((column) => column.replace('#', ''))

function insert(tables: Map<string, Table>, text: string): Result {
  const match = /^INSERT\s+INTO\s+([\w."`]+)\s*(?:\(([^)]*)\))?\s*VALUES\s*([\s\S]*)$/i.exec(text)
  if (!match) return { error: 'syntax error at or near "INSERT"' }
  const name = identifier(String(match[1]))
  const table = tables.get(name)
  if (!table) return { error: `relation "${name}" does not exist` }
  const columns = match[2] === undefined ? plainColumns(table) : match[2].split(',').map((each) => identifier(each.trim()))
  let count = 0
  for (const group of String(match[3]).matchAll(/\(((?:'(?:[^']|'')*'|[^()']|\([^()]*\))*)\)/g)) {
    const values = splitList(String(group[1])).map(literal)
    const row: Record<string, string | null> = {}
    for (const column of table.columns) row[column.replace('#', '')] = column.endsWith('#') ? String(table.next) : null
    columns.forEach((column, i) => {
      row[column] = values[i] ?? null
    })
    table.next++
    table.rows.push(row)
    count++
  }
  return { tag: `INSERT 0 ${count}` }
}

type Condition = (row: Record<string, string | null>) => boolean

function where(text: string | undefined): Condition {
  if (text === undefined) return () => true
  const parts = text.split(/\s+AND\s+/i).map((part): Condition => {
    const match = /^\s*([\w."`]+)\s*(=|!=|<>|<=|>=|<|>|LIKE)\s*([\s\S]+?)\s*$/i.exec(part)
    if (!match) return () => true
    const column = identifier(String(match[1]))
    const value = literal(String(match[3])) ?? ''
    return (row) => {
      const own = row[column]
      if (own === null || own === undefined) return false
      const order =
        Number.isNaN(Number(own)) || Number.isNaN(Number(value))
          ? own < value
            ? -1
            : own > value
              ? 1
              : 0
          : Number(own) - Number(value)
      const operator = String(match[2]).toUpperCase()
      if (operator === 'LIKE')
        return new RegExp(
          `^${value
            .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
            .replaceAll('%', '.*')
            .replaceAll('_', '.')}$`,
          'i',
        ).test(own)
      return operator === '='
        ? order === 0
        : operator === '<'
          ? order < 0
          : operator === '>'
            ? order > 0
            : operator === '<='
              ? order <= 0
              : operator === '>='
                ? order >= 0
                : order !== 0
    }
  })
  return (row) => parts.every((part) => part(row))
}

function change(tables: Map<string, Table>, text: string, verb: string): Result {
  const match =
    verb === 'UPDATE'
      ? /^UPDATE\s+([\w."`]+)\s+SET\s+([\s\S]*?)(?:\s+WHERE\s+([\s\S]*))?$/i.exec(text)
      : /^(?:DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+([\w."`]+)()(?:\s+WHERE\s+([\s\S]*))?$/i.exec(text)
  const name = identifier(match?.[1] ?? '')
  const table = tables.get(name)
  if (!match || !table) return { error: `relation "${name}" does not exist` }
  const condition = where(match[3])
  const found = table.rows.filter(condition)
  if (verb !== 'UPDATE') {
    table.rows = table.rows.filter((row) => !found.includes(row))
    return { tag: verb === 'DELETE' ? `DELETE ${found.length}` : 'TRUNCATE TABLE' }
  }
  for (const part of splitList(String(match[2]))) {
    const [column = '', value = ''] = part.split(/\s*=\s*(.*)/s)
    for (const row of found) {
      const own = /^(\w+)\s*([-+])\s*(\d+)$/.exec(value)
      row[identifier(column)] = own
        ? String(Number(row[identifier(String(own[1]))] ?? 0) + Number(own[3]) * (own[2] === '+' ? 1 : -1))
        : literal(value)
    }
  }
  return { tag: `UPDATE ${found.length}` }
}

function select(tables: Map<string, Table>, text: string, version: string, database: string): Result {
  const match =
    /^SELECT\s+([\s\S]*?)(?:\s+FROM\s+([\w."`]+)(?:\s+WHERE\s+([\s\S]*?))?(?:\s+ORDER\s+BY\s+([\w."`]+)(\s+DESC|\s+ASC)?)?(?:\s+LIMIT\s+(\d+))?)?$/i.exec(
      text,
    )
  if (!match) return { error: 'syntax error' }
  const list = splitList(String(match[1]))
  const alias = (part: string) => /\s+AS\s+["`]?(\w+)["`]?$/i.exec(part)?.[1]
  const bare = (part: string) => part.replace(/\s+AS\s+\S+$/i, '')
  if (match[2] === undefined) {
    const known = (part: string) =>
      /^version\(\)$/i.test(part)
        ? version
        : /^(current_)?database\(\)$/i.test(part)
          ? database
          : /^@@version$/i.test(part)
            ? version
            : /^pg_is_in_recovery\(\)$/i.test(part)
              ? 'f'
              : literal(part)
    return {
      columns: list.map((part) => alias(part) ?? /^(\w+)\(\)$/.exec(part)?.[1] ?? '?column?'),
      rows: [list.map((part) => known(bare(part)))],
      tag: 'SELECT 1',
    }
  }
  const name = identifier(match[2])
  const table = tables.get(name)
  if (!table) return { error: `relation "${name}" does not exist` }
  let rows = table.rows.filter(where(match[3]))
  if (match[4] !== undefined) {
    const column = identifier(match[4])
    const numeric = rows.every((row) => !Number.isNaN(Number(row[column])))
    rows = [...rows].sort((a, b) =>
      numeric ? Number(a[column]) - Number(b[column]) : String(a[column]) < String(b[column]) ? -1 : 1,
    )
    if (/desc/i.test(match[5] ?? '')) rows.reverse()
  }
  if (match[6] !== undefined) rows = rows.slice(0, Number(match[6]))
  if (/^count\(/i.test(list[0] ?? ''))
    return { columns: [alias(list[0] ?? '') ?? 'count'], rows: [[String(rows.length)]], tag: 'SELECT 1' }
  const columns = list[0] === '*' ? plainColumns(table) : list.map((part) => identifier(bare(part)))
  const unknown = columns.find((column) => !plainColumns(table).includes(column))
  if (unknown !== undefined) return { error: `column "${unknown}" does not exist` }
  return {
    columns: list[0] === '*' ? columns : list.map((part, i) => alias(part) ?? String(columns[i])),
    rows: rows.map((row) => columns.map((column) => row[column] ?? null)),
    tag: `SELECT ${rows.length}`,
  }
}
