import { define, Failure, parseOptions, UsageError } from './options.ts'
import { become } from './running.ts'

export const chroot = define({
  name: 'chroot',
  summary: 'Run PROG with root directory set to NEWROOT',
  usage: 'NEWROOT [PROG ARGS]',
  simplified: 'only the root directory itself can be the new root',
  *run(process, args) {
    const options = parseOptions(args, '', {}, { stopEarly: true })
    const [root, ...command] = options.operands
    if (root === undefined) throw new UsageError('')
    if (process.uid !== 0) throw new Failure(`can't change root directory to '${root}': Operation not permitted`)
    if (process.realpath(root) !== '/') throw new Failure(`can't change root directory to '${root}': this simulation cannot`)
    return yield* become(process, 'chroot', command.length === 0 ? ['sh', '-i'] : command)
  },
})
