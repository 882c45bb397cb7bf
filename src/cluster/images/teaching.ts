/** podarium/…: images made to go wrong, for lessons. */
import type { Program } from '../machine/program.ts'
import { exits, leaks, neverReady, startsSlowly } from '../programs/teaching.ts'
import { busyboxFiles } from './base-files.ts'
import { type Repository, repository } from './repository.ts'
import { busyboxPrograms } from './userlands.ts'

function image(program: Program, ports: readonly number[]): Repository {
  const path = `/bin/${program.name}`
  return repository(`docker.io/podarium/${program.name}`, { versions: ['2.0', '1.0'] }, () => ({
    megabytes: 3,
    entrypoint: [path],
    ports,
    files: [busyboxFiles],
    programs: [busyboxPrograms, { [path]: program }],
  }))
}

export const teaching: readonly Repository[] = [
  image(exits, []),
  image(leaks, []),
  image(startsSlowly, [8080]),
  image(neverReady, [8080]),
]
