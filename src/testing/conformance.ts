/** The text of docs/conformance.md: where this cluster differs from a real one, gathered from where it is said in the code. */
import { acceptedFields } from '../cluster/api/accepted-only.ts'
import { kindSupport } from '../cluster/api/kind-support.ts'
import { builtInResources } from '../cluster/apiserver/registry/resources.ts'
import type { Image } from '../cluster/images/image.ts'
import { simplifiedPrograms } from '../cluster/images/simplified.ts'
import type { KnownDifference } from './golden-known.ts'

export interface ConformanceSources {
  /** Recordings of a real cluster that are retraced. */
  readonly recordings: readonly string[]
  readonly knownDifferences: Readonly<Record<string, readonly KnownDifference[]>>
  /** README texts by room: `src/cluster/kubelet`. */
  readonly readmes: ReadonlyMap<string, string>
  /** One image of every known repository. */
  readonly images: readonly Image[]
}

export function conformancePage(sources: ConformanceSources): string {
  const parts = [
    '# What is true here, and what is simplified',
    'Podarium follows Kubernetes 1.36. This page is generated from the code (`src/testing/conformance.ts`); a test keeps it current.',
    recordings(sources),
    kindsServed(),
    kindsUnserved(),
    fields(),
    rooms(sources.readmes),
    programs(sources.images),
    images(sources.images),
  ]
  return `${parts.join('\n\n')}\n`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim()
const code = (text: string): string => `\`${text}\``
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), `|${head.map(() => ' --- ').join('|')}|`, ...rows].join('\n')

function recordings({ recordings: names, knownDifferences }: ConformanceSources): string {
  const rows = names.flatMap((name) => (knownDifferences[name] ?? []).map((one) => row(name, code(one.match), one.why)))
  const intro = `${names.length} sessions recorded from a real cluster are retraced in tests: states, events and outputs of kubectl.`
  if (rows.length === 0) return `## Held against a real cluster\n\n${intro} No differences are known.`
  const rest = `${intro} These differences are known:`
  return `## Held against a real cluster\n\n${rest}\n\n${table(['recording', 'difference', 'why'], rows)}`
}

function kindsServed(): string {
  const seen = builtInResources
    .filter((resource) => !resource.unsimulated)
    .map(({ group, version, kind }) => {
      const apiVersion = group ? `${group}/${version}` : version
      const { actedUpon, sentence } = kindSupport(apiVersion, kind)
      return row(code(apiVersion), kind, actedUpon ? 'acted upon' : '**accepted only**', sentence)
    })
  return `## Kinds\n\n${table(['version', 'kind', '', 'by whom, or why not'], seen)}`
}

function kindsUnserved(): string {
  const missing = builtInResources.filter((resource) => resource.unsimulated)
  const names = missing.map(({ group, version, kind }) => `- ${code(group ? `${group}/${version}` : version)} ${kind}`)
  const intro =
    'Discovery lists them, so that kubectl knows their names; whoever creates or asks for one is told that it is not simulated.'
  return `## Kinds of 1.36 that are not simulated\n\n${intro}\n\n${names.join('\n')}`
}

function fields(): string {
  const rows = Object.entries(acceptedFields).map(([field, why]) => row(code(field), why))
  return `## Fields that are accepted and not acted upon\n\n${table(['field', 'why'], rows)}`
}

/** What each room's README says under its heading of simplifications. */
function rooms(readmes: ReadonlyMap<string, string>): string {
  const parts = [...readmes].flatMap(([room, text]) => {
    const found = simplifications(text)
    return found ? [`### ${room}\n\n${found}`] : []
  })
  return `## Simplified, room by room\n\n${parts.join('\n\n')}`
}

/** The section `Simplified` or `What is simplified` of a README, or its paragraphs that begin so. */
export function simplifications(readme: string): string | undefined {
  const section = /^## (?:What is simplified|Simplified)\n+([\s\S]*?)(?=\n## |$(?![\s\S]))/m.exec(readme)
  if (section) return section[1]?.trim()
  const blocks = readme.split(/\n\n+/).map((block) => block.trim())
  const own = blocks.flatMap((block, i) => {
    if (!/^(?:Simplified\b|Not here\b|Left out\b|What is simplified)/.test(block)) return []
    // a lead-in, whose list follows
    const next = blocks[i + 1]
    return block.endsWith(':') || block.endsWith('The large ones:') ? [block, ...(next?.startsWith('- ') ? [next] : [])] : [block]
  })
  return own.length > 0 ? own.join('\n\n') : undefined
}

function programs(all: readonly Image[]): string {
  const found = new Map(all.flatMap(simplifiedPrograms).map((program) => [program.name, program]))
  const rows = [...found.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((program) => row(code(program.name), program.simplified))
  return `## Programs\n\nWhat the simulated version leaves out; the rest behaves as the real program does.\n\n${table(['program', 'left out'], rows)}`
}

function images(all: readonly Image[]): string {
  const rows = all.flatMap(({ repository, standIn }) => (standIn ? [row(code(repository), standIn)] : []))
  const unknown =
    'An image whose name nobody here knows is stood in for: it stays up, answers on the ports that the container declares, and has the tools of busybox.'
  return `## Images that are stand-ins\n\n${unknown}${rows.length > 0 ? `\n\n${table(['image', ''], rows)}` : ''}`
}
