import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createCluster } from './podarium.ts'

const usage = `Usage:
  podarium run SCRIPT [--workers N] [--seed N]              runs a shell script on the laptop of a new cluster
  podarium apply -f FILE [--for 60s] [--workers N] [--seed N]  applies a manifest, lets time pass, shows the Pods
FILE and SCRIPT may be - for standard input. A duration is like 90s, 5m or 1h30m, in virtual time.
`

/** `1h30m` → ms, as Go's time.ParseDuration for the units h, m, s, ms; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined
  let ms = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)) ms += Number(amount) * (units[String(unit)] ?? 0)
  return ms
}

const read = (path: string) => readFileSync(path === '-' ? 0 : path, 'utf8')

function fail(message: string): number {
  process.stderr.write(`podarium: ${message}\n${usage}`)
  return 2
}

/** The command line; returns its exit code. */
export function main(argv: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      file: { type: 'string', short: 'f' },
      for: { type: 'string', default: '60s' },
      workers: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [command, script] = positionals
  if (values.help || command === undefined) {
    process.stdout.write(usage)
    return values.help ? 0 : 2
  }
  const workers = Number(values.workers)
  const seed = Number(values.seed)
  if (!Number.isInteger(workers) || workers < 0 || workers > 100)
    return fail(`--workers is a number from 0 to 100, not ${values.workers}`)
  if (!Number.isInteger(seed)) return fail(`--seed is a whole number, not ${values.seed}`)
  const options = { workers, seed, startTime: Date.now() }
  const print = (result: { stdout: string; stderr: string; exitCode: number }) => {
    process.stdout.write(result.stdout)
    process.stderr.write(result.stderr)
    return result.exitCode
  }
  if (command === 'run') {
    if (!script) return fail('run needs a script')
    const cluster = createCluster(options)
    cluster.files.write('session.sh', read(script))
    return print(cluster.terminal.run('sh session.sh', { timeoutMs: 24 * 3_600_000 }))
  }
  if (command === 'apply') {
    if (!values.file) return fail('apply needs -f')
    const ms = parseDuration(values.for)
    if (ms === undefined) return fail(`--for is a duration such as 60s, not ${values.for}`)
    const cluster = createCluster(options)
    const exitCode = print(cluster.apply(read(values.file)))
    cluster.advance(ms)
    print(cluster.terminal.run('kubectl get pods -A -o wide --field-selector metadata.namespace!=kube-system'))
    return exitCode
  }
  return fail(`there is no command ${command}`)
}
