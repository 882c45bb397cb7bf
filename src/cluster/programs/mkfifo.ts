import { define, parseOptions, UsageError } from './options.ts'

export const mkfifo = define({
  name: 'mkfifo',
  summary: 'Create named pipe',
  usage: '[-m MODE] NAME',
  // biome-ignore lint/correctness/useYield: it makes no call that waits
  *run(process, args) {
    const options = parseOptions(args, 'm:', { 'mode=': 'm' })
    if (options.operands.length === 0) throw new UsageError('')
    const mode = options.value('m')
    for (const path of options.operands) process.mkfifo(path, mode === undefined ? 0o666 : Number.parseInt(mode, 8))
    return 0
  },
})

export const mknod = define({
  name: 'mknod',
  summary: 'Create a special file (block, character, or pipe)',
  usage: '[-m MODE] NAME TYPE [MAJOR MINOR]',
  simplified: 'only pipes can be made; devices are refused as in an unprivileged container',
  *run(process, args) {
    const options = parseOptions(args, 'm:', { 'mode=': 'm' })
    const [path, type] = options.operands
    if (path === undefined || type === undefined) throw new UsageError('')
    if (type !== 'p') {
      yield* process.printError(`mknod: ${path}: Operation not permitted\n`)
      return 1
    }
    process.mkfifo(path)
    return 0
  },
})
