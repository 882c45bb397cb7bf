import { redisCli } from '../programs/redis-cli.ts'
import { redisServer } from '../programs/redis-server.ts'
import { alpineFiles, debianFiles } from './base-files.ts'
import { entrypointScript } from './entrypoint-script.ts'
import type { ImageFile } from './image.ts'
import { repository } from './repository.ts'
import { alpinePrograms, debianPrograms } from './userlands.ts'

const files: Readonly<Record<string, ImageFile>> = { '/data': { directory: true, uid: 999, gid: 999 } }
const scheme = {
  versions: ['8.2.2', '8.0.4', '7.4.6', '7.2.11', '7.0.15', '6.2.20', '6.0.20', '5.0.14', '4.0.14', '3.2.12', '2.8.23'],
  endings: ['-alpine', '-bookworm', '-trixie', '-alpine3.22'],
}

const make = (name: string) =>
  repository(name, scheme, ({ version, ending }) => {
    const alpine = ending.includes('alpine')
    const user = 'redis:x:999:999::/data:/usr/sbin/nologin'
    return {
      megabytes: alpine ? 17 : 52,
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['redis-server'],
      env: { REDIS_VERSION: version },
      workingDir: '/data',
      ports: [6379],
      files: [alpine ? alpineFiles('3.22.2', user) : debianFiles('12', user), files],
      programs: [
        alpine ? alpinePrograms : debianPrograms,
        {
          '/usr/local/bin/redis-server': redisServer(version),
          '/usr/local/bin/redis-cli': redisCli,
          '/usr/local/bin/docker-entrypoint.sh': entrypointScript('redis-server'),
        },
      ],
    }
  })

export const redis = make('docker.io/library/redis')
/** The guestbook tutorial's. */
export const guestbookRedis = repository('registry.k8s.io/redis', { versions: ['e2e'] }, () => {
  const image = redis.image('2.8')
  if (!image) throw new Error('redis 2.8 is missing')
  return {
    megabytes: 160,
    entrypoint: image.entrypoint,
    cmd: image.cmd,
    workingDir: '/data',
    ports: [6379],
    files: [image.files],
    programs: [image.programs],
  }
})
