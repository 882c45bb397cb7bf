import type { KubeObject } from '../../bridge/protocol.ts'

export interface Fact {
  readonly name: string
  readonly value: string
}

/** Fields worth a line in the summary of any kind, in this order; dots go deeper. */
const fields: readonly (readonly [string, string])[] = [
  ['status.phase', 'Phase'],
  ['spec.replicas', 'Wanted replicas'],
  ['status.readyReplicas', 'Ready replicas'],
  ['status.updatedReplicas', 'Of the newest template'],
  ['status.availableReplicas', 'Available'],
  ['spec.strategy.type', 'Strategy'],
  ['status.desiredNumberScheduled', 'Wanted Pods'],
  ['status.numberReady', 'Ready Pods'],
  ['spec.completions', 'Completions'],
  ['status.succeeded', 'Succeeded'],
  ['status.failed', 'Failed'],
  ['spec.schedule', 'Schedule'],
  ['spec.type', 'Type'],
  ['spec.clusterIP', 'Cluster IP'],
  ['spec.ports', 'Ports'],
  ['spec.selector', 'Selector'],
  ['type', 'Type'],
  ['data', 'Keys'],
  ['spec.accessModes', 'Access modes'],
  ['spec.storageClassName', 'Storage class'],
  ['spec.volumeName', 'Volume'],
  ['provisioner', 'Provisioner'],
  ['subjects', 'Subjects'],
]

/** What stands out in an object of any kind, as text. */
export function factsOf(object: KubeObject): readonly Fact[] {
  const facts: Fact[] = []
  for (const [path, name] of fields) {
    let value: unknown = object
    for (const step of path.split('.')) value = isRecord(value) ? value[step] : undefined
    const text = path === 'data' && isRecord(value) ? Object.keys(value).join(', ') : words(value)
    if (text && !facts.some((fact) => fact.name === name)) facts.push({ name, value: text })
  }
  return facts
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function words(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(item).filter(Boolean).join(', ')
  if (isRecord(value)) {
    if (isRecord(value.matchLabels)) return words(value.matchLabels)
    return Object.entries(value)
      .map(([key, each]) => `${key}=${isRecord(each) ? '…' : String(each)}`)
      .join(', ')
  }
  return String(value)
}

function item(value: unknown): string {
  if (!isRecord(value)) return String(value)
  if (value.port !== undefined) {
    return `${value.port}${value.nodePort ? `:${value.nodePort}` : ''}/${value.protocol ?? 'TCP'} → ${value.targetPort ?? value.port}`
  }
  return String(value.name ?? '')
}
