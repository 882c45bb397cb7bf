import { define, Failure, parseOptions } from './options.ts'

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export const mktemp = define({
  name: 'mktemp',
  summary: 'Create a temporary file with name based on TEMPLATE and print its name',
  usage: '[-dt] [-p DIR] [TEMPLATE]',
  *run(process, args) {
    const options = parseOptions(args, 'dtp:uq', { directory: 'd', 'tmpdir=': 'p', 'dry-run': 'u', quiet: 'q' })
    const [given] = options.operands
    const template = given ?? 'tmp.XXXXXX'
    const run = /X{3,}(?=[^X/]*$)/.exec(template)
    if (!run) throw new Failure(process.exists('/bin/busybox') ? 'Invalid argument' : `too few X's in template '${template}'`)
    const folder = options.value('p') ?? process.env.get('TMPDIR') ?? '/tmp'
    for (let attempt = 0; ; attempt++) {
      const random = run[0].replace(/X/g, () => letters.charAt(Math.floor(process.random() * letters.length)))
      const name = template.slice(0, run.index) + random + template.slice(run.index + run[0].length)
      const path = given !== undefined && !options.has('t') && !options.has('p') ? name : `${folder}/${name}`
      if (process.exists(path) && attempt < 100) continue
      if (!options.has('u')) {
        if (options.has('d')) process.mkdir(path, 0o700)
        else process.close(process.open(path, { write: true, create: true, exclusive: true, mode: 0o600 }))
      }
      yield* process.print(`${path}\n`)
      return 0
    }
  },
})
