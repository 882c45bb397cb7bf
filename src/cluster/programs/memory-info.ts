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
  const own = process.processes().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
  const total = field('MemTotal') || 8 * 1024 ** 3
  const cached = field('Cached') || 512 * 1024 ** 2
  const free = field('MemFree') || total - cached - own - 256 * 1024 ** 2
  return { total, free, cached, used: total - free - cached }
}
