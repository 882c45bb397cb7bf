import type { Program } from '../machine/program.ts'
import { md5, sha1 } from './hash/md5-sha1.ts'
import { sha256, sha512 } from './hash/sha2.ts'
import { define, parseOptions } from './options.ts'
import { eachInput, readAll, readInput } from './streams.ts'

/** md5sum and its kin: print, or with -c check. */
function program(name: string, digest: (bytes: string) => string): Program {
  return define({
    name,
    usage: '[-c[sw]] [FILE]...',
    summary: `Print or check ${name.replace('sum', '').toUpperCase()} checksums`,
    *run(process, args) {
      const options = parseOptions(args, 'cswbt', { check: 'c', status: 's', quiet: 'q' })
      if (!options.has('c')) {
        return yield* eachInput(process, name, options.operands, function* (fd, path) {
          yield* process.print(`${digest(yield* readAll(process, fd))}  ${path}\n`)
        })
      }
      let failed = 0
      for (const list of options.operands.length === 0 ? ['-'] : options.operands) {
        for (const line of (yield* readInput(process, list)).split('\n')) {
          const match = /^([0-9a-f]+) [ *](.+)$/.exec(line)
          if (!match) continue
          const path = String(match[2])
          const good = process.exists(path) && digest(yield* readInput(process, path)) === match[1]
          if (!good) failed++
          if (!options.has('s') && !(good && options.has('q'))) yield* process.print(`${path}: ${good ? 'OK' : 'FAILED'}\n`)
        }
      }
      if (failed > 0 && !options.has('s'))
        yield* process.printError(`${name}: WARNING: ${failed} of ${failed} computed checksums did NOT match\n`)
      return failed > 0 ? 1 : 0
    },
  })
}

export const md5sum = program('md5sum', md5)
export const sha1sum = program('sha1sum', sha1)
export const sha256sum = program('sha256sum', sha256)
export const sha512sum = program('sha512sum', sha512)
