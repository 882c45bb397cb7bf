import { decode, encode } from '../cluster/machine/bytes.ts'
import { Errno, type Process, type Run } from '../cluster/machine/program.ts'
import type { Command } from './command.ts'
import type { Connection } from './connection.ts'
import type { Discovery } from './discovery.ts'
import { KubectlError, UsageError } from './errors.ts'
import { type FlagValues, parseDuration } from './flags.ts'
import type { Kubeconfig } from './kubeconfig.ts'

/** Plans a call after virtual milliseconds; returns the end of the plan. */
export type After = (ms: number, run: () => void) => () => void

/** Everything one run of a command works with. */
export class Invocation {
  constructor(
    readonly process: Process,
    readonly command: Command,
    /** `kubectl rollout status` */
    readonly path: string,
    readonly flags: FlagValues,
    readonly args: readonly string[],
    /** How many arguments stand before `--`. */
    readonly beforeDash: number | undefined,
    readonly connection: Connection,
    readonly discovery: Discovery,
    readonly kubeconfig: Kubeconfig,
    readonly after: After,
    readonly root: Command,
  ) {}

  /** Milliseconds since the epoch. */
  get now(): number {
    return this.process.now
  }

  /** The namespace of `-n`, or of the context, or `default`. */
  get namespace(): string {
    return this.flags.string('namespace') || this.kubeconfig.namespace(this.flags.string('context')) || 'default'
  }

  /** Whether `-n` was given, so that manifests must agree with it. */
  get namespaceGiven(): boolean {
    return this.flags.changed('namespace')
  }

  get allNamespaces(): boolean {
    return this.flags.bool('all-namespaces')
  }

  *out(text: string): Run<void> {
    if (text === '') return
    yield* this.notes()
    yield* this.process.write(1, encode(text))
  }

  *err(text: string): Run<void> {
    yield* this.notes()
    if (text !== '') yield* this.process.write(2, encode(text))
  }

  /** Warnings of the server and the request log, which go to stderr as they come. */
  *notes(): Run<void> {
    const { notes } = this.connection
    if (notes.length === 0) return
    const text = notes.splice(0).join('')
    yield* this.process.write(2, encode(text))
  }

  /** Everything on stdin, to its end. */
  *stdin(): Run<string> {
    let bytes = ''
    for (;;) {
      const chunk = yield* this.process.read(0)
      if (chunk === '') return decode(bytes)
      bytes += chunk
    }
  }

  /** A file's text; refuses as Go's os.Open does. */
  readFile(path: string): string {
    try {
      return decode(this.process.readFile(path))
    } catch (error) {
      if (error instanceof Errno) throw new KubectlError(`open ${path}: ${error.text.toLowerCase()}`)
      throw error
    }
  }

  usage(message: string): UsageError {
    return new UsageError(message)
  }

  /** `--request-timeout` in ms; undefined for none. */
  get requestTimeout(): number | undefined {
    const text = this.flags.string('request-timeout')
    if (text === '0' || text === '') return undefined
    const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseDuration(text)
    if (ms === undefined)
      throw new KubectlError(
        `Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
      )
    return ms === 0 ? undefined : ms
  }
}
