import type { Process, Run } from '../machine/program.ts'
import { byteCount, define, Failure } from './options.ts'

interface Wanted {
  cpu: number
  vm: number
  vmBytes: number
  vmHangSeconds: number | undefined
  io: number
  hdd: number
  timeoutSeconds: number | undefined
  verbose: boolean
  quiet: boolean
}

function seconds(text: string): number {
  const match = /^(\d+)([smhdy]?)$/.exec(text)
  if (!match) throw new Failure(`unrecognized time: ${text}`)
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 }
  return Number(match[1]) * (units[match[2] || 's'] ?? 1)
}

/** The load generator of polinux/stress: workers that burn CPU or hold memory. */
export const stress = define({
  name: 'stress',
  summary: 'Imposes a configurable amount of CPU, memory, I/O or disk stress',
  simplified: 'I/O and disk workers only use CPU time',
  *run(process, args) {
    const wanted: Wanted = {
      cpu: 0,
      vm: 0,
      vmBytes: 256 << 20,
      vmHangSeconds: undefined,
      io: 0,
      hdd: 0,
      timeoutSeconds: undefined,
      verbose: false,
      quiet: false,
    }
    const say = function* (level: string, text: string): Run<void> {
      if (!wanted.quiet) yield* process.print(`stress: ${level}: [${process.pid}] ${text}\n`)
    }
    for (let i = 0; i < args.length; i++) {
      const [name = '', stuck] = String(args[i]).split(/=(.*)/s)
      const value = () => stuck ?? String(args[++i] ?? '')
      if (name === '-c' || name === '--cpu') wanted.cpu = Number(value())
      else if (name === '-m' || name === '--vm') wanted.vm = Number(value())
      else if (name === '--vm-bytes') wanted.vmBytes = byteCount(value())
      else if (name === '--vm-hang') wanted.vmHangSeconds = seconds(value())
      else if (name === '-i' || name === '--io') wanted.io = Number(value())
      else if (name === '-d' || name === '--hdd') wanted.hdd = Number(value())
      else if (name === '-t' || name === '--timeout') wanted.timeoutSeconds = seconds(value())
      else if (name === '--backoff' || name === '--vm-stride' || name === '--hdd-bytes') value()
      else if (name === '-v' || name === '--verbose') wanted.verbose = true
      else if (name === '-q' || name === '--quiet') wanted.quiet = true
      else if (name === '--vm-keep') continue
      else if (name === '--version') {
        yield* process.print('stress 1.0.4\n')
        return 0
      } else {
        yield* process.printError(`stress: FAIL: [${process.pid}] (244) unrecognized option: ${name}\n`)
        return 1
      }
    }
    if (wanted.cpu + wanted.vm + wanted.io + wanted.hdd === 0) {
      yield* process.print(
        "`stress' imposes certain types of compute stress on your system\n\nUsage: stress [OPTION [ARG]] ...\n -?, --help         show this help statement\n -t, --timeout N    timeout after N seconds\n -c, --cpu N        spawn N workers spinning on sqrt()\n -i, --io N         spawn N workers spinning on sync()\n -m, --vm N         spawn N workers spinning on malloc()/free()\n     --vm-bytes B   malloc B bytes per vm worker (default is 256MB)\n     --vm-hang N    sleep N secs before free (default none, 0 is inf)\n -d, --hdd N        spawn N workers spinning on write()/unlink()\n\nExample: stress --cpu 8 --io 4 --vm 2 --vm-bytes 128M --timeout 10s\n",
      )
      return 0
    }
    yield* say('info', `dispatching hogs: ${wanted.cpu} cpu, ${wanted.io} io, ${wanted.vm} vm, ${wanted.hdd} hdd`)
    const started = process.now
    const workers = new Set<number>()
    const begin = (body: (worker: Process) => Run<number>, count: number) => {
      for (let i = 0; i < count; i++) workers.add(process.spawn({ what: body }))
    }
    begin((worker) => burn(worker), wanted.cpu + wanted.io + wanted.hdd)
    begin((worker) => hold(worker, wanted), wanted.vm)
    if (wanted.timeoutSeconds !== undefined) {
      const ms = wanted.timeoutSeconds * 1000
      workers.add(process.spawn({ what: (child) => alarm(child, ms) }))
    }
    const alarmPid = wanted.timeoutSeconds === undefined ? undefined : [...workers].at(-1)
    let code = 0
    while (workers.size > 0) {
      const ended = yield* process.wait()
      if (!ended) continue
      workers.delete(ended.pid)
      if (ended.pid !== alarmPid) {
        const how =
          ended.signal === undefined
            ? `worker ${ended.pid} returned error ${ended.code}`
            : `worker ${ended.pid} got signal ${ended.signal === 'KILL' ? 9 : 15}`
        yield* say('FAIL', `(415) <-- ${how}`)
        yield* say('WARN', '(417) now reaping child worker processes')
        code = 1
      }
      for (const pid of workers) process.kill(pid, code === 0 ? 'TERM' : 'KILL')
      while (workers.size > 0) {
        const reaped = yield* process.wait()
        if (reaped) workers.delete(reaped.pid)
      }
    }
    const ran = Math.round((process.now - started) / 1000)
    if (code === 0) yield* say('info', `successful run completed in ${ran}s`)
    else yield* say('FAIL', `(451) failed run completed in ${ran}s`)
    return code
  },
})

function* burn(worker: Process): Run<number> {
  for (;;) yield* worker.compute(1000)
}

function* hold(worker: Process, wanted: Wanted): Run<number> {
  const step = Math.max(1 << 20, Math.ceil(wanted.vmBytes / 16))
  for (;;) {
    // Touching a gigabyte takes about a third of a second.
    for (let held = step; ; held += step) {
      const bytes = Math.min(held, wanted.vmBytes)
      worker.setMemory(500_000 + bytes)
      yield* worker.compute((step / (1 << 30)) * 330)
      if (bytes === wanted.vmBytes) break
    }
    if (wanted.vmHangSeconds !== undefined) yield* worker.sleep(wanted.vmHangSeconds === 0 ? 3.2e12 : wanted.vmHangSeconds * 1000)
    else yield* worker.compute(1000)
    // With --vm-hang it is freed and taken again; without, the worker goes on writing to it.
    if (wanted.vmHangSeconds !== undefined) worker.setMemory(500_000)
    else for (;;) yield* worker.compute(1000)
  }
}

function* alarm(child: Process, ms: number): Run<number> {
  yield* child.sleep(ms)
  return 0
}
