/** debian, ubuntu, and what people use as a plain Linux. */
import { debianFiles, ubuntuFiles } from './base-files.ts'
import { repository } from './repository.ts'
import { debianPrograms } from './userlands.ts'

export const debian = repository(
  'docker.io/library/debian',
  {
    versions: ['13', '12', '11', '10', '9'],
    endings: ['-slim', '-backports'],
    names: {
      stable: '13',
      trixie: '13',
      bookworm: '12',
      bullseye: '11',
      buster: '10',
      stretch: '9',
      testing: '13',
      sid: '13',
      unstable: '13',
      oldstable: '12',
      '12.12': '12',
      '13.1': '13',
      '11.11': '11',
    },
  },
  ({ version, ending }) => ({
    megabytes: ending === '-slim' ? 28 : 48,
    cmd: ['bash'],
    files: [debianFiles(version)],
    programs: [debianPrograms],
  }),
)

export const ubuntu = repository(
  'docker.io/library/ubuntu',
  {
    versions: ['24.04', '22.04', '20.04', '18.04', '16.04', '14.04', '25.04'],
    names: {
      noble: '24.04',
      jammy: '22.04',
      focal: '20.04',
      bionic: '18.04',
      xenial: '16.04',
      trusty: '14.04',
      rolling: '25.04',
      devel: '25.04',
    },
  },
  ({ version }) => ({ megabytes: 29.7, cmd: ['/bin/bash'], files: [ubuntuFiles(version)], programs: [debianPrograms] }),
)

/** Shown with Debian's files; there is no yum. */
export const centos = repository(
  'docker.io/library/centos',
  { versions: ['8', '7', '6'], names: { latest: '8', centos7: '7', centos8: '8' } },
  () => ({
    megabytes: 76,
    cmd: ['/bin/bash'],
    files: [debianFiles('11')],
    programs: [debianPrograms],
  }),
)

/** Shown with Debian's files; there is no dnf. */
export const fedora = repository('docker.io/library/fedora', { versions: ['42', '41', '40', '39'] }, () => ({
  megabytes: 60,
  cmd: ['/bin/bash'],
  files: [debianFiles('12')],
  programs: [debianPrograms],
}))
