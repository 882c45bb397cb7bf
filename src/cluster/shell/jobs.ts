import type { Bytes, ExitStatus } from '../machine/program.ts'
import { signalTexts } from '../machine/signals.ts'

export interface Job {
  readonly number: number
  /** The members of its pipeline; the last one's status is the job's. */
  readonly pids: readonly number[]
  readonly group: number | undefined
  readonly command: Bytes
  readonly statuses: Map<number, ExitStatus>
  state: 'running' | 'stopped' | 'done'
  /** Its end or stop has not been told yet. */
  untold: boolean
  /** For `+` and `-`: the higher, the more current. */
  turn: number
}

/** The background and stopped jobs of a shell. */
export class Jobs {
  readonly all: Job[] = []
  private turns = 0

  add(pids: readonly number[], group: number | undefined, command: Bytes, state: Job['state'] = 'running'): Job {
    let number = 1
    while (this.all.some((job) => job.number === number)) number++
    const job: Job = { number, pids, group, command, statuses: new Map(), state, untold: false, turn: ++this.turns }
    this.all.push(job)
    this.all.sort((a, b) => a.number - b.number)
    return job
  }

  /** Keeps the status of a child that ended or stopped while nobody waited for it. */
  note(status: ExitStatus): void {
    const job = this.withPid(status.pid)
    if (!job) return
    if (status.stopped) {
      job.state = 'stopped'
      job.untold = true
      job.turn = ++this.turns
      return
    }
    job.statuses.set(status.pid, status)
    if (job.statuses.size === job.pids.length) {
      job.state = 'done'
      job.untold = true
    }
  }

  withPid(pid: number): Job | undefined {
    return this.all.find((job) => job.pids.includes(pid))
  }

  endedStatus(pid: number): ExitStatus | undefined {
    return this.withPid(pid)?.statuses.get(pid)
  }

  remove(job: Job): void {
    const index = this.all.indexOf(job)
    if (index >= 0) this.all.splice(index, 1)
  }

  touch(job: Job): void {
    job.turn = ++this.turns
  }

  /** The most current first. */
  get byTurn(): readonly Job[] {
    return [...this.all].sort((a, b) => b.turn - a.turn)
  }

  /** `%1`, `%%`, `%+`, `%-`, `%name`, `%?part`; undefined if there is none. */
  find(spec: string): Job | undefined {
    const text = spec.startsWith('%') ? spec.slice(1) : spec
    if (text === '' || text === '%' || text === '+') return this.byTurn[0]
    if (text === '-') return this.byTurn[1] ?? this.byTurn[0]
    if (/^\d+$/.test(text)) return this.all.find((job) => job.number === Number(text))
    if (text.startsWith('?')) return this.all.find((job) => job.command.includes(text.slice(1)))
    return this.all.find((job) => job.command.startsWith(text))
  }

  /** A line of `jobs`: `[1]+  Running                 sleep 100`. */
  describe(job: Job, isBash: boolean): string {
    const [first, second] = this.byTurn
    const mark = job === first ? '+' : job === second ? '-' : ' '
    const state = stateText(job)
    const tail = isBash && job.state === 'running' ? ' &' : ''
    return `[${job.number}]${mark}  ${state.padEnd(24)}${job.command}${tail}`
  }
}

function stateText(job: Job): string {
  if (job.state === 'running') return 'Running'
  if (job.state === 'stopped') return 'Stopped'
  const status = job.statuses.get(job.pids.at(-1) ?? 0)
  if (status?.signal) return signalTexts[status.signal] ?? status.signal
  return status?.code ? `Done(${status.code})` : 'Done'
}
