import { define, parseOptions } from './options.ts'

export const tty = define({
  name: 'tty',
  summary: "Print file name of stdin's terminal",
  usage: '[-s]',
  *run(process, args) {
    const options = parseOptions(args, 's', { silent: 's', quiet: 's' })
    const is = process.isTerminal(0)
    if (!options.has('s')) yield* process.print(is ? '/dev/pts/0\n' : 'not a tty\n')
    return is ? 0 : 1
  },
})

export const stty = define({
  name: 'stty',
  summary: 'Without arguments, prints baud rate, line discipline, and deviations from stty sane',
  usage: '[-a|g] [-F DEVICE] [SETTING]...',
  simplified: 'settings have no effect; size tells the terminal',
  *run(process, args) {
    if (!process.isTerminal(0)) {
      yield* process.printError('stty: standard input: Inappropriate ioctl for device\n')
      return 1
    }
    const size = process.terminalSize(0)
    if (args[0] === 'size') yield* process.print(`${size?.rows ?? 24} ${size?.columns ?? 80}\n`)
    else if (args.length === 0 || args[0] === '-a')
      yield* process.print(`speed 38400 baud; rows ${size?.rows ?? 24}; columns ${size?.columns ?? 80};\n`)
    return 0
  },
})
