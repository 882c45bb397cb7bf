import { fromBase64, toBase64 } from './base64.ts'
import { md5, sha1 } from './hash/md5-sha1.ts'
import { sha256, sha512 } from './hash/sha2.ts'
import { define, Failure } from './options.ts'
import { readInput } from './streams.ts'

const digests: Readonly<Record<string, (bytes: string) => string>> = { md5, sha1, sha256, sha512 }

export const openssl = define({
  name: 'openssl',
  summary: 'Cryptography toolkit',
  usage: 'rand|base64|dgst|enc|version …',
  simplified:
    'rand, base64 and digests alone: no keys, certificates or connections; rand draws from the seeded stream of the machine',
  *run(process, args) {
    const [command, ...rest] = args
    const value = (name: string) => {
      const at = rest.indexOf(name)
      return at < 0 ? undefined : rest[at + 1]
    }
    const file = rest.find((arg, i) => !arg.startsWith('-') && !/^-(in|out)$/.test(rest[i - 1] ?? ''))
    if (command === 'version') yield* process.print('OpenSSL 3.5.4 30 Sep 2025 (simulated)\n')
    else if (command === 'rand') {
      const count = Number(rest.find((arg) => /^\d+$/.test(arg)) ?? 0)
      let bytes = ''
      for (let i = 0; i < count; i++) bytes += String.fromCharCode(Math.floor(process.random() * 256))
      const text = rest.includes('-hex')
        ? `${[...bytes].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')}\n`
        : rest.includes('-base64')
          ? `${toBase64(bytes).replace(/(.{64})(?=.)/g, '$1\n')}\n`
          : bytes
      const target = value('-out')
      if (target === undefined) yield* process.print(text)
      else process.writeFile(target, text)
    } else if (command === 'base64' || (command === 'enc' && rest.some((arg) => /^-(base64|a)$/.test(arg)))) {
      const input = yield* readInput(process, value('-in') ?? '-')
      if (rest.includes('-d')) {
        const decoded = fromBase64(input)
        if (decoded === undefined) throw new Failure('error reading input file')
        yield* process.print(decoded)
      } else yield* process.print(rest.includes('-A') ? toBase64(input) : `${toBase64(input).replace(/(.{64})(?=.)/g, '$1\n')}\n`)
    } else if (command === 'dgst' || digests[command ?? '']) {
      const name =
        command === 'dgst' ? (rest.map((arg) => arg.replace(/^-/, '')).find((arg) => digests[arg]) ?? 'sha256') : String(command)
      const input = yield* readInput(process, file ?? '-')
      yield* process.print(
        `${name.toUpperCase().replace('SHA', 'SHA2-').replace('SHA2-1', 'SHA1')}(${file ?? 'stdin'})= ${digests[name]?.(input)}\n`,
      )
    } else throw new Failure(`the simulated openssl cannot do '${command ?? ''}': rand, base64 and dgst are there`)
    return 0
  },
})
