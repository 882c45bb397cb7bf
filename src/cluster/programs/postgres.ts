import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { accountByName } from './accounts.ts'
import { Databases } from './database/sql.ts'
import { serveDatabases } from './database/wire.ts'
import { formatDate } from './date-format.ts'
import { catchSignals } from './server-signals.ts'

const missingPassword = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`

function secret(process: Process, name: string): string | undefined {
  const file = process.env.get(`${name}_FILE`)
  return file === undefined ? process.env.get(name) : process.readFile(file).trim()
}

/** The postgres image's entrypoint and server in one. */
export function postgres(version: string): Program {
  return {
    name: 'docker-entrypoint.sh',
    summary: 'Initialises the data folder, then runs PostgreSQL',
    simplified:
      'its own small SQL and its own protocol: only the psql of this simulation can talk to it; data are kept in PGDATA as JSON',
    run: (process, args) => serve(process, args, version),
  }
}

function* serve(process: Process, args: readonly string[], version: string): Run<number> {
  if (args[0] !== undefined && args[0] !== 'postgres' && !args[0].startsWith('-')) {
    return yield* process.exec(args)
  }
  const stamp = () => formatDate('%Y-%m-%d %H:%M:%S.%3N UTC', process.now)
  const log = function* (text: string): Run<void> {
    yield* process.printError(`${stamp()} [${process.pid}] ${text}\n`)
  }
  const data = process.env.get('PGDATA') ?? '/var/lib/postgresql/data'
  const user = secret(process, 'POSTGRES_USER') ?? 'postgres'
  const password = secret(process, 'POSTGRES_PASSWORD')
  const database = secret(process, 'POSTGRES_DB') ?? user
  const trust = process.env.get('POSTGRES_HOST_AUTH_METHOD') === 'trust'
  const file = `${data}/base/podarium.json`
  const databases = new Databases(['postgres', ...(database === 'postgres' ? [] : [database])])
  try {
    if (process.exists(`${data}/PG_VERSION`)) {
      yield* process.print('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n')
      if (process.exists(file)) databases.load(process.readFile(file))
    } else {
      if ((password ?? '') === '' && !trust) {
        yield* process.printError(missingPassword)
        return 1
      }
      const found = process.exists(data) ? process.readDirectory(data) : []
      if (found.length > 0) {
        yield* process.printError(
          `initdb: error: directory "${data}" exists but is not empty\n${found.includes('lost+found') ? 'initdb: detail: It contains a lost+found directory, perhaps due to it being a mount point.\ninitdb: hint: Using a mount point directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.\n' : `initdb: hint: If you want to create a new database system, either remove or empty the directory "${data}" or run initdb with an argument other than "${data}".\n`}`,
        )
        return 1
      }
      yield* process.print(
        `The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\nfixing permissions on existing directory ${data} ... ok\ncreating subdirectories ... ok\n`,
      )
      for (const path of [data.replace(/\/[^/]*$/, ''), data, `${data}/base`, `${data}/global`])
        if (!process.exists(path)) process.mkdir(path, 0o700)
      process.writeFile(`${data}/PG_VERSION`, `${version.split('.')[0]}\n`)
      process.writeFile(`${data}/postgresql.conf`, "listen_addresses = '*'\n")
      process.writeFile(file, databases.dump())
      const account = process.uid === 0 ? accountByName(process, 'postgres') : undefined
      if (account)
        for (const path of [data, `${data}/base`, `${data}/global`, `${data}/PG_VERSION`, `${data}/postgresql.conf`, file])
          process.chown(path, account.uid, account.gid)
      yield* process.compute(300)
      yield* process.sleep(1200)
      yield* process.print(
        'running bootstrap script ... ok\nperforming post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server using:\n\n',
      )
      yield* initScripts(process, databases, database, version)
      yield* process.print('\nPostgreSQL init process complete; ready for start up.\n\n')
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(`initdb: error: could not create directory "${data}": ${error.text}\n`)
    return 1
  }
  const ending = catchSignals(process, ['TERM', 'INT', 'QUIT'])
  const port = Number(process.env.get('PGPORT') ?? 5432)
  process.setTitle('postgres')
  process.setMemory(30_000_000)
  yield* log(
    `LOG:  starting PostgreSQL ${version} (Debian ${version}-1.pgdg13+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 14.2.0-19) 14.2.0, 64-bit`,
  )
  let listener: number
  try {
    listener = process.listen(port)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* log(`LOG:  could not bind IPv4 address "0.0.0.0": ${error.text}`)
    yield* log(`HINT:  Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.`)
    yield* log('FATAL:  could not create any TCP/IP sockets')
    return 1
  }
  yield* log(`LOG:  listening on IPv4 address "0.0.0.0", port ${port}`)
  yield* log(`LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.${port}"`)
  yield* log('LOG:  database system is ready to accept connections')
  yield* serveDatabases(process, listener, ending, {
    databases,
    version: `PostgreSQL ${version}`,
    file,
    refuse: (question) => {
      if (question.user !== user) return `FATAL:  password authentication failed for user "${question.user}"`
      const local = question.password === ''
      if (!trust && !local && password !== undefined && question.password !== password)
        return `FATAL:  password authentication failed for user "${question.user}"`
      return databases.names.includes(question.database) ? undefined : `FATAL:  database "${question.database}" does not exist`
    },
  })
  yield* log(
    `LOG:  received ${ending.signal === 'INT' ? 'fast' : ending.signal === 'QUIT' ? 'immediate' : 'smart'} shutdown request`,
  )
  yield* log('LOG:  database system is shut down')
  return 0
}

function* initScripts(process: Process, databases: Databases, database: string, version: string): Run<void> {
  const folder = '/docker-entrypoint-initdb.d'
  if (!process.exists(folder)) return
  for (const name of process.readDirectory(folder)) {
    const path = `${folder}/${name}`
    yield* process.print(`/usr/local/bin/docker-entrypoint.sh: ${name.endsWith('.sql') ? 'running' : 'ignoring'} ${path}\n`)
    if (!name.endsWith('.sql')) continue
    for (const sql of process.readFile(path).split(/;\s*(?:\n|$)/)) {
      if (sql.trim() === '') continue
      const result = databases.run(database, sql, version)
      yield* process.print(`${result.error === undefined ? (result.tag ?? '') : `ERROR:  ${result.error}`}\n`)
    }
  }
}
