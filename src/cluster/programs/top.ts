import type { Process } from '../machine/program.ts'
import { userName } from './accounts.ts'
import { memoryInfo } from './memory-info.ts'
import { define, parseOptions } from './options.ts'
import { commandText } from './ps.ts'

interface Before {
  readonly at: number
  readonly cpuMs: ReadonlyMap<number, number>
}

function screen(process: Process, before: Before | undefined): string {
  const memory = memoryInfo(process)
  const kib = (bytes: number) => `${Math.round(bytes / 1024)}K`
  const infos = process.processes()
  const share = (pid: number, cpuMs: number, startedAt: number) => {
    const since = before ? process.now - before.at : process.now - startedAt
    return since <= 0 ? 0 : ((cpuMs - (before?.cpuMs.get(pid) ?? 0)) / since) * 100
  }
  const rows = infos
    .map((info) => ({ info, cpu: share(info.pid, info.cpuMs, info.startedAt) }))
    .sort((a, b) => b.cpu - a.cpu || b.info.memoryBytes - a.info.memoryBytes || a.info.pid - b.info.pid)
    .map(({ info, cpu }) => {
      const state = info.state === 'running' ? 'R' : info.state === 'zombie' ? 'Z' : info.state === 'stopped' ? 'T' : 'S'
      const percent = Math.round((info.memoryBytes / memory.total) * 100)
      return `${String(info.pid).padStart(5)} ${String(info.ppid).padStart(5)} ${(userName(process, info.uid) ?? String(info.uid)).slice(0, 8).padEnd(8)} ${state.padEnd(4)} ${kib(info.memoryBytes).padStart(6)} ${`${percent}%`.padStart(4)} ${'0'.padStart(3)} ${`${Math.round(cpu)}%`.padStart(4)} ${commandText(info)}\n`
    })
  const busy = Math.min(100, Math.round(infos.reduce((sum, info) => sum + share(info.pid, info.cpuMs, info.startedAt), 0)))
  const running = infos.filter(({ state }) => state === 'running').length
  return `Mem: ${kib(memory.used)} used, ${kib(memory.free)} free, 0K shrd, 0K buff, ${kib(memory.cached)} cached
CPU: ${String(busy).padStart(3)}% usr   0% sys   0% nic ${String(100 - busy).padStart(3)}% idle   0% io   0% irq   0% sirq
Load average: ${(busy / 100).toFixed(2)} ${(busy / 100).toFixed(2)} 0.00 ${running}/${infos.length} ${process.pid}
  PID  PPID USER     STAT    VSZ %VSZ CPU %CPU COMMAND
${rows.join('')}`
}

export const top = define({
  name: 'top',
  summary: 'Show a view of process activity in real time',
  usage: '[-b] [-n COUNT] [-d SECONDS]',
  simplified: 'keys are not read; Ctrl+C ends it',
  *run(process, args) {
    const options = parseOptions(args, 'bn:d:mHcp:', { batch: 'b' })
    const count = options.value('n') === undefined ? Number.POSITIVE_INFINITY : Number(options.value('n'))
    const everyMs = Number(options.value('d') ?? 5) * 1000
    let before: Before | undefined
    for (let i = 0; i < count; i++) {
      if (i > 0) yield* process.sleep(everyMs)
      const clear = !options.has('b') && process.isTerminal(1) ? '\x1b[H\x1b[J' : ''
      yield* process.print(clear + screen(process, before))
      before = { at: process.now, cpuMs: new Map(process.processes().map(({ pid, cpuMs }) => [pid, cpuMs])) }
    }
    return 0
  },
})
