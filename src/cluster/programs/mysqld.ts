import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { Databases } from './database/sql.ts'
import { serveDatabases } from './database/wire.ts'
import { formatDate } from './date-format.ts'
import { catchSignals } from './server-signals.ts'

/** The mysql and mariadb images' entrypoint and server in one. */
export function mysqld(kind: 'mysql' | 'mariadb', version: string): Program {
  return {
    name: 'docker-entrypoint.sh',
    summary: 'Initialises the data folder, then runs the server',
    simplified: 'its own small SQL and its own protocol: only the mysql client of this simulation can talk to it',
    run: (process, args) => serve(process, args, kind, version),
  }
}

function* serve(process: Process, args: readonly string[], kind: 'mysql' | 'mariadb', version: string): Run<number> {
  if (args[0] !== undefined && !/^(mysqld|mariadbd|-.*)$/.test(args[0])) return yield* process.exec(args)
  const prefix = kind === 'mysql' ? 'MYSQL' : 'MARIADB'
  const value = (name: string): string | undefined => {
    for (const each of kind === 'mysql' ? ['MYSQL'] : ['MARIADB', 'MYSQL']) {
      const file = process.env.get(`${each}_${name}_FILE`)
      const found = file === undefined ? process.env.get(`${each}_${name}`) : process.readFile(file).trim()
      if (found !== undefined) return found
    }
    return undefined
  }
  const note = function* (level: string, text: string): Run<void> {
    yield* process.print(`${formatDate('%Y-%m-%d %H:%M:%S+00:00', process.now)} [${level}] [Entrypoint]: ${text}\n`)
  }
  const system = function* (code: string, text: string): Run<void> {
    yield* process.printError(
      kind === 'mysql'
        ? `${formatDate('%Y-%m-%dT%H:%M:%S.%3N000Z', process.now)} 0 [System] [MY-${code}] [Server] ${text}\n`
        : `${formatDate('%Y-%m-%d %k:%M:%S', process.now)} 0 [Note] ${text}\n`,
    )
  }
  yield* note('Note', `Entrypoint script for ${kind === 'mysql' ? 'MySQL' : 'MariaDB'} Server ${version} started.`)
  const data = '/var/lib/mysql'
  const file = `${data}/podarium.json`
  const password = value('ROOT_PASSWORD')
  const database = value('DATABASE')
  const user = value('USER')
  const userPassword = value('PASSWORD')
  const databases = new Databases([
    'information_schema',
    'mysql',
    'performance_schema',
    'sys',
    ...(database === undefined ? [] : [database]),
  ])
  try {
    if (process.exists(file)) databases.load(process.readFile(file))
    else {
      if (
        password === undefined &&
        value('ALLOW_EMPTY_PASSWORD') === undefined &&
        value('ALLOW_EMPTY_ROOT_PASSWORD') === undefined &&
        value('RANDOM_ROOT_PASSWORD') === undefined
      ) {
        yield* note('ERROR', 'Database is uninitialized and password option is not specified')
        yield* process.printError(
          `    You need to specify one of the following as an environment variable:\n    - ${prefix}_ROOT_PASSWORD\n    - ${prefix}_ALLOW_EMPTY_${kind === 'mysql' ? '' : 'ROOT_'}PASSWORD\n    - ${prefix}_RANDOM_ROOT_PASSWORD\n`,
        )
        return 1
      }
      yield* note('Note', 'Initializing database files')
      if (!process.exists(data)) process.mkdir(data)
      yield* process.compute(500)
      yield* process.sleep(3000)
      process.writeFile(file, databases.dump())
      if (database !== undefined) yield* note('Note', `Creating database ${database}`)
      if (user !== undefined) yield* note('Note', `Creating user ${user}`)
      yield* note('Note', `${kind === 'mysql' ? 'MySQL' : 'MariaDB'} init process done. Ready for start up.`)
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* note('ERROR', `could not write to ${data}: ${error.text}`)
    return 1
  }
  const ending = catchSignals(process, ['TERM', 'INT', 'QUIT'])
  process.setTitle(kind === 'mysql' ? 'mysqld' : 'mariadbd')
  process.setMemory(kind === 'mysql' ? 380_000_000 : 90_000_000)
  yield* system(
    '010116',
    `/usr/sbin/${kind === 'mysql' ? 'mysqld' : 'mariadbd'} (${kind} ${version}) starting as process ${process.pid}`,
  )
  let listener: number
  try {
    listener = process.listen(3306)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(
      `${formatDate('%Y-%m-%dT%H:%M:%S.%3N000Z', process.now)} 0 [ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port: ${error.text}\n`,
    )
    return 1
  }
  yield* system(
    '010931',
    `/usr/sbin/${kind === 'mysql' ? 'mysqld' : 'mariadbd'}: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  ${kind === 'mysql' ? 'MySQL Community Server - GPL.' : 'mariadb.org binary distribution'}`,
  )
  yield* serveDatabases(process, listener, ending, {
    databases,
    version,
    file,
    refuse: (question) => {
      const wanted = question.user === 'root' ? (password ?? '') : question.user === user ? (userPassword ?? '') : undefined
      if (wanted === undefined || wanted !== question.password)
        return `1045 (28000): Access denied for user '${question.user}'@'localhost' (using password: ${question.password === '' ? 'NO' : 'YES'})`
      return databases.names.includes(question.database) ? undefined : `1049 (42000): Unknown database '${question.database}'`
    },
  })
  yield* system('013172', `Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${version}).`)
  yield* system('010910', `/usr/sbin/mysqld: Shutdown complete (mysqld ${version})`)
  return 0
}
