import type { GroupVersionResource, KubeObject } from '../../api/object.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { Simulation } from '../../sim/simulation.ts'
import type { ScalePaths } from '../custom/definition.ts'
import type { UserInfo } from '../interface.ts'
import type { TableColumns } from '../tables/table.ts'

/** An object of any kind, with the two fields that the registry itself looks into. */
export interface Content extends KubeObject {
  readonly spec?: unknown
  readonly status?: unknown
}

/** What a strategy may look at while it prepares an object. */
export interface WriteContext {
  readonly sim: Simulation
  readonly etcd: Etcd
  readonly user: UserInfo
  readonly dryRun: boolean
  /** Collects `Warning` headers. */
  readonly warn: (text: string) => void
}

/** A kind's particulars, as rest.RESTCreateStrategy and its siblings. What is absent has the usual behaviour. */
export interface Strategy {
  /** Sets what the server alone decides, after admission and before validation. `status` is already dropped. */
  prepareForCreate?(object: Content, context: WriteContext): Content
  /** The same for the main resource; status, generation and system fields are already taken from `old`. */
  prepareForUpdate?(object: Content, old: Content, context: WriteContext): Content
  /**
   * Subresources that speak the kind itself and change a part of it: what an update there makes of the stored object.
   * `status` needs none: there everything but metadata and status is taken from `old`.
   */
  readonly parts?: Readonly<Record<string, (object: Content, old: Content, context: WriteContext) => Content>>
  /** For `/status`; everything but metadata and status is already taken from `old`. */
  prepareForStatusUpdate?(object: Content, old: Content, context: WriteContext): Content
  /** Takes what is scarce (addresses, ports) after validation. Throws a StatusError where it is not to be had. */
  allocate?(object: Content, old: Content | undefined, context: WriteContext): Content
  /** After a commit of a creation, update or removal (allocators). Not in a dry run. */
  committed?(object: Content | undefined, old: Content | undefined, context: WriteContext): void
  /** Throws a StatusError where the object may not be deleted. */
  checkDelete?(object: Content, context: WriteContext): void
  /** Seconds of grace, where this kind is deleted gracefully (only Pods): pod strategy CheckGracefulDelete. */
  gracePeriodSeconds?(object: Content, requested: number | undefined): number
  /** Delete by marking alone, and let `finalize` end it (Namespaces). */
  markForDeletion?(object: Content): Content
  /** Beside metadata.finalizers, what else must be gone before an update ends the deletion (Namespaces). */
  mayBeRemoved?(object: Content): boolean
  /** Whether a creation keeps the status that it comes with: Nodes alone do. */
  readonly keepsStatusOnCreate?: boolean
}

export type SubresourceVerb = 'create' | 'get' | 'patch' | 'update' | 'delete'

/** A subresource as discovery names it; how it acts stands in registry/subresources. */
export interface Subresource {
  readonly name: string
  readonly verbs: readonly SubresourceVerb[]
  /** Where it speaks another kind than its parent. */
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string } | undefined
}

/** One kind that the server keeps. */
export interface Resource extends GroupVersionResource {
  readonly kind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly Subresource[]
  /** Name of its definition in the generated schema; undefined where structure is not checked or comes from a CRD. */
  readonly definition: string | undefined
  /** The openAPIV3Schema of a custom resource. */
  readonly openApiSchema?: Readonly<Record<string, unknown>> | undefined
  /** Where the store keeps it: `pods`, `deployments.apps`. Two versions of a kind share one place. */
  readonly storage: string
  readonly hasStatus: boolean
  /** Whether metadata.generation counts changes of the spec. */
  readonly hasGeneration: boolean
  /** DELETE answers with the object instead of a Status. */
  readonly returnsDeleted: boolean
  /** Whether an update may come without a resourceVersion. */
  readonly unconditionalUpdate: boolean
  readonly createOnUpdate: boolean
  /** What becomes of dependents if a DELETE does not say. */
  readonly defaultPropagation: 'Background' | 'Orphan' | 'None'
  readonly strategy: Strategy
  readonly table: TableColumns
  /** Where a custom resource keeps what its scale subresource shows. */
  readonly scale?: ScalePaths | undefined
  /** Not stored but measured whenever it is asked for (metrics.k8s.io). */
  readonly measured?: boolean | undefined
  /** A part of Kubernetes 1.36 that this cluster does not have: discovery tells of it, requests are refused. */
  readonly unsimulated?: boolean | undefined
  /** Told to whoever writes it. */
  readonly warning?: string | undefined
  /** For a version that is not the stored one. */
  readonly convert?: { readonly to: (stored: Content) => Content; readonly from: (given: Content) => Content } | undefined
}

export const groupResource = (of: GroupVersionResource) => ({ group: of.group, resource: of.resource })
export const apiVersionOf = (of: { readonly group: string; readonly version: string }) =>
  of.group ? `${of.group}/${of.version}` : of.version
