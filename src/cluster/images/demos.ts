/** Small web applications that lessons use: http-echo, kuard, hello-app, podinfo, agnhost and the test images. */

import type { Program } from '../machine/program.ts'
import { agnhost as agnhostProgram, livenessServer, testWebserver as testWebserverProgram } from '../programs/agnhost.ts'
import { echoserver as echoserverProgram } from '../programs/echoserver.ts'
import { helloApp as helloAppProgram } from '../programs/hello-app.ts'
import { helloWorld as helloWorldProgram, nodeHello as nodeHelloProgram } from '../programs/hello-world.ts'
import { hpaExample as hpaExampleProgram } from '../programs/hpa-example.ts'
import { httpEcho as httpEchoProgram } from '../programs/http-echo.ts'
import { kuard as kuardProgram } from '../programs/kuard.ts'
import { nginx as nginxProgram } from '../programs/nginx.ts'
import { podinfo as podinfoProgram } from '../programs/podinfo.ts'
import { alpineFiles, bareFiles, debianFiles } from './base-files.ts'
import { nginx } from './nginx.ts'
import { type Repository, repository } from './repository.ts'
import { alpinePrograms, debianPrograms } from './userlands.ts'

const latestOnly = { versions: ['latest'] }

export const httpEcho = repository(
  'docker.io/hashicorp/http-echo',
  { versions: ['1.0.0', '0.2.3', '0.2.2', '0.2.1', '0.2.0', '0.1.2'], names: { alpine: '1.0.0' } },
  ({ version }) => ({
    megabytes: 3,
    entrypoint: ['/http-echo'],
    ports: [5678],
    user: version.startsWith('0') ? '' : '65532:65532',
    files: [bareFiles],
    programs: [{ '/http-echo': httpEchoProgram(version) }],
  }),
)

const kuardOf = (name: string) =>
  repository(
    name,
    {
      versions: ['v0.10.0', 'v0.9', 'v0.8'],
      names: {
        blue: 'v0.10.0',
        green: 'v0.10.0',
        purple: 'v0.10.0',
        '1': 'v0.10.0',
        '2': 'v0.10.0',
        '3': 'v0.10.0',
        v1: 'v0.10.0',
      },
    },
    ({ version }) => ({
      megabytes: 11.5,
      entrypoint: [],
      cmd: ['/kuard'],
      ports: [8080],
      user: 'nobody:nobody',
      files: [alpineFiles('3.8.5', undefined)],
      programs: [alpinePrograms, { '/kuard': kuardProgram(`${version}-blue`) }],
    }),
  )
export const kuard = kuardOf('gcr.io/kuar-demo/kuard-amd64')
export const kuardArm = kuardOf('gcr.io/kuar-demo/kuard-arm64')

const helloAppOf = (name: string) =>
  repository(
    name,
    { versions: ['2.0.0', '1.0.0'], names: { '1.0': '1.0.0', '2.0': '2.0.0', latest: '1.0.0' } },
    ({ version }) => ({
      megabytes: 12,
      cmd: ['./hello-app'],
      workingDir: '/',
      ports: [8080],
      files: [bareFiles],
      programs: [{ '/hello-app': helloAppProgram(version) }],
    }),
  )
export const helloApp = helloAppOf('gcr.io/google-samples/hello-app')
export const helloAppMirror = helloAppOf('us-docker.pkg.dev/google-samples/containers/gke/hello-app')

const podinfoOf = (name: string) =>
  repository(
    name,
    {
      versions: [
        '6.9.2',
        '6.8.0',
        '6.7.1',
        '6.6.3',
        '6.5.4',
        '6.4.1',
        '6.3.6',
        '6.2.3',
        '6.1.8',
        '6.0.4',
        '5.2.1',
        '5.1.4',
        '5.0.3',
        '4.0.6',
        '3.3.1',
      ],
    },
    ({ version }) => ({
      megabytes: 25,
      cmd: ['./podinfo'],
      workingDir: '/home/app',
      user: 'app',
      ports: [9898, 9797, 9999],
      files: [
        alpineFiles('3.22.2', 'app:x:100:101:Linux User,,,:/home/app:/sbin/nologin'),
        { '/home/app': { directory: true, uid: 100, gid: 101 } },
      ],
      programs: [alpinePrograms, { '/home/app/podinfo': podinfoProgram(version) }],
    }),
  )
export const podinfo = podinfoOf('docker.io/stefanprodan/podinfo')
export const podinfoGhcr = podinfoOf('ghcr.io/stefanprodan/podinfo')

const agnhostOf = (name: string) =>
  repository(
    name,
    {
      versions: [
        '2.57',
        '2.56',
        '2.55',
        '2.53',
        '2.52',
        '2.50',
        '2.47',
        '2.45',
        '2.43',
        '2.40',
        '2.39',
        '2.38',
        '2.36',
        '2.33',
        '2.32',
        '2.31',
        '2.28',
        '2.21',
        '2.12',
        '2.9',
        '2.8',
      ],
    },
    () => ({
      megabytes: 51,
      entrypoint: ['/agnhost'],
      cmd: ['pause'],
      files: [alpineFiles('3.12.12')],
      programs: [alpinePrograms, { '/agnhost': agnhostProgram }],
    }),
  )
export const agnhost = agnhostOf('registry.k8s.io/e2e-test-images/agnhost')
export const agnhostOld = agnhostOf('k8s.gcr.io/e2e-test-images/agnhost')

function single(
  name: string,
  scheme: Parameters<typeof repository>[1],
  path: string,
  program: Program,
  megabytes: number,
  port: number,
): Repository {
  return repository(name, scheme, () => ({
    megabytes,
    entrypoint: [path],
    ports: [port],
    files: [debianFiles('11')],
    programs: [debianPrograms, { [path]: program }],
  }))
}

export const testWebserver = single('registry.k8s.io/test-webserver', latestOnly, '/test-webserver', testWebserverProgram, 5, 80)
export const liveness = repository('registry.k8s.io/liveness', latestOnly, () => ({
  megabytes: 4,
  cmd: ['/server'],
  files: [bareFiles],
  programs: [{ '/server': livenessServer }],
}))
export const livenessOld = repository('k8s.gcr.io/liveness', latestOnly, () => ({
  megabytes: 4,
  cmd: ['/server'],
  files: [bareFiles],
  programs: [{ '/server': livenessServer }],
}))
export const hpaExample = single(
  'registry.k8s.io/hpa-example',
  latestOnly,
  '/usr/local/bin/apache2-foreground',
  hpaExampleProgram,
  180,
  80,
)
export const hpaExampleOld = single(
  'k8s.gcr.io/hpa-example',
  latestOnly,
  '/usr/local/bin/apache2-foreground',
  hpaExampleProgram,
  180,
  80,
)
export const echoserver = single(
  'registry.k8s.io/echoserver',
  { versions: ['1.10', '1.9', '1.8', '1.7', '1.5', '1.4', '1.3'], names: { latest: null } },
  '/usr/local/bin/run.sh',
  echoserverProgram,
  43,
  8080,
)
export const echoserverTest = single(
  'registry.k8s.io/e2e-test-images/echoserver',
  { versions: ['2.7', '2.5', '2.4', '2.3', '2.2'], names: { latest: null } },
  '/usr/local/bin/run.sh',
  echoserverProgram,
  43,
  8080,
)
export const echoserverKicbase = single(
  'docker.io/kicbase/echo-server',
  { versions: ['1.0'] },
  '/usr/local/bin/run.sh',
  echoserverProgram,
  5,
  8080,
)

/** Small nginx images of the Kubernetes project: nginx as in Docker's library, by another name. */
const slim = (name: string, versions: readonly string[], names: Readonly<Record<string, string | null>>) =>
  repository(name, { versions, names }, ({ version }) => {
    const base = nginx.image('1.21')
    if (!base) throw new Error('nginx 1.21 is missing')
    return {
      megabytes: 8,
      cmd: ['nginx', '-g', 'daemon off;'],
      ports: [80],
      files: [base.files],
      programs: [base.programs, { '/usr/sbin/nginx': nginxProgram(version === '0.8' ? '1.11.1' : '1.21.6') }],
    }
  })
export const nginxSlim = slim('registry.k8s.io/nginx-slim', ['0.27', '0.26', '0.25', '0.24', '0.21', '0.8', '0.7'], {
  latest: null,
})
export const nginxSlimOld = slim('k8s.gcr.io/nginx-slim', ['0.8', '0.7'], { latest: null })
export const testNginx = slim('registry.k8s.io/e2e-test-images/nginx', ['1.15-4', '1.14-4', '1.14-2'], { latest: null })
export const demoNginx = slim('docker.io/nginxdemos/hello', ['0.4', '0.3'], { 'plain-text': '0.4' })
export const unprivileged = repository(
  'docker.io/nginxinc/nginx-unprivileged',
  {
    versions: ['1.29.3', '1.28.0', '1.27.5', '1.26.3', '1.25.5', '1.24.0', '1.23.4'],
    endings: ['-alpine', '-alpine-slim', '-bookworm'],
    names: { stable: '1.28.0', mainline: '1.29.3' },
  },
  ({ version, ending }) => {
    const base = nginx.image(version + (ending.includes('alpine') ? '-alpine' : ''))
    if (!base) throw new Error(`nginx ${version} is missing`)
    const server = String(base.files['/etc/nginx/conf.d/default.conf'])
    const main = String(base.files['/etc/nginx/nginx.conf'])
    return {
      megabytes: 60,
      entrypoint: base.entrypoint,
      cmd: base.cmd,
      user: '101',
      ports: [8080],
      stopSignal: base.stopSignal,
      files: [
        base.files,
        {
          '/etc/nginx/conf.d/default.conf': { content: server.replace('listen       80;', 'listen       8080;'), uid: 101 },
          '/etc/nginx/nginx.conf': main.replace('user  nginx;\n', '').replace(/pid .*;/, 'pid        /tmp/nginx.pid;'),
          '/var/cache/nginx': { directory: true, uid: 101 },
          '/etc/nginx/conf.d': { directory: true, uid: 101 },
        },
      ],
      programs: [base.programs],
    }
  },
)

export const helloWorld = repository('docker.io/library/hello-world', { versions: ['linux'] }, () => ({
  megabytes: 0.01,
  cmd: ['/hello'],
  programs: [{ '/hello': helloWorldProgram }],
}))
export const nodeHello = repository(
  'gcr.io/google-samples/node-hello',
  { versions: ['2.0', '1.0'], names: { latest: null } },
  () => ({
    megabytes: 260,
    cmd: ['/server.js'],
    ports: [8080],
    files: [debianFiles('11')],
    programs: [debianPrograms, { '/server.js': nodeHelloProgram }],
  }),
)
export const echoserverOld = single(
  'k8s.gcr.io/echoserver',
  { versions: ['1.10', '1.9', '1.8', '1.4'], names: { latest: null } },
  '/usr/local/bin/run.sh',
  echoserverProgram,
  43,
  8080,
)
