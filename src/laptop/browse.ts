import { decode, encode } from '../cluster/machine/bytes.ts'
import type { StartOptions } from '../cluster/machine/machine.ts'
import type { Bytes } from '../cluster/machine/program.ts'

/** What came back for one GET. */
export interface BrowserAnswer {
  readonly url: string
  /** `HTTP/1.1 200 OK`; absent where no answer came. */
  readonly statusLine?: string | undefined
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  readonly bytes: number
  /** Why there is no answer, in curl's words. */
  readonly error?: string | undefined
}

const agent = 'Mozilla/5.0 (X11; Linux x86_64) Podarium/1.0'
const accept = 'Accept: text/html,application/xhtml+xml,*/*;q=0.8'
const timeoutSeconds = '30'

/** The parts of an answer as `curl -i` prints it. */
export function readAnswer(url: string, output: Bytes): BrowserAnswer {
  const end = output.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = output.slice(0, Math.max(0, end)).split('\r\n')
  const body = output.slice(end < 0 ? 0 : end + 4)
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), decode(line.slice(colon + 1).trim())] as const
  })
  return { url, statusLine: decode(statusLine), headers, body: decode(body), bytes: body.length }
}

/**
 * A browser's GET: a process on the laptop, with its own connection, as any other. The browser is curl underneath;
 * what it fetches is one document, without the pictures and styles that it names.
 */
export function browse(
  start: (how: Pick<StartOptions, 'argv' | 'stdout' | 'stderr' | 'onExit'>) => void,
  url: string,
  done: (answer: BrowserAnswer) => void,
): void {
  let output = ''
  let errors = ''
  start({
    argv: ['curl', '-sSi', '--max-time', timeoutSeconds, '-A', agent, '-H', accept, '--', encode(url)],
    stdout: (data) => {
      output += data
    },
    stderr: (data) => {
      errors += data
    },
    onExit: ({ code }) => {
      if (code === 0) done(readAnswer(url, output))
      else done({ url, headers: [], body: '', bytes: 0, error: decode(errors).trim() || 'the browser was stopped' })
    },
  })
}
