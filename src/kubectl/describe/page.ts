import type { LabelSelector, ResourceRequirements, Toleration } from '../../cluster/api/generated/types.ts'
import { formatLabelSelector } from '../../cluster/api/label-selector.ts'
import type { Connection } from '../connection.ts'
import type { Discovery } from '../discovery.ts'
import { byBytes } from '../json-value.ts'
import { alignTabs, describeTabs } from '../printers/tabwriter.ts'

/** What a description may ask for besides the object. */
export interface DescribeContext {
  readonly connection: Connection
  readonly discovery: Discovery
  /** ms since the epoch */
  readonly now: number
  readonly showEvents: boolean
}

/** A description being written: lines at a level of indentation, aligned by their tabs at the end. */
export class Page {
  private text = ''

  /** @param level two spaces each */
  line(level: number, text: string): void {
    this.text += `${'  '.repeat(level)}${text}\n`
  }

  blank(): void {
    this.text += '\n'
  }

  /** Text as it is, with its own newlines. */
  raw(text: string): void {
    this.text += text
  }

  toString(): string {
    return alignTabs(this.text, describeTabs)
  }
}

export type Strings = Readonly<Record<string, string>>

const hiddenAnnotations = ['kubectl.kubernetes.io/last-applied-configuration']
/** Longer annotations stand on lines of their own, cut. */
const annotationLimit = 140

/** `Labels:  a=b`, one a line. */
export function labelLines(page: Page, level: number, title: string, labels: Strings | undefined): void {
  const keys = Object.keys(labels ?? {}).sort(byBytes)
  if (keys.length === 0) page.line(level, `${title}:\t<none>`)
  keys.forEach((key, i) => {
    page.line(level, `${i === 0 ? `${title}:` : ''}\t${key}=${labels?.[key]}`)
  })
}

export function annotationLines(page: Page, title: string, annotations: Strings | undefined, level = 0): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => !hiddenAnnotations.includes(key))
    .sort(byBytes)
  if (keys.length === 0) page.line(level, `${title}:\t<none>`)
  keys.forEach((key, i) => {
    const value = String(annotations?.[key]).replace(/\n$/, '')
    const head = i === 0 ? `${title}:\t` : '\t'
    if (key.length + value.length + 2 <= annotationLimit && !value.includes('\n')) page.line(level, `${head}${key}: ${value}`)
    else {
      page.line(level, `${head}${key}:`)
      for (const part of value.split('\n')) page.line(level, `\t  ${shorten(part, annotationLimit - 2)}`)
    }
  })
}

function shorten(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}...` : text
}

/** RFC 1123 with the zone as a number: `Sat, 21 Nov 2026 08:46:08 +0000`; the laptop's clock runs on UTC. */
export function longTime(time: string | undefined): string {
  const at = Date.parse(time ?? '')
  if (Number.isNaN(at)) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  return new Date(at).toUTCString().replace('GMT', '+0000')
}

export function orNone(text: string | undefined): string {
  return text ? text : '<none>'
}

/** Go's bool as describe prints it: `True`, `False`. */
export function capitalBool(value: boolean | undefined): string {
  return value ? 'True' : 'False'
}

export function selectorText(selector: LabelSelector | undefined): string {
  return selector ? formatLabelSelector(selector) : '<unset>'
}

/** `a=b,c=d` sorted; `<none>` without any. */
export function mapText(map: Strings | undefined): string {
  const keys = Object.keys(map ?? {}).sort(byBytes)
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${map?.[key]}`).join(',')
}

export function resourceLines(page: Page, level: number, resources: ResourceRequirements | undefined): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = Object.keys(list ?? {}).sort(byBytes)
    if (names.length > 0) page.line(level, `${title}:`)
    for (const name of names) page.line(level + 1, `${name}:\t${list?.[name]}`)
  }
}

export function tolerationLines(page: Page, title: string, tolerations: readonly Toleration[] | undefined): void {
  const sorted = [...(tolerations ?? [])].sort((a, b) => byBytes(a.key ?? '', b.key ?? ''))
  if (sorted.length === 0) page.line(0, `${title}:\t<none>`)
  sorted.forEach((toleration, i) => {
    page.line(0, `${i === 0 ? `${title}:` : ''}\t${tolerationText(toleration)}`)
  })
}

function tolerationText(toleration: Toleration): string {
  const { key = '', value, effect, operator, tolerationSeconds } = toleration
  let text = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`
  if (operator === 'Exists' && !value) text += text === '' ? 'op=Exists' : ' op=Exists'
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`
}

/** `  Type  Status` and what follows, with dashes under each title. */
export function underlined(titles: readonly string[]): readonly string[] {
  return [titles.join('\t'), titles.map((title) => '-'.repeat(title.length)).join('\t')]
}
