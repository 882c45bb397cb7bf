import { define, Failure, isBusybox, parseOptions } from './options.ts'
import { Output, readInput } from './streams.ts'

/** Bytes → base64, as RFC 4648. */
export function toBase64(bytes: string): string {
  return btoa(bytes)
}

/** Undefined for what is no base64. */
export function fromBase64(text: string): string | undefined {
  const clean = text.replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || clean.replace(/=+$/, '').length % 4 === 1) return undefined
  return atob(clean)
}

export const base64 = define({
  name: 'base64',
  summary: 'Base64 encode or decode FILE to standard output',
  usage: '[-d] [-w COL] [FILE]',
  *run(process, args) {
    const options = parseOptions(args, 'diDw:', { decode: 'd', 'wrap=': 'w', 'ignore-garbage': 'i' })
    const text = yield* readInput(process, options.operands[0] ?? '-')
    const output = new Output(process)
    if (options.has('d') || options.has('D')) {
      const clean = options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text
      const decoded = fromBase64(clean)
      if (decoded === undefined) {
        // What can be read before the first wrong letter still comes out.
        const good = /^[A-Za-z0-9+/\s]*/.exec(clean)?.[0].replace(/\s/g, '') ?? ''
        yield* output.write(fromBase64(good.slice(0, good.length - (good.length % 4))) ?? '')
        yield* output.flush()
        throw new Failure(isBusybox(process) ? 'truncated input' : 'invalid input')
      }
      yield* output.write(decoded)
    } else {
      const column = Number(options.value('w') ?? 76)
      const encoded = toBase64(text)
      if (column === 0) yield* output.write(encoded)
      else for (let i = 0; i < encoded.length; i += column) yield* output.write(`${encoded.slice(i, i + column)}\n`)
    }
    yield* output.flush()
    return 0
  },
})
