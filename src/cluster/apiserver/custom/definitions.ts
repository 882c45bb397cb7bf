import { deepEqual } from '../../api/equality.ts'
import { type FieldError, invalid, notSupported, required } from '../../api/field-errors.ts'
import { formatTime } from '../../api/object.ts'
import type { Content, Strategy } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { type CustomResourceDefinition, customResources } from './definition.ts'

export const definitionStorage = 'customresourcedefinitions.apiextensions.k8s.io'

/** pkg/apis/apiextensions: names are completed, conversion is None unless told otherwise. */
export const definitionStrategy: Strategy = {
  prepareForCreate: completed,
  prepareForUpdate: completed,
}

function completed(object: Content): Content {
  const definition = object as CustomResourceDefinition
  const { spec } = definition
  if (!spec?.names?.kind) return object
  const { names } = spec
  return {
    ...definition,
    spec: {
      conversion: { strategy: 'None' },
      ...spec,
      names: { ...names, singular: names.singular || names.kind.toLowerCase(), listKind: names.listKind || `${names.kind}List` },
    } as CustomResourceDefinition['spec'],
  }
}

/** The rules of apiextensions/validation that manifests meet; schemas themselves are not checked for structure. */
export function checkDefinition(object: Content): readonly FieldError[] {
  const { metadata, spec } = object as CustomResourceDefinition
  const errors: FieldError[] = []
  const { group, names, versions = [], scope } = spec ?? {}
  if (!group) errors.push(required('spec.group'))
  if (!names?.plural) errors.push(required('spec.names.plural'))
  if (!names?.kind) errors.push(required('spec.names.kind'))
  if (scope !== 'Namespaced' && scope !== 'Cluster')
    errors.push(notSupported('spec.scope', scope ?? '', ['Cluster', 'Namespaced']))
  if (group && names?.plural && metadata.name !== `${names.plural}.${group}`) {
    errors.push(invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'))
  }
  if (versions.filter((version) => version.storage).length !== 1) {
    errors.push(invalid('spec.versions', versions, 'must have exactly one version marked as storage version'))
  }
  for (const [i, version] of versions.entries()) {
    const at = `spec.versions[${i}].schema.openAPIV3Schema`
    if (!version.schema?.openAPIV3Schema) errors.push(required(at, 'schemas are required'))
  }
  return errors
}

/** Serves what definitions define, from the commit on; says so in their status a moment later. */
export function serveDefinitions(server: ServerContext): void {
  const { etcd, resources, sim } = server
  etcd.onChange(definitionStorage, ({ type, object, previous }) => {
    const definition = object as CustomResourceDefinition
    if (previous) for (const one of customResources(previous as CustomResourceDefinition)) resources.remove(one)
    if (type === 'delete') {
      removeInstances(server, definition)
      return
    }
    for (const one of customResources(definition)) resources.add(one)
    if (!previous || !deepEqual((previous as CustomResourceDefinition).spec, definition.spec)) {
      sim.soon(() => establish(server, String(definition.metadata.name)))
    }
  })
}

function removeInstances({ etcd }: ServerContext, { spec }: CustomResourceDefinition): void {
  const storage = `${spec.names.plural}.${spec.group}`
  for (const instance of etcd.list(storage)) etcd.delete(storage, instance, { by: 'kube-apiserver' })
}

/** The naming and establishing controllers in one: names are taken as free. */
function establish({ etcd, sim }: ServerContext, name: string): void {
  const definition = etcd.get(definitionStorage, name) as CustomResourceDefinition | undefined
  if (!definition) return
  const lastTransitionTime = formatTime(sim.wallTime)
  const established = definition.status?.conditions?.some((one) => one.type === 'Established')
  const conditions = established
    ? definition.status?.conditions
    : [
        { lastTransitionTime, message: 'no conflicts found', reason: 'NoConflicts', status: 'True', type: 'NamesAccepted' },
        {
          lastTransitionTime,
          message: 'the initial names have been accepted',
          reason: 'InitialNamesAccepted',
          status: 'True',
          type: 'Established',
        },
      ]
  const stored = definition.spec.versions.filter((version) => version.storage).map((version) => version.name)
  const storedVersions = [...new Set([...(definition.status?.storedVersions ?? []), ...stored])]
  const status = { acceptedNames: definition.spec.names, conditions, storedVersions }
  if (!deepEqual(status, definition.status)) {
    etcd.put(definitionStorage, { ...definition, status } as Content, { by: 'kube-apiserver' })
  }
}
