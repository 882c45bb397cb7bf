import type { KubeObject } from '../cluster/api/object.ts'
import { KubectlError } from './errors.ts'
import { isObject, type JsonObject, listAt, objectAt, textAt } from './json-value.ts'

/** Where a kind keeps its pod template; undefined for kinds without one. */
export function podTemplatePath(kind: string): readonly string[] | undefined {
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template']
  const kinds = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet', 'Job']
  return kinds.includes(kind) ? ['spec', 'template'] : undefined
}

/** Where an object keeps its pod spec. @throws KubectlError for kinds without one */
export function podSpecPath(object: KubeObject): readonly string[] {
  if (object.kind === 'Pod') return ['spec']
  const template = podTemplatePath(object.kind)
  if (template) return [...template, 'spec']
  throw new KubectlError(`the object is not a pod or does not have a pod template: ${object.kind}`)
}

export function podSpecOf(object: KubeObject): JsonObject {
  return objectAt(object, ...podSpecPath(object))
}

/** A value placed at a path. */
export function nested(path: readonly string[], value: unknown): JsonObject {
  const made = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
  return isObject(made) ? made : {}
}

/** Containers by name, `*` for all; init containers too where asked. */
export function selectContainers(spec: JsonObject, pattern: string): readonly JsonObject[] {
  const matches = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  return listAt(spec, 'containers')
    .filter(isObject)
    .filter((container) => matches.test(textAt(container, 'name')))
}
