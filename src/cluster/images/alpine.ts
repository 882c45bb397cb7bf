import { alpineFiles } from './base-files.ts'
import { repository } from './repository.ts'
import { alpinePrograms } from './userlands.ts'

export const alpine = repository(
  'docker.io/library/alpine',
  {
    versions: [
      '3.22.2',
      '3.21.5',
      '3.20.8',
      '3.19.9',
      '3.18.12',
      '3.17.10',
      '3.16.9',
      '3.15.11',
      '3.14.10',
      '3.13.12',
      '3.12.12',
      '3.11.13',
      '3.10.9',
      '3.9.6',
      '3.8.5',
      '3.7.3',
      '3.6.5',
      '3.5.3',
      '3.4.6',
      '3.3.3',
      '3.2.3',
      '3.1.4',
      '2.7.9',
      '2.6.6',
    ],
    names: { edge: '3.22.2' },
  },
  ({ version }) => ({ megabytes: 3.6, cmd: ['/bin/sh'], files: [alpineFiles(version)], programs: [alpinePrograms] }),
)
