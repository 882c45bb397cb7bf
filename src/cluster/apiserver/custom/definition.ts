import { isRecord } from '../../api/equality.ts'
import type { ObjectMeta } from '../../api/generated/types.ts'
import type { Content, Resource, Subresource } from '../registry/resource.ts'
import { customColumns, type PrinterColumn } from './columns.ts'

/** A CustomResourceDefinition, as far as the server heeds it. */
export interface CustomResourceDefinition extends Content {
  readonly metadata: ObjectMeta
  readonly spec: {
    readonly group: string
    readonly scope: 'Namespaced' | 'Cluster'
    readonly names: {
      readonly plural: string
      readonly kind: string
      readonly singular?: string | undefined
      readonly listKind?: string | undefined
      readonly shortNames?: readonly string[] | undefined
      readonly categories?: readonly string[] | undefined
    }
    readonly versions: readonly CustomVersion[]
    readonly preserveUnknownFields?: boolean | undefined
  }
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[] | undefined
    readonly storedVersions?: readonly string[] | undefined
  }
}

export interface CustomVersion {
  readonly name: string
  readonly served: boolean
  readonly storage: boolean
  readonly deprecated?: boolean | undefined
  readonly deprecationWarning?: string | undefined
  readonly schema?: { readonly openAPIV3Schema?: Readonly<Record<string, unknown>> | undefined } | undefined
  readonly subresources?: { readonly status?: object | undefined; readonly scale?: ScalePaths | undefined } | undefined
  readonly additionalPrinterColumns?: readonly PrinterColumn[] | undefined
}

export interface ScalePaths {
  readonly specReplicasPath: string
  readonly statusReplicasPath: string
  readonly labelSelectorPath?: string | undefined
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** What the server serves for each version of a definition. */
export function customResources(definition: CustomResourceDefinition): readonly Resource[] {
  const { spec } = definition
  return spec.versions.filter((version) => version.served).map((version) => customResource(definition, version))
}

function customResource({ spec }: CustomResourceDefinition, version: CustomVersion): Resource {
  const { group, names } = spec
  const stored = spec.versions.find((one) => one.storage) ?? version
  const hasStatus = version.subresources?.status !== undefined
  const subresources: Subresource[] = []
  if (version.subresources?.scale) {
    const kind = { group: 'autoscaling', version: 'v1', kind: 'Scale' }
    subresources.push({ name: 'scale', verbs: ['get', 'patch', 'update'], kind })
  }
  if (hasStatus) subresources.push({ name: 'status', verbs: ['get', 'patch', 'update'] })
  const convertTo = (to: string) => (object: Content) => ({ ...object, apiVersion: `${group}/${to}` })
  const schema = version.schema?.openAPIV3Schema
  return {
    group,
    version: version.name,
    resource: names.plural,
    kind: names.kind,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    verbs: allVerbs,
    subresources,
    definition: undefined,
    openApiSchema: isRecord(schema) ? schema : {},
    storage: `${names.plural}.${group}`,
    hasStatus,
    hasGeneration: true,
    returnsDeleted: false,
    unconditionalUpdate: false,
    createOnUpdate: false,
    defaultPropagation: 'Background',
    strategy: {},
    table: customColumns(version.additionalPrinterColumns),
    scale: version.subresources?.scale,
    ...(version.deprecated
      ? { warning: version.deprecationWarning ?? `${group}/${version.name} ${names.kind} is deprecated` }
      : {}),
    // conversion strategy None: only the version changes
    ...(stored === version ? {} : { convert: { to: convertTo(version.name), from: convertTo(stored.name) } }),
  }
}
