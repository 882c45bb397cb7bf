/** Label selectors, as text (`app=x,tier in (a,b)`) and as objects; errors in the words of apimachinery/pkg/labels. */
import { quote } from './field-errors.ts'
import type { LabelSelector } from './generated/types.ts'
import { labelValueFormat, qualifiedName } from './names.ts'

export type Labels = Readonly<Record<string, string>>

export type SelectorOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'

export interface Requirement {
  readonly key: string
  readonly operator: SelectorOperator
  readonly values: readonly string[]
}

/** All requirements must hold; none at all selects everything. */
export type Selector = readonly Requirement[]

export const everything: Selector = []

/** A selector that could not be read; its message is what the API server answers. */
export class SelectorError extends Error {}

export function matchesSelector(selector: Selector, labels: Labels | undefined): boolean {
  for (const requirement of selector) if (!matchesRequirement(requirement, labels)) return false
  return true
}

function matchesRequirement({ key, operator, values }: Requirement, labels: Labels | undefined): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value)
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false
      const bound = Number(values[0])
      return operator === 'gt' ? Number(value) > bound : Number(value) < bound
    }
  }
}

/** `metav1.LabelSelectorAsSelector`: absent selects nothing (undefined), empty everything. */
export function selectorOf(selector: LabelSelector | undefined): Selector | undefined {
  if (!selector) return undefined
  const known = compiled.get(selector)
  if (known) return known
  const requirements: Requirement[] = []
  const labels = selector.matchLabels ?? {}
  for (const key of Object.keys(labels)) requirements.push({ key, operator: 'in', values: [labels[key] as string] })
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    requirements.push({ key, operator: operators[operator] ?? 'in', values: values ?? [] })
  }
  compiled.set(selector, requirements)
  return requirements
}

const compiled = new WeakMap<LabelSelector, Selector>()

const operators: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
}

/** Whether an object selector matches; an absent one matches nothing. */
export function labelSelectorMatches(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  const requirements = selectorOf(selector)
  return requirements !== undefined && matchesSelector(requirements, labels)
}

/** A plain map of labels as a selector: Services, ReplicationControllers, nodeSelector. */
export function selectorFromMap(labels: Labels | undefined): Selector {
  return Object.entries(labels ?? {}).map(([key, value]) => ({ key, operator: '=', values: [value] }))
}

/** `a=b,c!=d,e in (f,g)`, keys sorted, as `Selector.String()` prints. */
export function formatSelector(selector: Selector): string {
  const sorted = [...selector].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return sorted.map(formatRequirement).join(',')
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case '=':
    case '==':
    case '!=':
      return `${key}${operator}${values[0] ?? ''}`
    case 'gt':
      return `${key}>${values[0] ?? ''}`
    case 'lt':
      return `${key}<${values[0] ?? ''}`
    default:
      return `${key} ${operator} (${[...values].sort().join(',')})`
  }
}

/** `metav1.FormatLabelSelector`: `app=x`, `<none>` for an empty one, `<unset>`-free as `kubectl describe` prints. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const requirements = selectorOf(selector)
  if (!requirements) return '<none>'
  const plain = requirements.map((one): Requirement => {
    return one.operator === 'in' && one.values.length === 1 ? { ...one, operator: '=' } : one
  })
  return formatSelector(plain) || '<none>'
}

type TokenKind = 'identifier' | 'in' | 'notin' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<' | 'end'

interface Token {
  readonly kind: TokenKind
  readonly text: string
}

const tokenPattern = /\s*(==|!=|=|>|<|!|\(|\)|,|[^\s=!(),<>]+)/y

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  for (let match = tokenPattern.exec(text); match; match = tokenPattern.exec(text)) {
    const word = match[1] as string
    const kind = /^[=!(),<>]+$/.test(word) ? word : word === 'in' || word === 'notin' ? word : 'identifier'
    tokens.push({ kind: kind as TokenKind, text: word })
  }
  tokens.push({ kind: 'end', text: '' })
  return tokens
}

/** Reads `labels.Parse` syntax. Throws {@link SelectorError}. */
export function parseLabelSelector(text: string): Selector {
  const requirements = new SelectorParser(tokensOf(text)).parse()
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

/** The recursive descent of labels.Parser. */
class SelectorParser {
  private at = 0

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Requirement[] {
    const requirements: Requirement[] = []
    for (;;) {
      const next = this.peek()
      if (next.kind === 'end') return requirements
      if (next.kind !== 'identifier' && next.kind !== 'in' && next.kind !== 'notin' && next.kind !== '!') {
        throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`)
      }
      requirements.push(this.requirement())
      const after = this.take()
      if (after.kind === 'end') return requirements
      if (after.kind !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`)
      const follow = this.peek()
      if (follow.kind !== 'identifier' && follow.kind !== 'in' && follow.kind !== 'notin' && follow.kind !== '!') {
        throw new SelectorError(`found '${follow.text}', expected: identifier after ','`)
      }
    }
  }

  private peek(): Token {
    return this.tokens[this.at] as Token
  }

  private take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.at++
    return token
  }

  private requirement(): Requirement {
    let negated = false
    if (this.peek().kind === '!') {
      this.take()
      negated = true
    }
    const name = this.take()
    if (name.kind !== 'identifier' && name.kind !== 'in' && name.kind !== 'notin') {
      throw new SelectorError(`unable to parse requirement: found '${name.text}', expected: identifier`)
    }
    const key = name.text
    const problems = qualifiedName(key)
    if (problems.length > 0) {
      const value = `<nil>: Invalid value: ${quote(key)}`
      throw new SelectorError(`unable to parse requirement: ${value}: ${problems.join('; ')}`)
    }
    const next = this.peek().kind
    if (next === 'end' || next === ',') return { key, operator: negated ? '!' : 'exists', values: [] }
    return this.withOperator(key)
  }

  private withOperator(key: string): Requirement {
    const token = this.take()
    switch (token.kind) {
      case 'in':
      case 'notin':
        return checked({ key, operator: token.kind, values: this.values() })
      case '=':
      case '==':
      case '!=':
        return checked({ key, operator: token.kind, values: [this.exactValue()] })
      case '>':
      case '<':
        return checked({ key, operator: token.kind === '>' ? 'gt' : 'lt', values: [this.exactValue()] })
      default:
        throw new SelectorError(`unable to parse requirement: found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`)
    }
  }

  private exactValue(): string {
    const next = this.peek()
    if (next.kind === 'end' || next.kind === ',') return ''
    const token = this.take()
    if (token.kind === 'identifier' || token.kind === 'in' || token.kind === 'notin') return token.text
    throw new SelectorError(`unable to parse requirement: found '${token.text}', expected: identifier`)
  }

  private values(): readonly string[] {
    const open = this.take()
    if (open.kind !== '(') throw new SelectorError(`unable to parse requirement: found '${open.text}' expected: '('`)
    const values = new Set<string>()
    let afterComma = true
    for (;;) {
      const token = this.take()
      if (token.kind === 'identifier' || token.kind === 'in' || token.kind === 'notin') {
        values.add(token.text)
        afterComma = false
      } else if (token.kind === ',') {
        if (afterComma) values.add('')
        afterComma = true
      } else if (token.kind === ')') {
        if (afterComma) values.add('')
        return [...values].sort()
      } else {
        throw new SelectorError(`unable to parse requirement: found '${token.text}', expected: ',', ')' or identifier`)
      }
    }
  }
}

function checked(requirement: Requirement): Requirement {
  if (requirement.operator === 'gt' || requirement.operator === 'lt') {
    if (!/^[+-]?\d+$/.test(requirement.values[0] ?? '')) {
      const value = `values[0]: Invalid value: ${quote(requirement.values[0] ?? '')}`
      throw new SelectorError(`unable to parse requirement: ${value}: for 'Gt', 'Lt' operators, the value must be an integer`)
    }
    return requirement
  }
  requirement.values.forEach((value, i) => {
    const problems = labelValueFormat(value)
    if (problems.length > 0) {
      const where = `values[${i}][${requirement.key}]: Invalid value: ${quote(value)}`
      throw new SelectorError(`unable to parse requirement: ${where}: ${problems.join('; ')}`)
    }
  })
  return requirement
}
