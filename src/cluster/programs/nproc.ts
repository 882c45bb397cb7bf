import { define } from './options.ts'

export const nproc = define({
  name: 'nproc',
  summary: 'Print number of available CPUs',
  usage: '[--all] [--ignore=N]',
  *run(process) {
    const file = '/proc/cpuinfo'
    const count = process.exists(file) ? (process.readFile(file).match(/^processor\s*:/gm)?.length ?? 0) : 0
    yield* process.print(`${count || 2}\n`)
    return 0
  },
})
