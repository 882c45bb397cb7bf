import { byteCount, define, Failure } from './options.ts'

export const dd = define({
  name: 'dd',
  summary: 'Copy a file with converting and formatting',
  usage: '[if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=notrunc|noerror|sync|fsync] [status=noxfer|none]',
  *run(process, args) {
    const settings = new Map<string, string>()
    for (const arg of args) {
      const match = /^(if|of|bs|ibs|obs|count|skip|seek|conv|iflag|oflag|status)=(.*)$/s.exec(arg)
      if (!match) throw new Failure(`unrecognized operand '${arg}'`)
      settings.set(String(match[1]), String(match[2]))
    }
    const size = byteCount(settings.get('bs') ?? settings.get('ibs') ?? '512')
    const inBytes = settings.get('iflag')?.includes('count_bytes')
    const count = settings.has('count') ? byteCount(String(settings.get('count'))) : Number.POSITIVE_INFINITY
    const limit = inBytes ? count : count * size
    const conversions = settings.get('conv')?.split(',') ?? []
    const from = settings.get('if')
    const to = settings.get('of')
    const input = from === undefined ? 0 : process.open(from, { read: true })
    const output =
      to === undefined
        ? 1
        : process.open(to, { write: true, create: true, truncate: !conversions.includes('notrunc') && !settings.has('seek') })
    const started = process.now
    // dd holds one block in memory: a huge bs is a way to meet the OOM killer.
    if (size > 1 << 20) process.setMemory(1_000_000 + size)
    let skip = byteCount(settings.get('skip') ?? '0') * size
    while (skip > 0) {
      const part = yield* process.read(input, Math.min(skip, 1 << 20))
      if (part === '') break
      skip -= part.length
    }
    if (settings.has('seek') && to !== undefined) process.seek(output, byteCount(String(settings.get('seek'))) * size, 'start')
    let full = 0
    let partial = 0
    let bytes = 0
    let failure: unknown
    try {
      while (bytes < limit) {
        let block = ''
        const wanted = Math.min(size, limit - bytes)
        while (block.length < wanted) {
          const part = yield* process.read(input, Math.min(wanted - block.length, 1 << 20))
          if (part === '') break
          block += part
          // A pipe gives what it has; only files are read to the full block.
          if (from === undefined && !settings.get('iflag')?.includes('fullblock')) break
        }
        if (block === '') break
        if (conversions.includes('ucase')) block = block.toUpperCase()
        if (conversions.includes('lcase')) block = block.toLowerCase()
        yield* process.write(output, block)
        bytes += block.length
        if (block.length === size) full++
        else partial++
      }
    } catch (error) {
      failure = error
    }
    const seconds = Math.max(0.0001, (process.now - started) / 1000)
    if (settings.get('status') !== 'none') {
      const speed = bytes / seconds
      const shown = (value: number) =>
        value >= 1 << 30
          ? `${(value / (1 << 30)).toFixed(1)}GB`
          : value >= 1 << 20
            ? `${(value / (1 << 20)).toFixed(1)}MB`
            : value >= 1024
              ? `${(value / 1024).toFixed(1)}KB`
              : `${value} bytes`
      yield* process.printError(`${full}+${partial} records in\n${full}+${partial} records out\n`)
      if (settings.get('status') !== 'noxfer')
        yield* process.printError(
          `${bytes} bytes (${shown(bytes)}) copied, ${seconds.toFixed(6)} seconds, ${shown(Math.round(speed))}/s\n`,
        )
    }
    if (failure !== undefined) throw failure
    return 0
  },
})
