/** Images that people run for one tool: bash, curl, netshoot, stress. */
import { stress as stressProgram } from '../programs/stress.ts'
import { alpineFiles } from './base-files.ts'
import { entrypointScript } from './entrypoint-script.ts'
import { repository } from './repository.ts'
import { alpinePrograms, bashPrograms, extraPrograms } from './userlands.ts'

const curlProgram = { '/usr/bin/curl': Object.values(extraPrograms).find(({ name }) => name === 'curl') }
const withCurl = curlProgram['/usr/bin/curl'] === undefined ? {} : { '/usr/bin/curl': curlProgram['/usr/bin/curl'] }

export const bash = repository(
  'docker.io/library/bash',
  { versions: ['5.3.3', '5.2.37', '5.1.16', '5.0.18', '4.4.23', '3.2.57'], endings: ['-alpine3.22'] },
  () => ({
    megabytes: 6.6,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['bash'],
    files: [alpineFiles('3.22.2')],
    programs: [alpinePrograms, bashPrograms, { '/usr/local/bin/docker-entrypoint.sh': entrypointScript('bash') }],
  }),
)

export const curl = repository(
  'docker.io/curlimages/curl',
  {
    versions: [
      '8.16.0',
      '8.15.0',
      '8.14.1',
      '8.13.0',
      '8.12.1',
      '8.11.1',
      '8.10.1',
      '8.9.1',
      '8.8.0',
      '8.7.1',
      '8.6.0',
      '8.5.0',
      '8.4.0',
      '8.3.0',
      '8.2.1',
      '8.1.2',
      '8.00.1',
      '7.88.1',
      '7.87.0',
      '7.86.0',
      '7.85.0',
      '7.84.0',
      '7.83.1',
      '7.82.0',
      '7.81.0',
      '7.80.0',
      '7.79.1',
      '7.78.0',
      '7.77.0',
      '7.76.1',
      '7.75.0',
      '7.72.0',
      '7.65.3',
    ],
  },
  () => ({
    megabytes: 10,
    entrypoint: ['/entrypoint.sh'],
    cmd: ['curl'],
    user: 'curl_user',
    workingDir: '/home/curl_user',
    files: [
      alpineFiles('3.22.2', 'curl_user:x:100:101:Linux User,,,:/home/curl_user:/sbin/nologin'),
      { '/home/curl_user': { directory: true, uid: 100, gid: 101 } },
    ],
    programs: [alpinePrograms, withCurl, { '/entrypoint.sh': entrypointScript('curl') }],
  }),
)

const stressContent = () => ({
  megabytes: 4,
  cmd: ['stress'],
  files: [alpineFiles('3.10.9')],
  programs: [alpinePrograms, { '/usr/local/bin/stress': stressProgram }],
})
export const stress = repository('docker.io/polinux/stress', { versions: ['1.0.4'] }, stressContent)
export const stressNg = repository(
  'docker.io/alexeiled/stress-ng',
  { versions: ['0.12.05'], names: { latest: '0.12.05', 'latest-ubuntu': '0.12.05' } },
  () => ({ ...stressContent(), entrypoint: ['/stress-ng'], cmd: [], programs: [{ '/stress-ng': stressProgram }] }),
)
export const vishStress = repository('docker.io/vish/stress', { versions: ['latest'] }, () => ({
  ...stressContent(),
  entrypoint: ['/stress'],
  cmd: [],
  programs: [{ '/stress': stressProgram }],
}))

export const netshoot = repository(
  'docker.io/nicolaka/netshoot',
  { versions: ['0.14', '0.13', '0.12', '0.11', '0.9', '0.8', '0.7', '0.1'], prefix: 'v' },
  () => ({
    megabytes: 190,
    cmd: ['bash'],
    files: [alpineFiles('3.22.2')],
    programs: [alpinePrograms, bashPrograms, extraPrograms],
  }),
)

export const alpineCurl = repository('docker.io/alpine/curl', { versions: ['8.14.1', '8.12.1', '8.9.1', '8.8.0'] }, () => ({
  megabytes: 7,
  entrypoint: ['/usr/bin/curl'],
  files: [alpineFiles('3.22.2')],
  programs: [alpinePrograms, withCurl],
}))
export const radialCurl = repository(
  'docker.io/radial/busyboxplus',
  { versions: ['latest'], names: { curl: 'latest', git: 'latest' } },
  () => ({ megabytes: 4, cmd: ['/bin/sh'], files: [alpineFiles('3.10.9')], programs: [alpinePrograms, withCurl] }),
)
export const appropriateCurl = repository(
  'docker.io/appropriate/curl',
  { versions: ['latest'], names: { edge: 'latest' } },
  () => ({ megabytes: 3, entrypoint: ['/usr/bin/curl'], files: [alpineFiles('3.10.9')], programs: [alpinePrograms, withCurl] }),
)

const dnsutilsOf = (name: string) =>
  repository(name, { versions: ['1.7', '1.6', '1.5', '1.4', '1.3'], names: { latest: null } }, () => ({
    megabytes: 110,
    files: [alpineFiles('3.12.12')],
    programs: [alpinePrograms, extraPrograms],
    cmd: ['sleep', '3600'],
  }))
export const dnsutils = dnsutilsOf('registry.k8s.io/e2e-test-images/jessie-dnsutils')
export const dnsutilsOld = dnsutilsOf('gcr.io/kubernetes-e2e-test-images/dnsutils')
