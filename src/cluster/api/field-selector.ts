/** Field selectors (`status.phase=Running,spec.nodeName!=n1`): apimachinery/pkg/fields, and the fields of each kind. */
import type { KubeObject } from './object.ts'

export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

export type FieldSelector = readonly FieldRequirement[]

/** A selector that could not be read, or that names a field which the kind does not offer. */
export class FieldSelectorError extends Error {}

const notEqual = '!='

/** Reads `fields.ParseSelector` syntax. Throws {@link FieldSelectorError}. */
export function parseFieldSelector(text: string): FieldSelector {
  if (text === '') return []
  const requirements: FieldRequirement[] = []
  for (const term of splitTerms(text)) {
    if (term === '') continue
    requirements.push(requirementOf(term, text))
  }
  return requirements
}

/** Splits at commas that are not escaped. */
function splitTerms(text: string): readonly string[] {
  const terms: string[] = []
  let term = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (char === '\\') {
      term += char + (text[i + 1] ?? '')
      i++
    } else if (char === ',') {
      terms.push(term)
      term = ''
    } else term += char
  }
  terms.push(term)
  return terms
}

function requirementOf(term: string, whole: string): FieldRequirement {
  for (let i = 0; i < term.length; i++) {
    const operator = [notEqual, '==', '='].find((one) => term.startsWith(one, i))
    if (operator) {
      const value = term.slice(i + operator.length).replace(/\\(.)/g, '$1')
      return { field: term.slice(0, i), operator: operator === notEqual ? '!=' : '=', value }
    }
  }
  throw new FieldSelectorError(`invalid selector: '${whole}'; can't understand '${term}'`)
}

type Read = (object: Readonly<Record<string, unknown>>) => string

function reader(...path: readonly string[]): Read {
  return (object) => {
    let value: unknown = object
    for (const step of path) {
      if (typeof value !== 'object' || value === null) return ''
      value = (value as Record<string, unknown>)[step]
    }
    return value === undefined || value === null ? '' : String(value)
  }
}

const dotted = (field: string): readonly [string, Read] => [field, reader(...field.split('.'))]
const table = (...fields: readonly string[]) => new Map(fields.map(dotted))

const eventFields = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

/** Fields that may be selected by, kind for kind (pkg/apis/core/v1/conversion.go and the registries). */
const fieldsOf: Readonly<Record<string, ReadonlyMap<string, Read>>> = {
  Pod: new Map([
    ...table(
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'status.phase',
      'status.podIP',
      'status.podIPs',
      'status.nominatedNodeName',
    ),
    ['spec.hostNetwork', (pod) => reader('spec', 'hostNetwork')(pod) || 'false'] as const,
    ['spec.host', reader('spec', 'nodeName')] as const,
  ]),
  Node: new Map([['spec.unschedulable', (node) => reader('spec', 'unschedulable')(node) || 'false']]),
  Event: new Map([
    ...eventFields.map((field) => dotted(`involvedObject.${field}`)),
    dotted('reason'),
    ['reportingComponent', (event) => reader('reportingComponent')(event) || reader('source', 'component')(event)] as const,
    ['source', (event) => reader('source', 'component')(event) || reader('reportingComponent')(event)] as const,
    dotted('type'),
  ]),
  Namespace: table('status.phase'),
  Secret: table('type'),
  Service: table('spec.clusterIP', 'spec.type'),
  ReplicationController: table('status.replicas'),
  ReplicaSet: table('status.replicas'),
  Job: new Map([['status.successful', (job) => reader('status', 'succeeded')(job) || '0']]),
}

const metadataFields = table('metadata.name', 'metadata.namespace')

/** The way to read a field of a kind; throws {@link FieldSelectorError} in upstream's words if it cannot be selected. */
function readerOf(kind: string, field: string): Read {
  const read = metadataFields.get(field) ?? fieldsOf[kind]?.get(field)
  if (read) return read
  throw new FieldSelectorError(
    fieldsOf[kind]
      ? `field label not supported: ${field}`
      : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  )
}

/** Checks that a kind offers the fields of a selector. Throws {@link FieldSelectorError}. */
export function checkFieldSelector(kind: string, selector: FieldSelector): void {
  for (const { field } of selector) readerOf(kind, field)
}

/** Whether an object of a kind matches. Throws {@link FieldSelectorError} for a field that it does not offer. */
export function matchesFieldSelector(kind: string, selector: FieldSelector, object: KubeObject): boolean {
  return selector.every(({ field, operator, value }) => {
    const actual = readerOf(kind, field)(object as unknown as Readonly<Record<string, unknown>>)
    return operator === '=' ? actual === value : actual !== value
  })
}

/** The value that a selector demands of a field, if it demands one: the way to an index. */
export function exactField(selector: FieldSelector, field: string): string | undefined {
  return selector.find((one) => one.field === field && one.operator === '=')?.value
}

export function formatFieldSelector(selector: FieldSelector): string {
  return selector.map(({ field, operator, value }) => `${field}${operator}${value}`).join(',')
}
