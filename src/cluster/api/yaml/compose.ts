/** From js-yaml's events to plain values, with the place of every key and value in the text. */
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml'
import { setOwn } from '../patch/merge-patch.ts'
import { plainValue } from './scalars.ts'

/** A value and where it stands; offsets into the text. */
export interface PlacedValue {
  readonly value: unknown
  readonly start: number
  readonly end: number
  /** Where its key stands, for the values of a mapping. */
  readonly keyStart?: number | undefined
  readonly keyEnd?: number | undefined
  readonly children?: ReadonlyMap<string | number, PlacedValue> | undefined
}

/** Something that YAML allows and a manifest must not have. `at` is an offset. */
export class ComposeError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message)
  }
}

interface Composed extends PlacedValue {
  /** How many values it would be with its aliases written out. */
  readonly weight: number
}

/** go-yaml refuses documents that are mostly aliases of aliases; so do we. */
const expandedLimit = 100_000

export interface DuplicateKey {
  readonly key: string
  readonly at: number
}

/** Composes one document. Returns undefined for an empty one. Throws {@link ComposeError}. */
export function compose(events: readonly Event[], source: string, duplicates: DuplicateKey[]): PlacedValue | undefined {
  return new Composer(events, source, duplicates).document()
}

class Composer {
  private at = 0
  private readonly anchors = new Map<string, Composed | 'open'>()

  constructor(
    private readonly events: readonly Event[],
    private readonly source: string,
    private readonly duplicates: DuplicateKey[],
  ) {}

  document(): PlacedValue | undefined {
    if (this.events[this.at]?.type !== EVENT_ID.DOCUMENT) return undefined
    this.at++
    const next = this.events[this.at]
    if (!next || next.type === EVENT_ID.POP) return undefined
    const root = this.node()
    if (root.weight > expandedLimit) throw new ComposeError('document contains excessive aliasing', root.start)
    return root
  }

  private node(): Composed {
    const event = this.events[this.at++]
    if (!event) throw new ComposeError('did not find expected node content', this.source.length)
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.anchored(event, this.scalar(event))
      case EVENT_ID.SEQUENCE:
        return this.collection(event, () => this.sequence(event.start))
      case EVENT_ID.MAPPING:
        return this.collection(event, () => this.mapping(event.start))
      case EVENT_ID.ALIAS:
        return this.alias(event)
      default:
        throw new ComposeError('did not find expected node content', this.source.length)
    }
  }

  private collection(event: { anchorStart: number; anchorEnd: number }, read: () => Composed): Composed {
    if (event.anchorStart >= 0) this.anchors.set(this.source.slice(event.anchorStart, event.anchorEnd), 'open')
    return this.anchored(event, read())
  }

  private anchored(event: { anchorStart: number; anchorEnd: number }, node: Composed): Composed {
    if (event.anchorStart >= 0) this.anchors.set(this.source.slice(event.anchorStart, event.anchorEnd), node)
    return node
  }

  private alias(event: { anchorStart: number; anchorEnd: number }): Composed {
    const name = this.source.slice(event.anchorStart, event.anchorEnd)
    const target = this.anchors.get(name)
    if (target === 'open') throw new ComposeError(`anchor '${name}' value contains itself`, event.anchorStart)
    if (!target) throw new ComposeError(`unknown anchor '${name}' referenced`, event.anchorStart)
    return { ...target, start: event.anchorStart - 1, end: event.anchorEnd }
  }

  private scalar(event: Extract<Event, { type: 4 }>): Composed {
    const text = getScalarValue(this.source, event)
    const quoted = event.style !== SCALAR_STYLE.PLAIN
    const tag = event.tagStart >= 0 ? this.source.slice(event.tagStart, event.tagEnd) : undefined
    const start =
      quoted && event.valueStart > 0 && /["']/.test(this.source[event.valueStart - 1] ?? '')
        ? event.valueStart - 1
        : event.valueStart
    const end = quoted && start < event.valueStart ? event.valueEnd + 1 : event.valueEnd
    return { value: tagged(tag, text, quoted, event.tagStart), start, end, weight: 1 }
  }

  private sequence(start: number): Composed {
    const value: unknown[] = []
    const children = new Map<string | number, PlacedValue>()
    let weight = 1
    let end = start
    while (this.events[this.at]?.type !== EVENT_ID.POP) {
      const item = this.node()
      children.set(value.length, item)
      value.push(item.value)
      weight += item.weight
      end = item.end
    }
    this.at++
    return { value, start, end, children, weight }
  }

  private mapping(start: number): Composed {
    const value: Record<string, unknown> = {}
    const children = new Map<string | number, PlacedValue>()
    const merged: Composed[] = []
    let weight = 1
    let end = start
    while (this.events[this.at]?.type !== EVENT_ID.POP) {
      const isPlain = this.isPlainScalar(this.events[this.at])
      const key = this.node()
      const content = this.node()
      weight += 1 + content.weight
      end = content.end
      if (isPlain && this.source.slice(key.start, key.end) === '<<') {
        merged.push(content)
        continue
      }
      const name = keyText(key)
      if (Object.hasOwn(value, name)) this.duplicates.push({ key: name, at: key.start })
      children.set(name, { ...content, keyStart: key.start, keyEnd: key.end })
      setOwn(value, name, content.value)
    }
    this.at++
    for (const one of merged) this.merge(value, children, one)
    return { value, start, end, children, weight }
  }

  private isPlainScalar(event: Event | undefined): boolean {
    return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN
  }

  /** `<<: *base` and `<<: [*a, *b]`: what is there already wins. */
  private merge(value: Record<string, unknown>, children: Map<string | number, PlacedValue>, from: Composed): void {
    const sources = Array.isArray(from.value) ? [...(from.children?.values() ?? [])] : [from]
    for (const source of sources) {
      if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value)) {
        throw new ComposeError('map merge requires map or sequence of maps as the value', from.start)
      }
      for (const [name, child] of source.children ?? []) {
        if (typeof name === 'number' || Object.hasOwn(value, name)) continue
        setOwn(value, name, child.value)
        children.set(name, child)
      }
    }
  }
}

/** Keys become text, as JSON wants them. */
function keyText(key: Composed): string {
  if (typeof key.value === 'string') return key.value
  if (typeof key.value === 'object' && key.value !== null) throw new ComposeError('invalid map key', key.start)
  return String(key.value)
}

function tagged(tag: string | undefined, text: string, quoted: boolean, at: number): unknown {
  switch (tag) {
    case undefined:
    case '!':
      return quoted || tag === '!' ? text : plainValue(text)
    case '!!str':
    case '!!binary':
    case '!!timestamp':
      return text
    case '!!int':
    case '!!float':
    case '!!bool':
    case '!!null':
      return plainValue(text)
    default:
      throw new ComposeError(`cannot decode ${tag} \`${text}\``, at)
  }
}
