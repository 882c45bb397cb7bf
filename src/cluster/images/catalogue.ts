/** Every repository that the simulator knows. A new image: its own file, and a line here. */
import { alpine } from './alpine.ts'
import { busybox, gcrBusybox, kubernetesBusybox } from './busybox.ts'
import { controlPlane } from './control-plane.ts'
import { mariadb, mongo, mysql, postgres } from './databases.ts'
import * as demos from './demos.ts'
import { centos, debian, fedora, ubuntu } from './distributions.ts'
import { httpd } from './httpd.ts'
import { languages } from './languages.ts'
import { nginx } from './nginx.ts'
import { gcrOldPause, gcrPause, pause } from './pause.ts'
import { guestbookRedis, redis } from './redis.ts'
import type { Repository } from './repository.ts'
import { serviceImages } from './service-images.ts'
import { teaching } from './teaching.ts'
import * as tools from './tools.ts'

export const catalogue: readonly Repository[] = [
  nginx,
  busybox,
  alpine,
  redis,
  guestbookRedis,
  postgres,
  mongo,
  mysql,
  mariadb,
  httpd,
  ubuntu,
  debian,
  centos,
  fedora,
  ...languages,
  ...Object.values(tools),
  ...Object.values(demos),
  ...serviceImages,
  ...teaching,
  pause,
  gcrPause,
  gcrOldPause,
  kubernetesBusybox,
  gcrBusybox,
  ...controlPlane,
]
