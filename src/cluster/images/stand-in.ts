import { standIn } from '../programs/stand-in.ts'
import { busyboxFiles } from './base-files.ts'
import type { Image } from './image.ts'
import { makeImage } from './repository.ts'
import { busyboxPrograms } from './userlands.ts'

const programs = { ...busyboxPrograms, '/podarium-stand-in': standIn }

/** An image for a name that nobody here knows. */
export function standInImage(repository: string, tag: string): Image {
  return makeImage(repository, tag, {
    megabytes: 28,
    entrypoint: ['/podarium-stand-in'],
    files: [busyboxFiles],
    programs: [programs],
    standIn: `The simulator does not know the image ${repository}. A stand-in runs instead: it stays up and answers on the ports that the container declares, and has busybox's tools.`,
  })
}
