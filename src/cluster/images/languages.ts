/** python, node, golang, openjdk, ruby, php: images people use as a base or for one-liners. */
import { interpreter } from '../programs/interpreters.ts'
import { alpineFiles, debianFiles } from './base-files.ts'
import { type Repository, repository } from './repository.ts'
import { alpinePrograms, debianPrograms } from './userlands.ts'
import type { TagScheme } from './versions.ts'

const debianEndings = [
  '-slim',
  '-alpine',
  '-bookworm',
  '-slim-bookworm',
  '-bullseye',
  '-trixie',
  '-slim-trixie',
  '-slim-bullseye',
  '-buster',
  '-alpine3.22',
  '-alpine3.21',
]

interface Language {
  readonly name: string
  readonly programs: readonly string[]
  readonly title: string
  readonly cmd: readonly string[]
  readonly scheme: TagScheme
  readonly megabytes: number
  readonly slimMegabytes: number
  readonly evaluate?: string
  readonly folder?: string
}

function language({
  name,
  programs,
  title,
  cmd,
  scheme,
  megabytes,
  slimMegabytes,
  evaluate = '-c',
  folder = '/usr/local/bin',
}: Language): Repository {
  return repository(`docker.io/library/${name}`, scheme, ({ version, ending }) => {
    const alpine = ending.includes('alpine')
    return {
      megabytes: alpine || ending.includes('slim') ? slimMegabytes : megabytes,
      cmd,
      ...(name === 'node' ? { entrypoint: ['docker-entrypoint.sh'] } : {}),
      env: { [`${name.toUpperCase().replaceAll('-', '_')}_VERSION`]: version },
      ...(name === 'golang' ? { workingDir: '/go' } : {}),
      files: [
        alpine ? alpineFiles('3.22.2') : debianFiles('12'),
        name === 'golang' ? { '/go': { directory: true as const, mode: 0o1777 } } : {},
      ],
      programs: [
        alpine ? alpinePrograms : debianPrograms,
        Object.fromEntries(programs.map((each) => [`${folder}/${each}`, interpreter({ name: each, version, title, evaluate })])),
        name === 'node' ? { '/usr/local/bin/docker-entrypoint.sh': nodeEntrypoint } : {},
      ],
    }
  })
}

/** node's entrypoint: options and scripts go to node, programs run as they are. */
const nodeEntrypoint = {
  name: 'docker-entrypoint.sh',
  summary: 'Becomes its arguments, or node with them',
  run: (process: Parameters<ReturnType<typeof interpreter>['run']>[0], args: readonly string[]) =>
    process.exec(
      args[0] === undefined || args[0].startsWith('-') || process.which(args[0]) === undefined ? ['node', ...args] : args,
    ),
}

export const languages: readonly Repository[] = [
  language({
    name: 'python',
    programs: ['python3', 'python'],
    title: 'Python',
    cmd: ['python3'],
    scheme: {
      versions: ['3.14.0', '3.13.7', '3.12.11', '3.11.13', '3.10.18', '3.9.23', '3.8.20', '3.7.17', '3.6.15', '2.7.18'],
      endings: debianEndings,
    },
    megabytes: 395,
    slimMegabytes: 45,
  }),
  language({
    name: 'node',
    programs: ['node', 'nodejs'],
    title: 'node',
    cmd: ['node'],
    evaluate: '-e',
    scheme: {
      versions: ['24.9.0', '22.20.0', '20.19.5', '18.20.8', '16.20.2', '14.21.3', '12.22.12', '10.24.1'],
      endings: debianEndings,
      names: { lts: '22.20.0', current: '24.9.0' },
    },
    megabytes: 400,
    slimMegabytes: 56,
  }),
  language({
    name: 'golang',
    programs: ['go'],
    title: 'go version',
    cmd: ['bash'],
    folder: '/usr/local/go/bin',
    scheme: {
      versions: ['1.25.1', '1.24.7', '1.23.12', '1.22.12', '1.21.13', '1.20.14', '1.19.13', '1.18.10', '1.17.13', '1.16.15'],
      endings: debianEndings,
    },
    megabytes: 300,
    slimMegabytes: 75,
  }),
  language({
    name: 'ruby',
    programs: ['ruby', 'irb'],
    title: 'ruby',
    cmd: ['irb'],
    evaluate: '-e',
    scheme: { versions: ['3.4.6', '3.3.9', '3.2.9', '2.7.8'], endings: debianEndings },
    megabytes: 390,
    slimMegabytes: 70,
  }),
  language({
    name: 'perl',
    programs: ['perl'],
    title: 'perl',
    cmd: ['perl', '-de0'],
    evaluate: '-e',
    scheme: {
      versions: ['5.42.0', '5.40.3', '5.38.5', '5.36.3', '5.34.0', '5.34.3'],
      endings: [...debianEndings, '-slim-buster'],
    },
    megabytes: 360,
    slimMegabytes: 50,
  }),
  language({
    name: 'php',
    programs: ['php'],
    title: 'PHP',
    cmd: ['php', '-a'],
    evaluate: '-r',
    scheme: {
      versions: ['8.4.13', '8.3.26', '8.2.29', '7.4.33'],
      endings: [...debianEndings, '-apache', '-fpm', '-cli', '-fpm-alpine'],
    },
    megabytes: 180,
    slimMegabytes: 35,
  }),
  language({
    name: 'openjdk',
    programs: ['java', 'jshell'],
    title: 'openjdk',
    cmd: ['jshell'],
    scheme: {
      versions: ['21', '17.0.2', '11.0.16', '8'],
      endings: ['-jdk', '-jre', '-slim', '-jdk-slim', '-jre-slim', '-alpine', '-jdk-alpine', '-jre-alpine'],
    },
    megabytes: 240,
    slimMegabytes: 220,
  }),
  language({
    name: 'eclipse-temurin',
    programs: ['java', 'jshell'],
    title: 'openjdk',
    cmd: ['jshell'],
    scheme: { versions: ['25', '21', '17', '11', '8'], endings: ['-jdk', '-jre', '-jre-alpine', '-jdk-alpine'] },
    megabytes: 210,
    slimMegabytes: 90,
  }),
]
