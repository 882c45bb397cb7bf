import { Errno, type Process, type Run } from '../machine/program.ts'
import { CompressionError, gunzipBytes, gzipBytes } from './compression/inflate.ts'
import { define, parseOptions } from './options.ts'
import { readInput } from './streams.ts'

function* one(
  process: Process,
  name: string,
  path: string,
  unpack: boolean,
  toStdout: boolean,
  keep: boolean,
  force: boolean,
): Run<number> {
  try {
    const input = yield* readInput(process, path)
    const output = unpack ? gunzipBytes(input) : gzipBytes(input)
    if (path === '-' || toStdout) {
      yield* process.print(output)
      return 0
    }
    if (unpack && !/\.(gz|tgz)$/.test(path)) {
      yield* process.printError(`${name}: ${path}: unknown suffix - ignored\n`)
      return 1
    }
    const target = unpack ? path.replace(/\.gz$/, '').replace(/\.tgz$/, '.tar') : `${path}.gz`
    if (process.exists(target) && !force) {
      yield* process.printError(`${name}: can't open '${target}': File exists\n`)
      return 1
    }
    process.writeFile(target, output, { mode: process.stat(path).mode & 0o777 })
    if (!keep) process.unlink(path)
    return 0
  } catch (error) {
    if (error instanceof CompressionError) yield* process.printError(`${name}: ${error.message}\n`)
    else if (error instanceof Errno) yield* process.printError(`${name}: ${path}: ${error.text}\n`)
    else throw error
    return 1
  }
}

function program(name: string, unpack: boolean, toStdout: boolean) {
  return define({
    name,
    summary: unpack ? 'Decompress FILEs (or stdin)' : 'Compress FILEs (or stdin)',
    usage: '[-cfkdt123456789] [FILE]...',
    simplified: 'what it writes is valid gzip, but not smaller',
    *run(process, args) {
      const options = parseOptions(args, 'cfkdtqvn123456789', {
        stdout: 'c',
        'to-stdout': 'c',
        force: 'f',
        keep: 'k',
        decompress: 'd',
        fast: '1',
        best: '9',
      })
      let code = 0
      for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
        code = Math.max(
          code,
          yield* one(
            process,
            name,
            path,
            unpack || options.has('d'),
            toStdout || options.has('c'),
            options.has('k'),
            options.has('f'),
          ),
        )
      }
      return code
    },
  })
}

export const gzip = program('gzip', false, false)
export const gunzip = program('gunzip', true, false)
export const zcat = program('zcat', true, true)
