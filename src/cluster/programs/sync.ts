import { define } from './options.ts'

export const sync = define({
  name: 'sync',
  summary: 'Write all buffered blocks (in FILEs) to disk',
  usage: '[-df] [FILE]...',
  // biome-ignore lint/correctness/useYield: there is nothing to wait for
  *run() {
    return 0
  },
})
