import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'
import { formatPrintf } from './printf-format.ts'
import { Output } from './streams.ts'

export const seq = define({
  name: 'seq',
  summary: 'Print numbers from FIRST to LAST, in steps of INC.\nFIRST, INC default to 1.',
  usage: '[-w] [-s SEP] [FIRST [INC]] LAST',
  *run(process, args) {
    const flags: string[] = []
    const rest = [...args]
    // Negative numbers are operands, not options.
    while (rest[0]?.startsWith('-') && !/^-[.\d]/.test(rest[0])) {
      const flag = String(rest.shift())
      flags.push(flag)
      if (/^-[sf]$/.test(flag)) flags.push(String(rest.shift() ?? ''))
    }
    const options = parseOptions(flags, 'ws:f:', { 'equal-width': 'w', 'separator=': 's', 'format=': 'f' })
    if (rest.length === 0 || rest.length > 3)
      throw new UsageError(isBusybox(process) ? '' : rest.length === 0 ? 'missing operand' : `extra operand '${rest[3]}'`)
    const numbers = rest.map((text) => {
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text))
        throw new Failure(isBusybox(process) ? `invalid number '${text}'` : `invalid floating point argument: '${text}'`)
      return Number(text)
    })
    const first = numbers.length > 1 ? Number(numbers[0]) : 1
    const step = numbers.length > 2 ? Number(numbers[1]) : 1
    const last = Number(numbers.at(-1))
    if (step === 0) throw new Failure(isBusybox(process) ? "invalid number '0'" : "invalid Zero increment value: '0'")
    const decimals = Math.max(...rest.slice(0, Math.max(1, rest.length - 1)).map((text) => text.split('.')[1]?.length ?? 0))
    const width = options.has('w') ? Math.max(first.toFixed(decimals).length, last.toFixed(decimals).length) : 0
    const format = options.value('f')
    const separator = options.value('s') ?? '\n'
    const output = new Output(process)
    const count = Math.floor((last - first) / step + 1e-10)
    for (let i = 0; i <= count; i++) {
      const value = first + i * step
      const plain = value.toFixed(decimals)
      const padded = plain.startsWith('-') ? `-${plain.slice(1).padStart(width - 1, '0')}` : plain.padStart(width, '0')
      const text = format === undefined ? padded : formatPrintf(format, [String(value)], Number).text
      yield* output.write(i === 0 ? text : separator + text)
      if (i % 1000 === 999) yield* output.flush()
    }
    if (count >= 0) yield* output.write('\n')
    yield* output.flush()
    return 0
  },
})
