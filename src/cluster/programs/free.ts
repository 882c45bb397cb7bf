import { memoryInfo } from './memory-info.ts'
import { define, isBusybox, parseOptions } from './options.ts'
import { humanSize } from './sizes.ts'

export const free = define({
  name: 'free',
  summary: 'Display free and used memory',
  usage: '[-bkmgh]',
  *run(process, args) {
    const options = parseOptions(args, 'bkmghtw', { human: 'h', mebi: 'm', gibi: 'g', bytes: 'b' })
    const info = memoryInfo(process)
    const unit = options.has('b') ? 1 : options.has('m') ? 1 << 20 : options.has('g') ? 1 << 30 : 1024
    const shown = (bytes: number) => (options.has('h') ? humanSize(bytes, isBusybox(process)) : String(Math.floor(bytes / unit)))
    const cells = (values: readonly number[]) => values.map((value) => shown(value).padStart(12)).join('')
    const available = info.free + info.cached
    yield* process.print(
      `              total        used        free      shared  buff/cache   available\nMem:   ${cells([info.total, info.used, info.free, 0, info.cached, available])}\nSwap:  ${cells([0, 0, 0])}\n`,
    )
    return 0
  },
})
