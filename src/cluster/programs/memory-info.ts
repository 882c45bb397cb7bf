/** What /proc/meminfo tells: the node's memory, not the container's, as in life. */
import type { Process } from '../machine/program.ts'

export interface MemoryInfo {
  readonly total: number
  readonly used: number
  readonly free: number
  readonly cached: number
}

/** Bytes. */
export function memoryInfo(process: Process): MemoryInfo {
  const file = '/proc/meminfo'
  const text = process.exists(file) ? process.readFile(file) : ''
  const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
  const total = field('MemTotal') || 8 * 1024 ** 3
  // Without a /proc a guess has to do: what the processes that can be seen hold, and a bit for the node itself.
  const own = process.processes().reduce((sum, { memoryBytes }) => sum + memoryBytes, 256 * 1024 ** 2)
  const cached = field('Cached')
  const free = text === '' ? total - own : field('MemFree')
  return { total, free, cached, used: total - free - cached }
}
