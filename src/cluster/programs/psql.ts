import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import type { Result } from './database/sql.ts'
import { ask } from './database/wire.ts'
import { Lines } from './streams.ts'

function table(result: Result, tuplesOnly: boolean, unaligned: boolean): string {
  const { columns = [], rows = [] } = result
  const cells = rows.map((row) => row.map((cell) => cell ?? ''))
  if (unaligned)
    return `${(tuplesOnly ? [] : [columns.join('|')]).concat(cells.map((row) => row.join('|'))).join('\n')}\n${tuplesOnly ? '' : `(${rows.length} row${rows.length === 1 ? '' : 's'})\n`}`
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => String(row[i]).length)))
  const numeric = columns.map((_, i) => cells.length > 0 && cells.every((row) => /^-?\d+(\.\d+)?$/.test(String(row[i]))))
  const line = (row: readonly string[]) =>
    ` ${row.map((cell, i) => (numeric[i] ? cell.padStart(Number(widths[i])) : i === row.length - 1 ? cell : cell.padEnd(Number(widths[i])))).join(' | ')}\n`
  const centred = columns.map((column, i) => {
    const space = Number(widths[i]) - column.length
    return ' '.repeat(Math.floor(space / 2)) + column + ' '.repeat(Math.ceil(space / 2))
  })
  const body = cells.map(line).join('')
  return tuplesOnly
    ? `${body}\n`
    : ` ${centred.join(' | ')} \n${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n${body}(${rows.length} row${rows.length === 1 ? '' : 's'})\n\n`
}

export const psql: Program = {
  name: 'psql',
  summary: 'The command line of PostgreSQL',
  simplified: 'the SQL of the simulated server alone; of the backslash commands \\l, \\dt, \\q, \\conninfo',
  *run(process, given) {
    // `-tAc SQL` is `-t -A -c SQL`.
    const args = given.flatMap((arg) => {
      const cluster = /^-([tAqXnbx]+)([a-zA-Z].*)?$/.exec(arg)
      return cluster
        ? [...[...String(cluster[1])].map((flag) => `-${flag}`), ...(cluster[2] === undefined ? [] : [`-${cluster[2]}`])]
        : [arg]
    })
    let host = process.env.get('PGHOST') ?? '127.0.0.1'
    let port = Number(process.env.get('PGPORT') ?? 5432)
    let user = process.env.get('PGUSER') ?? process.env.get('POSTGRES_USER') ?? 'postgres'
    let password = process.env.get('PGPASSWORD') ?? ''
    let database: string | undefined = process.env.get('PGDATABASE')
    const commands: string[] = []
    let tuplesOnly = false
    let unaligned = false
    for (let i = 0; i < args.length; i++) {
      const [name = '', stuck] = String(args[i]).startsWith('--')
        ? String(args[i]).split(/=(.*)/s)
        : [String(args[i]).slice(0, 2), String(args[i]).slice(2) || undefined]
      const value = () => stuck ?? String(args[++i] ?? '')
      if (name === '-h' || name === '--host') host = value()
      else if (name === '-p' || name === '--port') port = Number(value())
      else if (name === '-U' || name === '--username') user = value()
      else if (name === '-d' || name === '--dbname') database = value()
      else if (name === '-c' || name === '--command') commands.push(value())
      else if (name === '-f' || name === '--file') commands.push(process.readFile(value()))
      else if (name === '-t' || name === '--tuples-only') tuplesOnly = true
      else if (name === '-A') unaligned = true
      else if (name === '-V' || name === '--version') {
        yield* process.print('psql (PostgreSQL) 17.6\n')
        return 0
      } else if (name === '-v') value()
      else if (String(args[i]).startsWith('postgres')) {
        const match = /^postgres(?:ql)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?([^:/]*)(?::(\d+))?(?:\/(.*))?$/.exec(String(args[i]))
        if (match) {
          user = match[1] ?? user
          password = match[2] ?? password
          host = match[3] || host
          port = Number(match[4] ?? port)
          database = match[5] ?? database
        } else database = String(args[i])
      } else if (!name.startsWith('-')) {
        if (database === undefined) database = String(args[i])
        else user = String(args[i])
      }
    }
    let fd: number
    try {
      fd = yield* process.connect(host, port)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      const reason =
        error.code === 'ENOENT'
          ? `could not translate host name "${host}" to address: Name or service not known`
          : `connection to server at "${host}", port ${port} failed: ${error.text}\n\tIs the server running on that host and accepting TCP/IP connections?`
      yield* process.printError(`psql: error: ${reason}\n`)
      return 2
    }
    const session = { user, password, database: database ?? user }
    const query = function* (sql: string): Run<number> {
      const list = sql.trim()
      const shortcut = /^\\(l|dt|d|conninfo|q)\b/.exec(list)?.[1]
      if (shortcut === 'conninfo') {
        yield* process.print(
          `You are connected to database "${session.database}" as user "${user}" on host "${host}" at port "${port}".\n`,
        )
        return 0
      }
      const meant = shortcut === 'l' ? 'SHOW DATABASES' : shortcut === 'dt' || shortcut === 'd' ? 'SHOW TABLES' : list
      const result = yield* ask(process, fd, { ...session, sql: meant })
      if (result === undefined) {
        yield* process.printError(
          'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n',
        )
        return 2
      }
      if (result.error !== undefined) {
        const fatal = result.error.startsWith('FATAL')
        yield* process.printError(
          fatal
            ? `psql: error: connection to server at "${host}", port ${port} failed: ${result.error}\n`
            : `ERROR:  ${result.error}\n`,
        )
        return fatal ? 2 : 1
      }
      yield* process.print(result.columns ? table(result, tuplesOnly, unaligned) : `${result.tag ?? ''}\n`)
      return 0
    }
    let code = 0
    if (commands.length > 0) {
      for (const text of commands) for (const sql of statements(text)) code = yield* query(sql)
      return code
    }
    return yield* interactive(process, session.database, query)
  },
}

function statements(text: string): string[] {
  return text
    .split(/;(?=(?:[^']*'[^']*')*[^']*$)/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function* interactive(process: Process, database: string, query: (sql: string) => Run<number>): Run<number> {
  const lines = new Lines(process, 0)
  const shown = process.isTerminal(0)
  if (shown) yield* process.print('psql (17.6)\nType "help" for help.\n\n')
  let pending = ''
  let code = 0
  for (;;) {
    if (shown) yield* process.print(`${database}${pending === '' ? '=' : '-'}# `)
    const line = yield* lines.next()
    if (line === undefined || /^\s*(\\q|exit|quit)\s*$/.test(line)) return code === 2 ? 2 : 0
    pending += `${line}\n`
    if (!/;\s*$/.test(pending) && !/^\s*\\/.test(pending)) continue
    for (const sql of statements(pending)) code = yield* query(sql)
    pending = ''
  }
}

export const pgIsReady: Program = {
  name: 'pg_isready',
  summary: 'Asks whether a PostgreSQL server accepts connections',
  *run(process, args) {
    const value = (flag: string) => {
      const at = args.indexOf(flag)
      return at < 0 ? args.find((arg) => arg.startsWith(flag) && arg.length > 2)?.slice(2) : args[at + 1]
    }
    const host = value('-h')
    const port = Number(value('-p') ?? 5432)
    const name = host === undefined ? `/var/run/postgresql:${port}` : `${host}:${port}`
    try {
      process.close(yield* process.connect(host ?? '127.0.0.1', port, 3000))
      yield* process.print(`${name} - accepting connections\n`)
      return 0
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      yield* process.print(`${name} - no response\n`)
      return 2
    }
  },
}
