import { Errno, type Program, type Run } from '../machine/program.ts'
import type { Result } from './database/sql.ts'
import { ask } from './database/wire.ts'
import { readAll } from './streams.ts'

function table(result: Result): string {
  const { columns = [], rows = [] } = result
  const cells = rows.map((row) => row.map((cell) => cell ?? 'NULL'))
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => String(row[i]).length)))
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(Number(widths[i]))).join(' | ')} |\n`
  return `${rule}${line(columns)}${rule}${cells.map(line).join('')}${rule}`
}

function client(name: string): Program {
  return {
    name,
    summary: 'The command line of MySQL',
    simplified: 'the SQL of the simulated server alone',
    *run(process, args) {
      let host = '127.0.0.1'
      let port = 3306
      let user = 'root'
      let password = process.env.get('MYSQL_PWD') ?? ''
      let database: string | undefined
      let sql: string | undefined
      for (let i = 0; i < args.length; i++) {
        const arg = String(args[i])
        const long = /^--([\w-]+)(?:=(.*))?$/s.exec(arg)
        const letter = long
          ? { host: 'h', port: 'P', user: 'u', password: 'p', execute: 'e', database: 'D' }[String(long[1])]
          : /^-(.)/.exec(arg)?.[1]
        const stuck = long ? long[2] : arg.slice(2) || undefined
        const value = () => stuck ?? String(args[++i] ?? '')
        if (!arg.startsWith('-')) database = arg
        else if (letter === 'h') host = value() === 'localhost' ? '127.0.0.1' : (stuck ?? String(args[i]))
        else if (letter === 'P') port = Number(value())
        else if (letter === 'u') user = value()
        else if (letter === 'p') password = stuck ?? password
        else if (letter === 'e') sql = value()
        else if (letter === 'D') database = value()
      }
      const inAdmin = name.endsWith('admin')
      if (args.some((arg) => /^(-p.+|--password=.+)$/.test(arg)))
        yield* process.printError(`${name}: [Warning] Using a password on the command line interface can be insecure.\n`)
      let fd: number
      try {
        fd = yield* process.connect(host, port)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const text =
          error.code === 'ENOENT'
            ? `2005 (HY000): Unknown MySQL server host '${host}' (-2)`
            : `2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (111)`
        yield* process.printError(
          inAdmin ? `mysqladmin: connect to server at '${host}' failed\nerror: '${text}'\n` : `ERROR ${text}\n`,
        )
        return 1
      }
      const session = { user, password, database: inAdmin ? 'mysql' : (database ?? 'mysql') }
      const query = function* (text: string): Run<number> {
        const use = /^\s*USE\s+[`"]?(\w+)/i.exec(text)
        if (use) {
          session.database = String(use[1])
          return 0
        }
        const result = yield* ask(process, fd, { ...session, sql: text })
        if (result === undefined || result.error !== undefined) {
          yield* process.printError(
            `ERROR ${/^\d+ \(/.test(result?.error ?? '') ? result?.error : `1064 (42000): ${result?.error ?? 'Lost connection to MySQL server during query'}`}\n`,
          )
          return 1
        }
        if (!result.columns) return 0
        const shown =
          process.isTerminal(1) || args.includes('-t')
            ? table(result)
            : `${[result.columns, ...(result.rows ?? [])].map((row) => row.map((cell) => cell ?? 'NULL').join('\t')).join('\n')}\n`
        yield* process.print(
          (result.rows ?? []).length === 0
            ? ''
            : args.some((arg) => /^-[a-zA-Z]*N/.test(arg))
              ? shown.replace(/^.*\n/, '')
              : shown,
        )
        return 0
      }
      if (inAdmin) {
        const result = yield* ask(process, fd, { ...session, sql: 'SELECT 1' })
        const denied = result?.error !== undefined
        // The real one says alive also to those whom it does not let in.
        if (args.includes('ping')) {
          yield* process.print('mysqld is alive\n')
          return 0
        }
        yield* process.print(
          denied ? `mysqladmin: connect to server at '${host}' failed\n` : 'Uptime: 1  Threads: 1  Questions: 1\n',
        )
        return denied ? 1 : 0
      }
      let code = 0
      const text = sql ?? (yield* readAll(process, 0))
      for (const each of text.split(/;(?=(?:[^']*'[^']*')*[^']*$)/)) {
        if (each.trim() === '' || /^\s*(exit|quit|\\q)\s*$/.test(each)) continue
        code = yield* query(each)
        if (code !== 0) return code
      }
      return code
    },
  }
}

export const mysql = client('mysql')
export const mariadb = client('mariadb')
export const mysqladmin = client('mysqladmin')
export const mariadbAdmin = client('mariadb-admin')
