import { parseManifest } from '../../cluster/api/yaml.ts'
import type { Selection } from '../shell/workspace.ts'

/** Lines of a manifest, from 1, both inclusive, and the thing of the cluster that they describe. */
export interface ManifestPlace {
  readonly fromLine: number
  readonly toLine: number
  readonly thing: Selection
}

/** A longer text is not followed: it would be parsed again with every pause in typing. */
const sizeLimit = 200_000

/** Where the Pod's own spec stands in each kind that has one. */
const podSpecs: Readonly<Record<string, string>> = {
  Pod: 'spec',
  Deployment: 'spec.template.spec',
  ReplicaSet: 'spec.template.spec',
  StatefulSet: 'spec.template.spec',
  DaemonSet: 'spec.template.spec',
  ReplicationController: 'spec.template.spec',
  Job: 'spec.template.spec',
  CronJob: 'spec.jobTemplate.spec.template.spec',
}

const parts = [
  ['containers', 'container'],
  ['initContainers', 'container'],
  ['volumes', 'volume'],
] as const

const clusterScoped =
  /^(Namespace|Node|PersistentVolume|StorageClass|ClusterRole|ClusterRoleBinding|PriorityClass|IngressClass|RuntimeClass|CSIDriver)$/

/** The things of a manifest with their lines; a document first, then what stands in it. Pure; broken YAML has none. */
export function manifestPlaces(text: string): readonly ManifestPlace[] {
  if (text.length > sizeLimit) return []
  return parseManifest(text).flatMap((document) => {
    const { value } = document
    if (!isRecord(value) || typeof value.kind !== 'string' || !isRecord(value.metadata)) return []
    const { name, namespace } = value.metadata
    if (typeof name !== 'string') return []
    const { kind } = value
    const thing: Selection = clusterScoped.test(kind)
      ? { kind, name }
      : { kind, namespace: typeof namespace === 'string' ? namespace : 'default', name }
    const places: ManifestPlace[] = [{ fromLine: document.startLine, toLine: document.endLine, thing }]
    const root = podSpecs[kind]
    const spec = root?.split('.').reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), value)
    for (const [field, type] of root && isRecord(spec) ? parts : []) {
      const items = isRecord(spec) ? spec[field] : undefined
      for (const [index, item] of Array.isArray(items) ? items.entries() : []) {
        const extent = document.extent(`${root}.${field}[${index}]`)
        if (!extent || !isRecord(item) || typeof item.name !== 'string') continue
        places.push({ fromLine: extent.fromLine, toLine: extent.toLine, thing: { ...thing, part: { type, name: item.name } } })
      }
    }
    return places
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** The innermost thing at a line. */
export function thingAt(places: readonly ManifestPlace[], line: number): Selection | undefined {
  let best: ManifestPlace | undefined
  for (const place of places) {
    if (line < place.fromLine || line > place.toLine) continue
    if (!best || place.toLine - place.fromLine <= best.toLine - best.fromLine) best = place
  }
  return best?.thing
}

/**
 * Where a thing is written: itself, else the first of its owners that is.
 * @param owners of a Pod made from a template: its ReplicaSet, its Deployment
 */
export function placeOf(
  places: readonly ManifestPlace[],
  thing: Selection,
  owners: readonly { readonly kind: string; readonly name: string }[],
): ManifestPlace | undefined {
  for (const { kind, name } of [thing, ...owners]) {
    const found = places.filter(
      (place) =>
        place.thing.kind === kind && place.thing.name === name && (place.thing.namespace ?? '') === (thing.namespace ?? ''),
    )
    const part = found.find(
      (place) => thing.part && place.thing.part?.type === thing.part.type && place.thing.part.name === thing.part.name,
    )
    if (part ?? found[0]) return part ?? found[0]
  }
  return undefined
}
