import { decode, encode } from '../machine/bytes.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'
import { inRanges, parseRanges } from './ranges.ts'
import { eachInput, Lines, Output } from './streams.ts'

export const cut = define({
  name: 'cut',
  summary: 'Print selected fields from FILEs to stdout',
  usage: '{-b|c LIST | -f LIST [-d SEP] [-s]} [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'b:c:f:d:snO:', {
      'bytes=': 'b',
      'characters=': 'c',
      'fields=': 'f',
      'delimiter=': 'd',
      'only-delimited': 's',
      'output-delimiter=': 'O',
      complement: 'complement',
    })
    const list = options.value('b') ?? options.value('c') ?? options.value('f')
    if (list === undefined)
      throw new UsageError(
        isBusybox(process)
          ? 'expected a list of bytes, characters, or fields'
          : 'you must specify a list of bytes, characters, or fields',
      )
    const ranges = parseRanges(list)
    if (!ranges) throw new Failure(isBusybox(process) ? `invalid number '${list}'` : `invalid field value '${list}'`)
    const delimiter = options.value('d') ?? '\t'
    if (delimiter.length > 1) throw new Failure(isBusybox(process) ? 'bad delimiter' : 'the delimiter must be a single character')
    const between = options.value('O') ?? delimiter
    const complement = options.has('complement')
    const chosen = (position: number) => inRanges(ranges, position) !== complement
    const output = new Output(process)
    const code = yield* eachInput(process, 'cut', options.operands, function* (fd) {
      const lines = new Lines(process, fd, output)
      for (;;) {
        const line = yield* lines.next()
        if (line === undefined) break
        if (options.has('f')) {
          if (!line.includes(delimiter)) {
            if (!options.has('s')) yield* output.write(`${line}\n`)
            continue
          }
          yield* output.write(
            `${line
              .split(delimiter)
              .filter((_, i) => chosen(i + 1))
              .join(between)}\n`,
          )
        } else if (options.has('c'))
          yield* output.write(`${encode([...decode(line)].filter((_, i) => chosen(i + 1)).join(''))}\n`)
        else yield* output.write(`${[...line].filter((_, i) => chosen(i + 1)).join('')}\n`)
      }
    })
    yield* output.flush()
    return code
  },
})
