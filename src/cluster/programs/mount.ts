import type { MountInfo, Process } from '../machine/program.ts'
import { define, Failure, parseOptions } from './options.ts'

/** Options as /proc/mounts has them. */
export function mountOptions(mount: MountInfo): string {
  const size = mount.type === 'tmpfs' && mount.sizeBytes !== undefined ? `,size=${Math.round(mount.sizeBytes / 1024)}k` : ''
  return `${mount.readOnly ? 'ro' : 'rw'},relatime${size}${mount.type === 'tmpfs' ? ',noswap' : ''}`
}

export function mountLine(mount: MountInfo): string {
  return `${mount.source} on ${mount.target} type ${mount.type} (${mountOptions(mount)})\n`
}

export const mount = define({
  name: 'mount',
  summary: 'Mount a filesystem. Filesystem autodetection requires /proc.',
  usage: '[OPTIONS] [-o OPT] DEVICE NODE',
  simplified: 'it shows what is mounted; mounting needs a privileged container and is refused',
  *run(process: Process, args) {
    const options = parseOptions(args, 'arwfnt:o:O:v', { bind: 'bind', rbind: 'bind' })
    if (options.operands.length === 0) {
      const type = options.value('t')
      yield* process.print(
        process
          .mounts()
          .filter((each) => type === undefined || each.type === type)
          .map(mountLine)
          .join(''),
      )
      return 0
    }
    const [source, target] = options.operands
    throw new Failure(
      process.uid === 0
        ? `permission denied (are you root?)`
        : `mounting ${source} on ${target ?? ''} failed: Operation not permitted`,
    )
  },
})
