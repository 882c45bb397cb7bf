import { parseTime } from '../../api/object.ts'
import type { LogOptions, LogSink, Stop } from '../../apiserver/interface.ts'
import type { LogLine } from '../../runtime/log.ts'
import type { KubeletContext } from '../context.ts'

/** Sends a container's log as kubectl asked for it: kuberuntime/logs ReadLogs. */
export function streamLog(context: KubeletContext, containerId: string, options: LogOptions, sink: LogSink): Stop {
  const { runtime, sim } = context
  const since = sinceOf(options, sim.wallTime)
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY
  let ended = false
  const finish = () => {
    if (ended) return
    ended = true
    sink.end()
  }
  const send = (line: LogLine) => {
    if (ended || line.time < since) return
    let text = line.partial ? line.text : `${line.text}\n`
    if (options.timestamps) text = `${formatLogTime(line.time)} ${text}`
    if (text.length > left) text = text.slice(0, left)
    left -= text.length
    if (text !== '') sink.write(text)
    if (left <= 0) finish()
  }
  let lines = runtime.log(containerId)
  if (options.tailLines !== undefined) lines = options.tailLines <= 0 ? [] : lines.slice(-options.tailLines)
  for (const line of lines) send(line)
  if (!options.follow || ended) {
    finish()
    return () => {}
  }
  const stop = runtime.followLog(containerId, (line) => {
    if (line) send(line)
    else finish()
  })
  return () => {
    ended = true
    stop()
  }
}

function sinceOf(options: LogOptions, wallTime: number): number {
  if (options.sinceSeconds !== undefined) return wallTime - options.sinceSeconds * 1000
  if (options.sinceTime !== undefined) return parseTime(options.sinceTime)
  return Number.NEGATIVE_INFINITY
}

/** RFC 3339 with nanoseconds, as the CRI log has it. */
export function formatLogTime(wallTime: number): string {
  const whole = Math.floor(wallTime / 1000)
  const nanos = Math.floor((wallTime - whole * 1000) * 1_000_000)
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(nanos).padStart(9, '0')}Z`
}
