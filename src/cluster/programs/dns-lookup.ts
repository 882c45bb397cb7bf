/** The resolver's configuration and answers, as nslookup, dig and host show them. */
import type { Process, Run } from '../machine/program.ts'

export interface ResolverSettings {
  readonly servers: readonly string[]
  readonly search: readonly string[]
  readonly ndots: number
}

export function resolverSettings(process: Process): ResolverSettings {
  const text = process.exists('/etc/resolv.conf') ? process.readFile('/etc/resolv.conf') : ''
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`^\\s*${name}\\s+(.*)$`, 'gm'))].flatMap((match) => String(match[1]).trim().split(/\s+/))
  const ndots = Number(/ndots:(\d+)/.exec(text)?.[1] ?? 1)
  return { servers: all('nameserver'), search: all('search'), ndots }
}

/** One question with the name as it is (a dot at the end keeps the search list away). */
export function* lookUp(process: Process, name: string): Run<readonly string[]> {
  return (yield* process.resolve(name.endsWith('.') ? name : `${name}.`)).filter((address) => !address.includes(':'))
}

/** The names that the search list makes of one, in the resolver's order. */
export function candidates(name: string, settings: ResolverSettings): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const searched = settings.search.map((domain) => `${name}.${domain}`)
  return name.split('.').length - 1 >= settings.ndots ? [name, ...searched] : [...searched, name]
}

/** `4.3.2.1.in-addr.arpa` of an address. */
export function reverseName(address: string): string {
  return `${address.split('.').reverse().join('.')}.in-addr.arpa`
}
