/** postgres, mysql, mariadb and mongo. */

import { mongo as mongoClient, mongosh } from '../programs/mongosh.ts'
import { mariadbAdmin, mariadb as mariadbClient, mysqladmin, mysql as mysqlClient } from '../programs/mysql.ts'
import { mysqld } from '../programs/mysqld.ts'
import { postgres as postgresServer } from '../programs/postgres.ts'
import { pgIsReady, psql } from '../programs/psql.ts'
import { service } from '../programs/services.ts'
import { alpineFiles, debianFiles } from './base-files.ts'
import { entrypointScript } from './entrypoint-script.ts'
import { repository } from './repository.ts'
import { alpinePrograms, debianPrograms } from './userlands.ts'

export const postgres = repository(
  'docker.io/library/postgres',
  {
    versions: ['18.0', '17.6', '16.10', '15.14', '14.19', '13.22', '12.22', '11.22', '10.23', '9.6.24', '9.5.25', '9.4.26'],
    endings: ['-alpine', '-bookworm', '-trixie', '-bullseye', '-alpine3.22'],
  },
  ({ version, ending }) => {
    const alpine = ending.includes('alpine')
    const user = alpine
      ? 'postgres:x:70:70:PostgreSQL user:/var/lib/postgresql:/bin/sh'
      : 'postgres:x:999:999::/var/lib/postgresql:/bin/bash'
    const server = postgresServer(version)
    return {
      megabytes: alpine ? 110 : 152,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['postgres'],
      env: {
        PG_MAJOR: String(version.split('.')[0]),
        PG_VERSION: version,
        PGDATA: '/var/lib/postgresql/data',
        LANG: 'en_US.utf8',
      },
      ports: [5432],
      stopSignal: 'INT',
      files: [
        alpine ? alpineFiles('3.22.2', user) : debianFiles('13', user),
        {
          '/docker-entrypoint-initdb.d': { directory: true },
          '/var/run/postgresql': { directory: true, mode: 0o3777 },
          '/var/lib/postgresql': { directory: true, uid: alpine ? 70 : 999, gid: alpine ? 70 : 999 },
        },
      ],
      programs: [
        alpine ? alpinePrograms : debianPrograms,
        {
          '/usr/local/bin/docker-entrypoint.sh': server,
          '/usr/local/bin/postgres': server,
          '/usr/local/bin/psql': psql,
          '/usr/local/bin/pg_isready': pgIsReady,
        },
      ],
    }
  },
)

export const mysql = repository(
  'docker.io/library/mysql',
  {
    versions: ['9.4.0', '8.4.6', '8.0.43', '5.7.44', '5.6.51', '5.5.62'],
    endings: ['-oracle', '-debian', '-oraclelinux9'],
    names: { lts: '8.4.6', innovation: '9.4.0' },
  },
  ({ version }) => {
    const server = mysqld('mysql', version)
    return {
      megabytes: 235,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['mysqld'],
      env: { MYSQL_MAJOR: version.split('.').slice(0, 2).join('.'), MYSQL_VERSION: `${version}-1.el9` },
      ports: [3306, 33060],
      files: [
        debianFiles('12', 'mysql:x:999:999::/var/lib/mysql:/bin/false'),
        { '/var/lib/mysql': { directory: true, uid: 999, gid: 999 }, '/docker-entrypoint-initdb.d': { directory: true } },
      ],
      programs: [
        debianPrograms,
        {
          '/usr/local/bin/docker-entrypoint.sh': server,
          '/usr/sbin/mysqld': server,
          '/usr/bin/mysql': mysqlClient,
          '/usr/bin/mysqladmin': mysqladmin,
        },
      ],
    }
  },
)

export const mariadb = repository(
  'docker.io/library/mariadb',
  {
    versions: ['12.0.2', '11.8.3', '11.4.8', '10.11.14', '10.6.23', '10.5.29', '10.4.34', '10.3.39'],
    endings: ['-noble', '-jammy', '-ubi9'],
    names: { lts: '11.8.3' },
  },
  ({ version }) => {
    const server = mysqld('mariadb', version)
    return {
      megabytes: 108,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['mariadbd'],
      env: { MARIADB_VERSION: `1:${version}+maria~ubu2404`, LANG: 'C.UTF-8' },
      ports: [3306],
      files: [
        debianFiles('12', 'mysql:x:999:999::/var/lib/mysql:/bin/false'),
        { '/var/lib/mysql': { directory: true, uid: 999, gid: 999 }, '/docker-entrypoint-initdb.d': { directory: true } },
      ],
      programs: [
        debianPrograms,
        {
          '/usr/local/bin/docker-entrypoint.sh': server,
          '/usr/sbin/mariadbd': server,
          '/usr/bin/mariadb': mariadbClient,
          '/usr/bin/mysql': mysqlClient,
          '/usr/bin/mysqladmin': mysqladmin,
          '/usr/bin/mariadb-admin': mariadbAdmin,
        },
      ],
    }
  },
)

export const mongo = repository(
  'docker.io/library/mongo',
  {
    versions: ['8.2.1', '8.0.14', '7.0.24', '6.0.26', '5.0.31', '4.4.29', '4.2.24', '4.0.28', '3.6.23', '3.4.24', '3.2.21'],
    endings: ['-noble', '-jammy', '-focal', '-xenial', '-bionic'],
  },
  ({ version }) => ({
    megabytes: 270,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mongod'],
    env: { MONGO_VERSION: version, MONGO_MAJOR: version.split('.').slice(0, 2).join('.') },
    ports: [27017],
    files: [
      debianFiles('12', 'mongodb:x:999:999::/home/mongodb:/usr/sbin/nologin'),
      { '/data/db': { directory: true, uid: 999, gid: 999 }, '/data/configdb': { directory: true, uid: 999, gid: 999 } },
    ],
    programs: [
      debianPrograms,
      {
        '/usr/bin/mongod': service('mongod', version),
        '/usr/bin/mongosh': mongosh,
        '/usr/bin/mongo': mongoClient,
        '/usr/local/bin/docker-entrypoint.sh': entrypointScript('mongod'),
      },
    ],
  }),
)
