import { define, Failure, parseOptions, UsageError } from './options.ts'

export const umount = define({
  name: 'umount',
  summary: 'Unmount filesystems',
  usage: '[-rlfda] FILESYSTEM...',
  simplified: 'unmounting needs a privileged container and is refused',
  *run(process, args) {
    const options = parseOptions(args, 'rlfdan')
    const [target] = options.operands
    if (target === undefined) throw new UsageError('')
    const mounted = process.mounts().some((each) => each.target === target)
    throw new Failure(mounted ? `can't unmount ${target}: Operation not permitted` : `can't unmount ${target}: Invalid argument`)
  },
})
