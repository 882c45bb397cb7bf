import { readFile } from './file-calls.ts'
import { Errno } from './program.ts'
import type { Task } from './task.ts'

/** hosts(5) and resolv.conf(5) as a process finds them. */
export interface ResolverConfiguration {
  /** By name in lower case. */
  readonly hosts: ReadonlyMap<string, readonly string[]>
  readonly servers: readonly string[]
  readonly search: readonly string[]
  readonly ndots: number
}

export function resolverConfiguration(task: Task): ResolverConfiguration {
  const hosts = new Map<string, string[]>()
  for (const line of lines(task, '/etc/hosts')) {
    const [address, ...names] = line
    if (address === undefined || address.includes(':')) continue
    for (const name of names) {
      const key = name.toLowerCase()
      hosts.set(key, [...(hosts.get(key) ?? []), address])
    }
  }
  if (!hosts.has('localhost')) hosts.set('localhost', ['127.0.0.1'])
  const servers: string[] = []
  let search: readonly string[] = []
  let ndots = 1
  for (const [keyword, ...values] of lines(task, '/etc/resolv.conf')) {
    if (keyword === 'nameserver' && values[0] !== undefined) servers.push(values[0])
    else if (keyword === 'search' || keyword === 'domain') search = values
    else if (keyword === 'options') {
      for (const option of values) {
        const match = /^ndots:(\d+)$/.exec(option)
        if (match) ndots = Number(match[1])
      }
    }
  }
  return { hosts, servers: servers.length > 0 ? servers : ['127.0.0.1'], search, ndots }
}

/** The words of each line, without comments. */
function lines(task: Task, path: string): readonly string[][] {
  let text: string
  try {
    text = readFile(task, path)
  } catch (error) {
    if (error instanceof Errno) return []
    throw error
  }
  return text
    .split('\n')
    .map((line) => line.replace(/[#;].*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/))
}
